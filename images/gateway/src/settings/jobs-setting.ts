import { documentsSetting, type DocumentsSetting } from './documents-setting';
import type { Environment } from './environment';

/** What runs jobs: `local:/path`, a folder that holds `commands` and `runs`, or `step-functions:<ARN of the state machines up to the job's name>`. */
export type JobRunnerSetting =
  | { readonly kind: 'local'; readonly path: string }
  | {
    readonly kind: 'step-functions';
    /** Such as `arn:aws:states:eu-central-1:111122223333:stateMachine:luigi-luigi_`. */
    readonly stateMachinePrefix: string;
    /** GATEWAY_RUN_TABLE: name of the service's table of runs */
    readonly runTable: string;
  };

/** Where jobs are described, and what runs them. */
export interface JobsSetting {
  /** GATEWAY_JOBS */
  readonly documents: DocumentsSetting;
  /** GATEWAY_JOB_RUNNER */
  readonly runner: JobRunnerSetting;
}

/** Undefined where the service has no jobs. */
export function jobsSetting(env: Environment): JobsSetting | undefined {
  if (env.optional('GATEWAY_JOBS') === undefined) return undefined;
  return { documents: documentsSetting(env, 'GATEWAY_JOBS', 'jobs'), runner: jobRunner(env) };
}

function jobRunner(env: Environment): JobRunnerSetting {
  const expected = 'local:/absolute/path, a folder that holds commands and runs, or step-functions:<ARN of the state machines up to the job\'s name>';
  const text = env.required('GATEWAY_JOB_RUNNER', expected);
  const path = /^local:(\/[^\0]+)$/.exec(text)?.[1];
  if (path !== undefined) return { kind: 'local', path };
  const stateMachinePrefix = /^step-functions:(arn:[a-z0-9-]+:states:[a-z0-9-]+:[0-9]{12}:stateMachine:luigi-[a-z0-9-]+_)$/.exec(text)?.[1];
  if (stateMachinePrefix === undefined) throw env.wrong('GATEWAY_JOB_RUNNER', text, expected);
  return {
    kind: 'step-functions', stateMachinePrefix,
    runTable: env.matching('GATEWAY_RUN_TABLE', /^[A-Za-z0-9_.-]{3,255}$/, 'the name of the service\'s table of runs'),
  };
}
