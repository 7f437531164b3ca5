import { LONGEST_REASON } from '../../../../lib/contract/run-facts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
const ref = (name: string): object => ({ $ref: `#/components/schemas/${name}` });
const json = (description: string, schema: object, headers?: object): object => ({
  description, ...(headers === undefined ? {} : { headers }), content: { 'application/json': { schema } },
});
const problem = (description: string, headers?: object): object => ({
  description, ...(headers === undefined ? {} : { headers }), content: { 'application/problem+json': { schema: ref('Problem') } },
});
const text = (more: object = {}): object => ({ type: 'string', ...more });
const object = (required: readonly string[], properties: Readonly<Record<string, object>>): object =>
  ({ type: 'object', additionalProperties: false, required, properties });
const pathParameter = (name: string, pattern: string): object => ({ name, in: 'path', required: true, schema: text({ pattern }) });

const JOB = pathParameter('job', '^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$');
const RUN = pathParameter('run', '^[A-Za-z0-9_-]{1,80}$');
const LIMIT = { name: 'limit', in: 'query', description: 'So many at most', schema: { type: 'integer', minimum: 1, maximum: 100, default: 50 } };
const TAIL = { name: 'tail', in: 'query', description: 'Without next: true begins with the newest lines instead of the oldest', schema: { enum: ['true', 'false'], default: 'false' } };
const NEXT = { name: 'next', in: 'query', description: 'The next of an earlier page', schema: text() };
const ASKED = [
  { name: 'action', in: 'query', required: true, description: 'view or operate tasks, or run a job', schema: { enum: ['view', 'operate', 'run'] } },
  { name: 'family', in: 'query', description: 'Of view and operate: a task family, a namespace as a whole (etl.*), or * for all; without, any at all', schema: text({ maxLength: 256 }) },
  { name: 'job', in: 'query', description: 'Of run: name of the job', schema: text() },
  { name: 'parameters', in: 'query', description: 'Of run: with these values, as a start takes them; without, with any at all', content: { 'application/json': { schema: { type: 'object' } } } },
];
const LOCATION = { Location: { description: 'Address of the run', schema: text({ format: 'uri-reference' }) } };
const RETRY_AFTER = { 'Retry-After': { description: 'Seconds', schema: { type: 'integer', minimum: 0 } } };
const SHARE = problem('More than the share of the caller: rate-limited', RETRY_AFTER);
const NOT_NOW = problem('Not now: jobs, mappings, records or what runs jobs can not be reached', RETRY_AFTER);
const SIGNED_IN = { 400: problem('Not well-formed'), 401: problem('Not signed in'), 429: SHARE, 503: NOT_NOW };
const COMMON = { ...SIGNED_IN, 404: problem('No such job that the caller may run, or no such run: no-such-job, no-such-run') };
const DONE = {
  202: json('Done, or under way', ref('Run'), LOCATION),
  303: { description: 'To a form of a page: the way to the run', headers: LOCATION },
};
const CHANGE = {
  ...COMMON, ...DONE,
  403: problem('Limits of the caller (beyond-limits), or a browser that does not prove its page (origin-not-proved)'),
  413: problem('Too large: body-too-large'), 415: problem('A media type that is not taken: unsupported-media-type'),
  429: problem('More than the share of the caller (rate-limited) or of the job (too-many-runs)', RETRY_AFTER),
};

