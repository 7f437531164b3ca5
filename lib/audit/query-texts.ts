import type { ServiceLogs } from './service-logs';

/** A saved query of CloudWatch Logs Insights. */
export interface QueryText {
  /** Its id in the construct tree. */
  readonly id: string;
  /** Its name, below `luigi/<service>/`. */
  readonly name: string;
  /** Which logs it reads. */
  readonly logs: ReadonlyArray<keyof ServiceLogs>;
  readonly text: string;
}

/** Refusals by reason, as the dashboard shows them. */
export const DENIED_BY_REASON = `filter event = "decision" and outcome = "deny"
| stats count(*) as refusals by reason
| sort refusals desc`;

/**
 * The questions that auditors and operators ask. Fields of the decision log are those of lib/contract/decision-record.schema.json, those
 * of the access log lighttpd's. What is to be replaced stands in the first lines.
 */
export const QUERIES: readonly QueryText[] = [
  {
    id: 'WhoRanWhat',
    name: 'who ran what',
    logs: ['decisions'],
    text: `# who changed what, by which mapping, and what came of it (people and scripts; for workers: lane = "workers")
fields time, principal, mapping, method, taskId, worker, resource, status, reason, sourceAddress, requestId
| filter event = "result" and lane = "people"
| sort time desc
| limit 1000`,
  },
  {
    id: 'WhatWasDenied',
    name: 'what was denied and why',
    logs: ['decisions'],
    text: `# refusals by reason and principal; principal is empty where identity was not proved
filter event = "decision" and outcome = "deny"
| stats count(*) as refusals, earliest(time) as firstTime, latest(time) as lastTime, latest(requestId) as lastRequest by reason, lane, principal, method, sourceAddress
| sort refusals desc
| limit 1000`,
  },
  {
    id: 'AllThatOnePersonDid',
    name: 'all that one person did',
    logs: ['decisions'],
    text: `# replace the principal: user:<value of the user claim>, role:<ARN> or worker:<name>
fields time, event, lane, action, change, method, taskId, family, worker, resource, outcome, reason, mapping, status, sourceAddress, userAgent, requestId
| filter principal = "user:ada@example.com"
| sort time asc
| limit 10000`,
  },
  {
    id: 'OneRun',
    name: 'one run from request to final state',
    logs: ['decisions'],
    text: `# replace the run's id: who asked for it, by which mapping and why, who stopped or redrove it, and the last state of each of its Luigi
# tasks, the newest first; roleSession is the id of the ECS task. Without the line that begins with dedup: every state
fields time, event, outcome, principal, roleSession, mapping, statedReason, method, status, reason, concat("luigi-", service, "_", job, ":", run) as execution, family, taskId, taskStatus, requestId
| filter run = "0123456789abcdef0123456789abcdef01234567"
| filter method in ["start-run", "stop-run", "redrive-run"] or (event = "result" and status < 400 and ispresent(taskStatus))
| sort @timestamp desc
| dedup taskId
| limit 10000`,
  },
  {
    id: 'OneRequestOrTask',
    name: 'one request or task',
    logs: ['decisions', 'access'],
    text: `# replace the request id (of X-Request-Id, an error or another query) or the task id, or both: decision, result, line of the access log,
# and what workers reported of that task
fields @timestamp, coalesce(event, "access") as what, principal, mapping, method, taskId, worker, outcome, reason, status, path, microseconds, requestId
| filter requestId = "00000000-0000-0000-0000-000000000000" or taskId = "etl.DailyReport_2026_01_30_abc123def0"
| sort @timestamp asc
| limit 10000`,
  },
];
