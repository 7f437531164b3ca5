import { parseArgs } from 'node:util';

/** How long and how hard the service is worked. */
export interface SoakOptions {
  /** @default 10 */
  readonly minutes: number;
  /** Views a second of all viewers together. @default 200 */
  readonly rate: number;
  /** Stock workers: each pings once a second, and asks for work and reports every five. @default 50 */
  readonly workers: number;
  /** Tasks in the scheduler. @default 5000 */
  readonly tasks: number;
}

const MOST: SoakOptions = { minutes: 60, rate: 5_000, workers: 500, tasks: 50_000 };
const DEFAULTS: SoakOptions = { minutes: 10, rate: 200, workers: 50, tasks: 5_000 };

/**
 * Reads `--minutes 10 --rate 200 --workers 50 --tasks 5000`.
 * @throws Error naming what was got and what is expected
 */
export function soakOptions(args: readonly string[]): SoakOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ args: [...args], options: { minutes: text, rate: text, workers: text, tasks: text } });
  const number = (name: keyof SoakOptions): number => {
    const got = values[name];
    const value = got === undefined ? DEFAULTS[name] : Number(got);
    if (!(value > 0 && value <= MOST[name])) throw new Error(`got --${name} ${JSON.stringify(got)}, expected a number above 0, ${MOST[name]} at most`);
    return value;
  };
  return { minutes: number('minutes'), rate: number('rate'), workers: number('workers'), tasks: number('tasks') };
}
