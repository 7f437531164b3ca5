import { parseArgs, type ParseArgsConfig } from 'node:util';
import { MisuseError } from './misuse';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Reads options as `parseArgs` of Node does, and refuses one that is given twice where it may be given once: the last would win unseen.
 * @param command as it was called, for the message
 * @throws MisuseError
 */
export function readOptions<const T extends Options>(command: string, args: readonly string[], options: T) {
  return orMisuse(command, () => {
    const { values, positionals, tokens } = parseArgs({ args: [...args], allowPositionals: true, strict: true, tokens: true, options });
    const seen = new Set<string>();
    for (const token of tokens) {
      if (token.kind !== 'option') continue;
      if (seen.has(token.name) && options[token.name]?.multiple !== true) throw new Error(`--${token.name}: got it twice, expected it once`);
      seen.add(token.name);
    }
    return { values, positionals };
  });
}

/** @throws MisuseError with the command's name, whatever the error was */
export function orMisuse<T>(command: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new MisuseError(`${(error as Error).message}\nsee npx cdk-lighttpd-luigi ${command} --help`);
  }
}

/** One of the values that an option knows. @throws Error */
export function oneOf<const T extends string>(option: string, known: readonly [T, ...T[]], given: string | undefined): T {
  if (given === undefined) return known[0];
  const found = known.find((each) => each === given);
  if (found === undefined) throw new Error(`--${option}: got ${JSON.stringify(given)}, expected one of ${known.join(', ')}`);
  return found;
}
