import { MisuseError } from '../misuse';
import { oneOf, orMisuse, readOptions } from '../options';
import { askedIssuers, type AskedIssuer } from './issuers/asked-issuer';
import { targetOf, type Target } from './target';

/** What the command is asked for. */
export interface DoctorOptions {
  readonly target: Target;
  readonly format: 'text' | 'json';
  readonly expectsMachines: boolean;
  /** Issuers of tokens to look at besides. */
  readonly issuers: readonly AskedIssuer[];
  /** For one question, in milliseconds. */
  readonly timeoutMs: number;
}

/** @throws MisuseError where they do not fit */
export function doctorOptions(args: readonly string[]): DoctorOptions {
  try {
    return read(args);
  } catch (error) {
    // Wherever an address with a password was put by mistake: it is not said again.
    throw error instanceof MisuseError ? new MisuseError(error.message.replace(/\/\/[^/\s]*@/g, '//...@')) : error;
  }
}

function read(args: readonly string[]): DoctorOptions {
  const { values, positionals } = readOptions('doctor', args, {
    'format': { type: 'string' }, 'insecure-loopback': { type: 'boolean' }, 'machines': { type: 'boolean' }, 'timeout-seconds': { type: 'string' },
    'issuer': { type: 'string', multiple: true }, 'keys': { type: 'string', multiple: true },
  });
  return orMisuse('doctor', () => {
    const [address, ...others] = positionals;
    if (address === undefined) throw new Error('got no address, expected one such as https://luigi.example.com');
    if (others.length > 0) throw new Error(`got ${many(others)} besides, expected one address`);
    const seconds = values['timeout-seconds'] ?? '10';
    if (!/^[1-9]\d?$/.test(seconds) || Number(seconds) > 60) throw new Error(`--timeout-seconds: got ${JSON.stringify(seconds.slice(0, 40))}, expected a whole number from 1 to 60`);
    return {
      target: targetOf(address, values['insecure-loopback'] ?? false), format: oneOf('format', ['text', 'json'], values.format),
      expectsMachines: values.machines ?? false, issuers: askedIssuers(values.issuer, values.keys), timeoutMs: Number(seconds) * 1000,
    };
  });
}

/** Not what they are: one may hold a secret. */
function many(others: readonly string[]): string {
  return others.length === 1 ? 'something' : `${others.length} things`;
}
