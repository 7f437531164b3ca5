import { parseArgs } from 'node:util';

/** How long dumps are watched, and of how much. */
export interface DumpsOptions {
  /** Tasks in the scheduler. @default 20000 */
  readonly tasks: number;
  /** Turns of 16 s for each of the two luigids whose callers are compared. @default 6 */
  readonly rounds: number;
  /** For how long luigid dumps at its own pace; longer where fewer than three dumps have begun by then. @default 280 */
  readonly seconds: number;
}

const MOST: DumpsOptions = { tasks: 50_000, rounds: 20, seconds: 500 };
const DEFAULTS: DumpsOptions = { tasks: 20_000, rounds: 6, seconds: 280 };

/**
 * Reads `--tasks 20000 --rounds 6 --seconds 280`.
 * @throws Error naming what was got and what is expected
 */
export function dumpsOptions(args: readonly string[]): DumpsOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args: [...args], options: { tasks: text, rounds: text, seconds: text } });
  const number = (name: keyof DumpsOptions): number => {
    const got = values[name];
    const value = got === undefined ? DEFAULTS[name] : Number(got);
    if (!(Number.isInteger(value) && value > 0 && value <= MOST[name])) {
      throw new Error(`got --${name} ${JSON.stringify(got)}, expected an integer above 0, ${MOST[name]} at most`);
    }
    return value;
  };
  return { tasks: number('tasks'), rounds: number('rounds'), seconds: number('seconds') };
}
