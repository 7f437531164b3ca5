/** One program that the supervisor keeps running. */
export interface Program {
  /** Short and unique: names the log file and the handle. */
  readonly name: string;
  readonly command: string;
  readonly args?: readonly string[];
  /**
   * Environment. Nothing of the supervisor's own is handed down but PATH, HOME, LANG, TMPDIR and TZ, so that what a
   * developer happens to have set (AWS credentials above all) never changes how the service behaves.
   * @default - only those
   */
  readonly env?: Readonly<Record<string, string>>;
  /** @default - the supervisor's own working directory */
  readonly cwd?: string;
  /**
   * Whether the program can be used now. Asked again and again until it says yes.
   * @default - ready as soon as it runs
   */
  readonly ready?: () => Promise<boolean>;
  /** How long it may take to get ready, in milliseconds. @default 60000 */
  readonly readyTimeoutMs?: number;
  /** @default SIGTERM */
  readonly stopSignal?: NodeJS.Signals;
  /** How long it may take to stop before it is killed, in milliseconds. @default 5000 */
  readonly stopTimeoutMs?: number;
}

/** What happened to a program, as the supervisor's own log keeps it. */
export interface ProgramEvent {
  /** ISO 8601, UTC. */
  readonly time: string;
  readonly program: string;
  readonly event: 'started' | 'ready' | 'ended' | 'restarting' | 'stopping' | 'killed' | 'stopped';
  readonly pid?: number;
  /** Exit code, or the signal that ended it. */
  readonly status?: number | string;
  /** Wait before the next start. */
  readonly delayMs?: number;
}

const HANDED_DOWN = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'TZ'];

/** The whole environment of a program. */
export function environmentOf(program: Program, ambient: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of HANDED_DOWN) {
    const value = ambient[name];
    if (value !== undefined) environment[name] = value;
  }
  return { ...environment, ...program.env };
}
