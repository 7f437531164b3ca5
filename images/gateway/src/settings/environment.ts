/** A wrong or missing setting: its message is the one line that is shown before the program stops. */
export class SettingError extends Error {}

/** Reads settings from environment variables, each checked as it is read. A variable set to nothing counts as not set. */
export class Environment {
  constructor(private readonly variables: Readonly<Record<string, string | undefined>>) {}

  /** The raw value, or undefined where it is not set. */
  optional(name: string): string | undefined {
    const value = this.variables[name];
    return value === undefined || value === '' ? undefined : value;
  }

  /**
   * The raw value.
   * @throws SettingError where it is not set
   */
  required(name: string, expected: string): string {
    const value = this.optional(name);
    if (value === undefined) throw new SettingError(`${name} is not set, expected ${expected}`);
    return value;
  }

  /** A whole number within bounds. */
  integer(name: string, options: { readonly defaultValue: number; readonly min: number; readonly max: number }): number {
    const text = this.optional(name);
    if (text === undefined) return options.defaultValue;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
    if (!(value >= options.min && value <= options.max)) {
      throw this.wrong(name, text, `a whole number from ${options.min} to ${options.max}`);
    }
    return value;
  }

  /** One of a few words. */
  choice<T extends string>(name: string, words: readonly T[], defaultValue: T): T {
    const text = this.optional(name) ?? defaultValue;
    const word = words.find((each) => each === text);
    if (word === undefined) throw this.wrong(name, text, `one of ${words.join(', ')}`);
    return word;
  }

  /** A value that must look a certain way. */
  matching(name: string, pattern: RegExp, expected: string, defaultValue?: string): string {
    const text = defaultValue === undefined ? this.required(name, expected) : this.optional(name) ?? defaultValue;
    if (!pattern.test(text)) throw this.wrong(name, text, expected);
    return text;
  }

  /** An absolute http or https URL. */
  url(name: string, defaultValue?: string): URL {
    const expected = 'an absolute URL, such as https://luigi.example.com';
    const text = defaultValue === undefined ? this.required(name, expected) : this.optional(name) ?? defaultValue;
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url !== undefined && (url.username !== '' || url.password !== '')) {
      throw this.wrongSecret(name, `${expected}, without user name and password`);
    }
    if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
      throw this.wrong(name, text, expected);
    }
    return url;
  }

  /** The error for a value that is not secret. */
  wrong(name: string, got: string, expected: string): SettingError {
    const shown = JSON.stringify(got.length > 80 ? `${got.slice(0, 80)}...` : got);
    return new SettingError(`${name} is ${shown}, expected ${expected}`);
  }

  /** The error for a value that must not be shown. */
  wrongSecret(name: string, expected: string): SettingError {
    return new SettingError(`${name} is set, but not as expected (its value is not shown): expected ${expected}`);
  }
}