/** What can be asked of jobs: OpenAPI 3.1. The tests hold answers to it. */
export const OPENAPI = {
  openapi: '3.1.0',
  jsonSchemaDialect: DIALECT,
  info: {
    title: 'Jobs', version: '1',
    description: 'Start, watch, stop and redrive Luigi jobs. What a caller may run is said by the service\'s access mappings.',
  },
  servers: [{ url: '/' }],
  security: [{ session: [] }, { bearer: [] }],
  paths: {
    '/openapi.json': { get: { operationId: 'showApi', summary: 'This document', responses: { 200: json('OpenAPI 3.1', { type: 'object' }), ...SIGNED_IN } } },
    '/access/explain': {
      get: {
        operationId: 'explainAccess', summary: 'Why you may, or may not, do something: the mapping and grant that decides, or the nearest one and in what it fails', parameters: ASKED,
        responses: {
          200: json('The same as enforcement decides', ref('Explanation')), ...COMMON, 400: problem('No question: bad-question, not-an-object, malformed-json'),
          403: problem('Asked for by a page of another site: cross-site'),
        },
      },
    },
    '/jobs': { get: { operationId: 'listJobs', summary: 'Jobs that you may run', responses: { 200: json('Sorted by name', ref('Jobs')), ...SIGNED_IN } } },
    '/runs': {
      get: {
        operationId: 'listRecentRuns', summary: 'Runs of all jobs that you may run, the newest first', parameters: [LIMIT, NEXT],
        responses: { 200: json('A page of runs: it may hold fewer than asked for, or none, and still have a next', ref('Runs')), ...SIGNED_IN },
      },
    },
    '/jobs/{job}': {
      parameters: [JOB],
      get: { operationId: 'showJob', summary: 'A job, with the JSON Schema of the parameters that you may ask for', responses: { 200: json('The job', ref('JobWithSchema')), ...COMMON } },
    },
    '/jobs/{job}/runs': {
      parameters: [JOB],
      get: {
        operationId: 'listRuns', summary: 'Runs of a job, the newest first, whoever asked for them',
        parameters: [LIMIT, NEXT],
        responses: { 200: json('A page of runs', ref('Runs')), ...COMMON, 400: problem('bad-limit, bad-token') },
      },
      post: {
        operationId: 'startRun', summary: 'Start a run; asked again with the same key, the same run',
        parameters: [{
          name: 'Idempotency-Key', in: 'header', description: 'Yours: the same key, job and caller are the same run, also once it has ended. Without one each call is new.',
          schema: text({ pattern: '^[!-~]{1,255}$' }),
        }],
        requestBody: {
          required: true,
          content: {
            'application/json': { schema: ref('Start') },
            'application/x-www-form-urlencoded': { schema: { type: 'object', description: 'parameters.<name>, reason, key' } },
          },
        },
        responses: {
          ...CHANGE, 409: problem('The same job runs with the same parameters: twin-runs', LOCATION),
          422: problem('invalid-parameters, with the fields; key-reused; job-changed'),
        },
      },
    },
    '/jobs/{job}/runs/{run}': {
      parameters: [JOB, RUN],
      get: { operationId: 'showRun', summary: 'A run', responses: { 200: json('The run', ref('Run')), ...COMMON } },
    },
    '/jobs/{job}/runs/{run}/logs': {
      parameters: [JOB, RUN],
      get: {
        operationId: 'showLog', summary: 'The log of a run, from a place on', parameters: [NEXT, TAIL],
        responses: { 200: json('Lines; next asks for what comes after them', ref('Log')), ...COMMON, 400: problem('bad-token, bad-tail') },
      },
    },
    '/jobs/{job}/runs/{run}/tasks': {
      parameters: [JOB, RUN],
      get: {
        operationId: 'showTasks', summary: 'The Luigi tasks of a run, as its worker has told of them; without names those that you may not view',
        responses: { 200: json('The tasks, in the order in which they were told of; none where nothing is known', ref('Tasks')), ...COMMON },
      },
    },
    '/jobs/{job}/runs/{run}/stop': {
      parameters: [JOB, RUN],
      post: { operationId: 'stopRun', summary: 'Stop a run', responses: { ...CHANGE, 409: problem('run-ended') } },
    },
    '/jobs/{job}/runs/{run}/redrive': {
      parameters: [JOB, RUN],
      post: {
        operationId: 'redriveRun', summary: 'Go on with a run that failed or was stopped',
        responses: { ...CHANGE, 409: problem('run-ended, run-goes-on, not-redrivable, twin-runs') },
      },
    },
  },
  components: {
    securitySchemes: {
      session: { type: 'apiKey', in: 'cookie', name: 'AWSELBAuthSessionCookie-0', description: 'The session of the load balancer, which a browser gets by signing in' },
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'A token of an issuer that this service trusts, signed by RS256: for machines' },
    },
    schemas: {
      Jobs: object(['jobs'], { jobs: { type: 'array', items: ref('Job') } }),
      Job: object(['name', 'category', 'reasonRequired', 'maxConcurrentRuns', 'address'], jobProperties()),
      JobWithSchema: object(['name', 'category', 'reasonRequired', 'maxConcurrentRuns', 'address', 'parameters'], {
        ...jobProperties(), parameters: { type: 'object', description: 'A JSON Schema (2020-12): what you may ask for', required: ['type', 'properties'] },
      }),
      Start: object([], { parameters: { type: 'object', additionalProperties: ref('Value') }, reason: text({ maxLength: LONGEST_REASON }) }),
      Value: { type: ['string', 'integer', 'boolean'] },
      Runs: object(['runs'], { runs: { type: 'array', items: ref('Run') }, next: text() }),
      Run: object(['id', 'job', 'state', 'parameters', 'requestedBy', 'startedAt', 'address'], {
        id: text({ pattern: '^[A-Za-z0-9_-]{1,80}$' }),
        job: text(),
        state: { enum: ['starting', 'running', 'succeeded', 'failed', 'timed-out', 'stopped', 'refused'] },
        parameters: { type: 'object', additionalProperties: ref('Value') },
        requestedBy: text(), mapping: text(), reason: text(),
        startedAt: text({ format: 'date-time' }), endedAt: text({ format: 'date-time' }),
        exitCode: { type: 'integer' }, cause: text(),
        address: text({ format: 'uri-reference' }),
        visualiser: text({ format: 'uri-reference', description: 'Its tasks in Luigi\'s own pages, where one run is asked for' }),
        logs: text({ format: 'uri-reference', description: 'Its log, where one run is asked for' }),
      }),
      Log: object(['lines'], { lines: { type: 'array', items: object(['time', 'message'], { time: text({ format: 'date-time' }), message: text() }) }, next: text() }),
      Tasks: object(['tasks'], { tasks: { type: 'array', items: ref('Task') } }),
      Task: object(['id', 'family', 'status', 'dependsOn'], {
        id: text(), family: text(), status: { enum: ['PENDING', 'RUNNING', 'DONE', 'FAILED', 'DISABLED', 'UNKNOWN'] },
        dependsOn: { type: 'array', items: text(), description: 'Ids of tasks that it waits for' },
      }),
      Explanation: object(['allowed', 'reason', 'say'], {
        allowed: { type: 'boolean' },
        reason: text({ description: 'mapping where it is allowed, else the code of the refusal' }),
        by: object(['mapping', 'because', 'grant'], {
          mapping: text(), because: { type: 'array', items: text(), description: 'Your principals that the mapping names, or the role path that holds yours' }, grant: ref('Grant'),
        }),
        nearest: object(['mapping', 'fails'], {
          mapping: text(), grant: ref('Grant'),
          fails: { type: 'array', minItems: 1, items: object(['condition', 'message'], {
            condition: { enum: ['principal', 'action', 'family', 'job', 'category', 'parameter'] }, field: text(), message: text(),
          }) },
        }),
        errors: { type: 'array', description: 'What the job itself does not take, whoever asks', items: object(['field', 'message'], { field: text(), message: text() }) },
        say: text({ description: 'The same in a sentence' }),
      }),
      Grant: {
        description: 'As it stands in the mapping',
        oneOf: [
          object(['view'], { view: text() }), object(['operate'], { operate: text() }),
          object(['run'], { run: object([], { job: text(), category: text(), parameters: { type: 'object' } }) }),
        ],
      },
      Problem: {
        type: 'object',
        description: 'Without instance and requestId where the front answered, before anything was decided or recorded',
        required: ['type', 'title', 'status', 'code', 'detail'],
        properties: {
          type: text({ format: 'uri' }), title: text(), status: { type: 'integer' }, code: text(), detail: text(), instance: text({ format: 'uri' }), requestId: text(),
          errors: { type: 'array', items: object(['field', 'message'], { field: text(), message: text() }) },
          explain: text({ format: 'uri-reference', description: 'Where you are told which grant comes nearest' }),
          run: text({ format: 'uri-reference', description: 'The run that stands in the way' }),
        },
      },
    },
  },
} as const;

function jobProperties(): Record<string, object> {
  return {
    name: text(), description: text(), category: text(), reasonRequired: { type: 'boolean' }, maxConcurrentRuns: { type: 'integer', minimum: 1 },
    address: text({ format: 'uri-reference' }),
  };
}
