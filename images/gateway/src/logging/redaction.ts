const REDACTED = '[redacted]';

/** Names of fields and headers whose values are never logged. */
const SECRET_NAME = /^(proxy-)?authorization$|cookie|^x-amzn-oidc-|token|password|passphrase|secret|credential|^data$|signature/i;

/** Values that are secrets by their looks, wherever they stand. */
const SECRET_VALUES: ReadonlyArray<readonly [RegExp, string]> = [
  [/\beyJ[\w-]{5,}={0,2}\.[\w-]+={0,2}(?:\.[\w-]*={0,2})?/g, '[redacted token]'],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{4,}/gi, '$1 [redacted]'],
  [/(\/\/)[^\s/?#@:]*:[^\s/?#@]*@/g, '$1[redacted]@'],
  [/\bAWSELBAuthSessionCookie-\d+=[^;\s]*/g, 'AWSELBAuthSessionCookie=[redacted]'],
];

const MAXIMUM = { text: 4_096, depth: 6, members: 100, causes: 5, frames: 20 } as const;

/** Makes values fit to be logged: bounded, free of secrets, and JSON whatever they were. Never throws. */
export class Redaction {
  private readonly secrets: readonly string[];

  /** @param credentials secrets of this process (`user:password`, each also known by its password and in base64) */
  constructor(credentials: readonly string[] = []) {
    const forms = credentials.flatMap((credential) => {
      const password = credential.slice(credential.indexOf(':') + 1);
      return [credential, password, Buffer.from(credential).toString('base64')];
    });
    // The longest first, so that no part of one is left standing; very short ones would redact half of every line.
    this.secrets = [...new Set(forms)].filter((form) => form.length >= 6).sort((a, b) => b.length - a.length);
  }

  /** The value, fit to be logged. */
  clean(value: unknown): unknown {
    try {
      return this.walk(value, 0, new Set());
    } catch {
      return '[unreadable]';
    }
  }

  /** The text without secrets, cut to a bound. */
  text(text: string): string {
    // Cut after redaction, so that the cut can't leave half of a secret; but first to what can be searched in no time.
    let clean = text.slice(0, MAXIMUM.text * 2);
    for (const secret of this.secrets) clean = clean.replaceAll(secret, REDACTED);
    for (const [pattern, replacement] of SECRET_VALUES) clean = clean.replace(pattern, replacement);
    return clean.length > MAXIMUM.text ? `${clean.slice(0, MAXIMUM.text)}…` : clean;
  }

  private walk(value: unknown, depth: number, above: Set<object>): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'bigint') return value.toString();
    if (typeof value === 'function' || typeof value === 'symbol') return undefined;
    if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
    if (typeof value !== 'object' || value === null) return value;
    if (depth === MAXIMUM.depth || above.has(value)) return '[…]';
    above.add(value);
    const clean = this.object(value, depth + 1, above);
    above.delete(value);
    return clean;
  }

  private object(value: object, depth: number, above: Set<object>): unknown {
    if (value instanceof Error) return this.error(value, 0);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
    if (value instanceof URL) return this.text(`${value.origin}${value.pathname}`);
    if (Array.isArray(value)) return value.slice(0, MAXIMUM.members).map((member) => this.walk(member, depth, above));
    const entries = value instanceof Map || value instanceof Set ? [...value.entries()] : Object.entries(value);
    return Object.fromEntries(entries.slice(0, MAXIMUM.members).map(([name, member]) => {
      const key = this.text(String(name));
      return [key, SECRET_NAME.test(key) && member !== undefined && member !== null ? REDACTED : this.walk(member, depth, above)];
    }));
  }

  /** Only what is known to be of use: other members of an error may hold the whole request. */
  private error(error: Error, causes: number): Record<string, unknown> {
    const { code, status } = error as { code?: unknown; status?: unknown };
    const { cause } = error;
    return {
      name: this.text(error.name),
      message: this.text(error.message),
      ...(typeof code === 'string' ? { code: this.text(code) } : {}),
      ...(typeof status === 'number' ? { status } : {}),
      stack: this.frames(error),
      ...(cause === undefined ? {} : { cause: this.cause(cause, causes + 1) }),
    };
  }

  private cause(cause: unknown, causes: number): unknown {
    if (causes === MAXIMUM.causes) return '[…]';
    return cause instanceof Error ? this.error(cause, causes) : typeof cause === 'string' ? this.text(cause) : `[${typeof cause}]`;
  }

  /** The frames alone: the message stands before them, and may hold lines made to look like frames. */
  private frames(error: Error): string[] {
    const stack = error.stack ?? '';
    const message = stack.indexOf(error.message);
    const after = message < 0 ? stack : stack.slice(message + error.message.length);
    return after.split('\n').map((line) => line.trim()).filter((line) => line.startsWith('at ')).slice(0, MAXIMUM.frames).map((line) => this.text(line));
  }
}
