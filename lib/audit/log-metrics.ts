import { FilterPattern, type IFilterPattern } from 'aws-cdk-lib/aws-logs';
import type { ServiceLogs } from './service-logs';

/** A metric that a filter reads from a log. */
export interface LogMetric {
  /** Its name in CloudWatch. */
  readonly name: string;
  /** Which log it is read from. */
  readonly log: keyof ServiceLogs;
  readonly pattern: IFilterPattern;
  /**
   * Where its value stands, such as `$.status`.
   * @default - lines are counted
   */
  readonly value?: string;
}

const { all, any, stringValue, numberValue, booleanValue } = FilterPattern;
const event = (name: string) => stringValue('$.event', '=', name);
const message = (text: string) => stringValue('$.message', '=', text);
const program = stringValue('$.program', '=', 'gateway');

/**
 * What is read from the logs. The fields are those of lib/contract/decision-record.schema.json, lighttpd's access log, the gateway's and
 * luigid's log; tests hold each pattern to lines that these programs write.
 */
export const LOG_METRICS = {
  allowed: { name: 'Allowed', log: 'decisions', pattern: all(event('decision'), stringValue('$.outcome', '=', 'allow')) },
  denied: { name: 'Denied', log: 'decisions', pattern: all(event('decision'), stringValue('$.outcome', '=', 'deny')) },
  // Results of people's calls that were not refused or broken off: workers change the state all the time.
  changes: {
    name: 'Changes', log: 'decisions', pattern: all(event('result'), stringValue('$.lane', '=', 'people'), numberValue('$.status', '<', 400)),
  },
  // The same run asked for twice counts twice; schedules don't ask the gateway.
  runsStarted: { name: 'RunsStarted', log: 'decisions', pattern: all(event('result'), stringValue('$.method', '=', 'start-run'), numberValue('$.status', '<', 400)) },
  // Of all workers, whether of a run or not.
  tasksFailed: {
    name: 'TasksFailed', log: 'decisions', pattern: all(event('result'), stringValue('$.taskStatus', '=', 'FAILED'), numberValue('$.status', '<', 400)),
  },
  // Workers don't come through the load balancer: its metrics know nothing of them.
  workerErrors: { name: 'WorkerErrors', log: 'access', pattern: all(stringValue('$.lane', '=', 'worker'), numberValue('$.status', '>=', 500)) },
  mappingsAge: {
    name: 'MappingsAge', log: 'application', pattern: all(program, message('health'), numberValue('$.mappingsAgeSeconds', '>=', 0)), value: '$.mappingsAgeSeconds',
  },
  mappingsInvalid: {
    name: 'MappingsInvalid', log: 'application', pattern: all(program, message('health'), numberValue('$.mappingsInvalid', '>=', 0)), value: '$.mappingsInvalid',
  },
  // The first line says that it begins, the report that it lasts.
  revocationsNotRead: { name: 'RevocationsNotRead', log: 'application', pattern: any(booleanValue('$.revocationsOk', false), message('revocation-invalid')) },
  // The first line says that it begins, the report that it lasts, the last what was lost; that one comes without the program's name.
  recordsNotKept: {
    name: 'DecisionRecordsNotKept',
    log: 'application',
    pattern: any(
      booleanValue('$.recordsOk', false),
      message('decision records can not be kept; trying again'),
      message('decision records were not confirmed before the stop'),
    ),
  },
  luigidStarts: { name: 'LuigidStarts', log: 'application', pattern: all(event('listening'), numberValue('$.generation', '>=', 1)) },
  stateUnsaved: {
    name: 'StateUnsaved', log: 'application', pattern: all(event('health'), numberValue('$.unsaved_seconds', '>=', 0)), value: '$.unsaved_seconds',
  },
  stateNotSaved: { name: 'StateNotSaved', log: 'application', pattern: any(event('state-not-saved'), event('state-dump-overdue')) },
  stateLost: { name: 'StateLost', log: 'application', pattern: any(event('state-corrupt'), event('stopped-unsaved'), event('superseded'), event('predecessor-passed-by')) },
} as const satisfies Record<string, LogMetric>;

/** Decisions that a mapping granted. */
export function useOfMapping(mapping: string): LogMetric {
  return { name: 'BreakGlassUse', log: 'decisions', pattern: all(event('decision'), stringValue('$.mapping', '=', mapping)) };
}
