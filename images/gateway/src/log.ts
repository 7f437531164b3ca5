import { LineWriter } from './logging/line-writer';
import { Redaction } from './logging/redaction';
import { jsonLine } from './records/json-line';

/** Levels, the least urgent first. */
const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** How urgent a line is. */
export type Level = (typeof LEVELS)[number];

/** What belongs to a line besides its message. Errors are told with their causes; secrets are left out by name and by looks. */
export type LogFields = Readonly<Record<string, unknown>>;

/** The application's log, for operators: what went wrong inside. Who did what is in the decision log. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds these fields to each line. */
  child(fields: LogFields): Logger;
  /**
   * Resolves when everything is written, or after a while.
   * @param milliseconds to wait at most, 2000 where not given
   */
  flush(milliseconds?: number): Promise<void>;
}

/** What a logger is made of. */
export interface LoggerProps {
  /** Name of the program, in each line. */
  readonly program: string;
  /**
   * Lines below it are left out.
   * @default info
   */
  readonly level?: Level;
  /**
   * Secrets of this process (`user:password`), redacted wherever they appear.
   * @default - none
   */
  readonly credentials?: readonly string[];
  /**
   * Where lines go.
   * @default - stdout, without ever waiting for it; 1 MiB of lines is held at most, more are dropped and counted
   */
  readonly output?: Pick<LineWriter, 'add' | 'flush'>;
  /** @default Date.now */
  readonly now?: () => number;
}

const HELD_BYTES = 1_048_576;
const FLUSH_MS = 2_000;

/**
 * JSON lines with `time`, `level`, `program`, `message` and the fields given. One line is one event: nothing in it can make another.
 * The four names can't be overwritten by fields.
 */
export function createLogger(props: LoggerProps): Logger {
  const { program, level = 'info', now = Date.now } = props;
  const redaction = new Redaction(props.credentials);
  const time = (): string => new Date(now()).toISOString();
  const output = props.output ?? LineWriter.toDescriptor(1, HELD_BYTES, (count) => (
    jsonLine({ time: time(), level: 'warn', program, message: 'log lines were dropped: stdout was not read fast enough', count })
  ));
  return withFields({});

  function withFields(common: LogFields): Logger {
    const at = (lineLevel: Level) => (message: string, fields: LogFields = {}): void => {
      if (LEVELS.indexOf(lineLevel) < LEVELS.indexOf(level)) return;
      const clean = redaction.clean({ ...common, ...fields });
      const head = { time: time(), level: lineLevel, program, message: redaction.text(message) };
      output.add(jsonLine({ ...head, ...(typeof clean === 'object' ? clean : { fields: clean }), ...head }));
    };
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      child: (fields) => withFields({ ...common, ...fields }),
      flush: (milliseconds = FLUSH_MS) => output.flush(milliseconds),
    };
  }
}
