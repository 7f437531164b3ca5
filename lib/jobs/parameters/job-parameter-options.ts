/** What all parameters of jobs have in common. */
export interface JobParameterOptions {
  /**
   * What people read beside its field: 1 to 100 characters.
   * @default - its name
   */
  readonly title?: string;
  /**
   * What it is for: 1 to 300 characters.
   * @default - no description
   */
  readonly description?: string;
  /**
   * Whether it may be left out though it has no default value: Luigi's own default holds then.
   * @default false
   */
  readonly optional?: boolean;
}

/** A date: Luigi's `DateParameter`. */
export interface DateParameterOptions extends JobParameterOptions {
  /**
   * What it is where nobody says, as YYYY-MM-DD.
   * @default - whoever starts the job says
   */
  readonly defaultValue?: string;
  /**
   * The first date that may be given, as YYYY-MM-DD.
   * @default - any
   */
  readonly earliest?: string;
  /**
   * The last date that may be given, as YYYY-MM-DD.
   * @default - any
   */
  readonly latest?: string;
}

/** A whole number: Luigi's `IntParameter`. */
export interface IntegerParameterOptions extends JobParameterOptions {
  /**
   * What it is where nobody says.
   * @default - whoever starts the job says
   */
  readonly defaultValue?: number;
  /**
   * The least that may be given.
   * @default -999999999999999
   */
  readonly minimum?: number;
  /**
   * The most that may be given.
   * @default 999999999999999
   */
  readonly maximum?: number;
}

/** One of several texts: Luigi's `ChoiceParameter`, or a `Parameter` that is limited here. */
export interface ChoiceParameterOptions extends JobParameterOptions {
  /** What may be chosen: 1 to 100 texts of 1 to 200 characters, each once. */
  readonly values: string[];
  /**
   * What it is where nobody says: one of the values.
   * @default - whoever starts the job says
   */
  readonly defaultValue?: string;
}

/** A text: Luigi's `Parameter`. */
export interface TextParameterOptions extends JobParameterOptions {
  /**
   * What it is where nobody says.
   * @default - whoever starts the job says
   */
  readonly defaultValue?: string;
  /**
   * Characters that it has at least: 1 or more, since Luigi takes an empty text for none at all.
   * @default 1
   */
  readonly minLength?: number;
  /**
   * Characters that it has at most: 1 to 1,000.
   * @default 200
   */
  readonly maxLength?: number;
  /**
   * Regular expression, as of JSON Schema, of which a match must be in it; `^` and `$` bind it to beginning and end. The gateway holds to
   * it; who starts an execution in Step Functions directly does not meet it.
   * @default - any one line of plain text
   */
  readonly pattern?: string;
}

/** Yes or no: Luigi's `BoolParameter` with its default of false, given as a bare flag or not at all. */
export interface FlagParameterOptions extends JobParameterOptions {
  /**
   * What it is where nobody says.
   * @default false
   */
  readonly defaultValue?: boolean;
}

/** Days from one to another: Luigi's `DateIntervalParameter`. */
export interface IntervalParameterOptions extends JobParameterOptions {
  /**
   * What it is where nobody says: a year, a month, a week, a day, or two days of which the second is left out
   * (2026, 2026-11, 2026-W48, 2026-11-23, 2026-11-01-2026-11-08).
   * @default - whoever starts the job says
   */
  readonly defaultValue?: string;
}
