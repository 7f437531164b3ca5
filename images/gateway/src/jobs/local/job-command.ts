import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { EXIT_CODE_FLAGS, LUIGI_EXIT_CODES } from '../../../../../lib/contract/luigi-exit-codes';
import { workerOf, type RunOfJob } from '../../../../../lib/contract/run-worker';
import { Problem } from '../../problem';
import type { ParameterValues } from '../description/job';

/**
 * How a job is run on one machine: `commands/<job>.json`, written by who runs the service. A job's document says which parameters
 * there are, and nothing of this: whoever may write one can't choose a command, a module or a task.
 */
export interface JobCommand {
  /** Path of the `luigi` command, absolute. */
  readonly luigi: string;
  /** Module that holds the task. */
  readonly module: string;
  /** Family of the task. */
  readonly family: string;
  /** Working directory, absolute. */
  readonly directory: string;
  /** The whole environment: nothing of the gateway's is handed on. @default - empty */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default 1 */
  readonly workers?: number;
  /** @default 3600 */
  readonly timeoutSeconds?: number;
}

const text = { type: 'string', minLength: 1, maxLength: 4096, pattern: '^[^\\u0000]+$' };
const name = { type: 'string', maxLength: 200, pattern: '^[A-Za-z0-9_][A-Za-z0-9_-]*(?:\\.[A-Za-z0-9_][A-Za-z0-9_-]*)*$' };
const path = { type: 'string', maxLength: 4096, pattern: '^/[^\\u0000]*$' };
const validate = new Ajv2020({ strict: true }).compile<JobCommand>({
  type: 'object',
  additionalProperties: false,
  required: ['luigi', 'module', 'family', 'directory'],
  properties: {
    luigi: path,
    module: name,
    family: name,
    directory: path,
    environment: { type: 'object', additionalProperties: { ...text, minLength: 0, pattern: '^[^\\u0000]*$' } },
    workers: { type: 'integer', minimum: 1, maximum: 64 },
    timeoutSeconds: { type: 'integer', minimum: 1, maximum: 604_800 },
  },
});

/**
 * The command of a job.
 * @throws Problem 503 `runner-unavailable` where none is configured, or it is not well-formed
 */
export function readCommand(folder: string, job: string): JobCommand {
  let command: unknown;
  try {
    command = JSON.parse(readFileSync(join(folder, `${job}.json`), 'utf8'));
  } catch (error) {
    throw notConfigured({ cause: error });
  }
  if (!validate(command)) throw notConfigured({ cause: new Error(`the command of job ${job} is not well-formed`) });
  return command;
}

/** What an exit code of Luigi says, for people. */
export function causeOf(exitCode: number): string | undefined {
  if (exitCode === 0) return undefined;
  const known = Object.entries(LUIGI_EXIT_CODES).find(([, code]) => code === exitCode)?.[0];
  return known === undefined ? `luigi ended with ${exitCode}` : `luigi ended with ${exitCode}: ${known.replaceAll('-', ' ')}`;
}

/**
 * Arguments for `luigi`, each one argument whatever is in it: no shell reads them, and a value that looks like a flag stays the
 * value of its own (`--Family-name=--value`). The worker's id, which stands in all that Luigi asks of the scheduler, names the run: a flag,
 * so that Luigi's configuration stays the user's.
 */
export function argumentsOf(command: JobCommand, parameters: ParameterValues, run: RunOfJob): string[] {
  return [
    '--module', command.module,
    command.family,
    ...Object.entries(parameters).flatMap(([parameter, value]) => {
      const flag = `--${command.family}-${parameter.replaceAll('_', '-')}`;
      if (typeof value === 'boolean') return value ? [flag] : [];
      return [`${flag}=${value}`];
    }),
    `--worker-id=${workerOf(run)}`,
    `--workers=${command.workers ?? 1}`,
    ...EXIT_CODE_FLAGS,
  ];
}

function notConfigured(options: ErrorOptions): Problem {
  return new Problem(503, 'runner-unavailable', 'the job is described, but not set up to run on this machine: tell whoever runs the service',
    { headers: { 'retry-after': '60' } }, options);
}
