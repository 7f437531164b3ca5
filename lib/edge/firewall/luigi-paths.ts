import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';

/**
 * Luigi's calls for people that change something: the gateway's catalogue has the same ones as `operate` (a test holds the two together).
 * Calls for workers are refused on this lane.
 */
export const CHANGING_CALLS: readonly string[] = [
  'forgive_failures', 'mark_as_done', 're_enable_task', 'send_scheduler_message', 'get_scheduler_message_response', 'disable_worker',
  'set_worker_processes', 'pause', 'unpause', 'update_resource',
];

/**
 * Paths of calls that change Luigi's state. The gateway knows them by exactly these names; lighttpd takes away a fragment, which browsers
 * never send.
 */
const CHANGES = `^/api/(${CHANGING_CALLS.join('|')})(#|$)`;

/** Below it, what is posted starts, stops or redrives runs of jobs, or asks to. */
const JOBS = '/jobs/';

/**
 * Paths whose query or body looks like an attack and is none, since somebody reads it with care:
 * Luigi's JSON at /api/ and in the search of its history, which the gateway takes apart;
 * parameters of jobs and the reasons for their runs, which the gateway holds to the job's schema and shows as text;
 * the provider's answer to a login, long for some providers, which the load balancer itself takes.
 */
const READ_WITH_CARE = '^/(api/|jobs/|history/by_params/|oauth2/idpresponse$)';

/** The path as lighttpd and the gateway read it: `%70ause` is `pause`; letters' case counts. */
const AS_READ: CfnWebACL.TextTransformationProperty[] = [{ priority: 0, type: 'URL_DECODE' }, { priority: 1, type: 'NORMALIZE_PATH' }];

/** Matches calls that change Luigi's state, whatever their method, and what is posted to jobs. */
export function changesState(): CfnWebACL.StatementProperty {
  const postedToJobs = {
    andStatement: {
      statements: [
        isPost(),
        { byteMatchStatement: { fieldToMatch: { uriPath: {} }, positionalConstraint: 'STARTS_WITH', searchString: JOBS, textTransformations: AS_READ } },
      ],
    },
  };
  return { orStatement: { statements: [pathMatches(CHANGES), postedToJobs] } };
}

/** Matches requests by POST. */
export function isPost(): CfnWebACL.StatementProperty {
  return {
    byteMatchStatement: {
      fieldToMatch: { method: {} }, positionalConstraint: 'EXACTLY', searchString: 'POST', textTransformations: [{ priority: 0, type: 'NONE' }],
    },
  };
}

/** Matches paths whose query and body somebody reads with care. */
export function isReadWithCare(): CfnWebACL.StatementProperty {
  return pathMatches(READ_WITH_CARE);
}

function pathMatches(regexString: string): CfnWebACL.StatementProperty {
  return { regexMatchStatement: { fieldToMatch: { uriPath: {} }, regexString, textTransformations: AS_READ } };
}
