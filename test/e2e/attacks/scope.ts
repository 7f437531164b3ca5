import { CATALOGUE } from '../../../images/gateway/src/luigi/calls/catalogue';
import { refused, refusedToWorkers, type Attack } from '../../support/hostile/attack';
import { FORBIDDEN, HOSTILE_TEXT, TASKS, WORKER } from '../../support/hostile/planted-tasks';
import { basic, dataOf, get, post, PREVIOUS_CREDENTIAL, PROOF, type Headers, type Scene } from '../../support/hostile/scene';
import { requestText } from '../../support/raw-tls';

const { report, secret, etl, etlx, short, long } = TASKS;
let callers = 0;
/** A call with all that a browser of ours adds. Each caller has a share of their own, so that limits don't hide what is tested here. */
const call = (person: string, method: string, args: unknown) => (scene: Scene): string =>
  get(method, args, [...scene.as(`${person}-${++callers}`), ...PROOF]);

const ONE_TASK = ['fetch_error', 'get_task_status_message', 'get_task_progress_percentage', 'get_running_task_resources'];
const CHANGES_OF_ONE = ['mark_as_done', 're_enable_task', 'forgive_failures'];

/** Families whose names or ids begin like those that were granted. */
export const CONFUSED_FAMILIES = refused(...[['etta', 'etl.*', etlx], ['etta', 'etl.*', report], ['abe', 'A', long], ['abe', 'A', etl]].flatMap(([person, granted, task]) =>
  [...ONE_TASK, ...CHANGES_OF_ONE].map((method) =>
    [`${granted as string} does not hold ${(task as typeof long).family}: ${method}`, 404, 'no-such-task', call(person as string, method, { task_id: (task as typeof long).task_id })] as const)));

/** Who was granted what, and who was not: what lists tell must be the one and never the other. */
export const LISTS: ReadonlyArray<readonly [person: string, sees: string, neverSees: readonly string[]]> = [
  ['grace', report.task_id, [FORBIDDEN, 'etl.Load', 'etlx', 'A_B']],
  ['etta', etl.task_id, [FORBIDDEN, 'etlx', 'report.', 'A_B']],
  ['abe', short.task_id, [FORBIDDEN, long.task_id, 'etl', 'report.']],
];

/** Sound arguments of each of the 39 methods, about a task that only operators may know of. */
export function argumentsOf(name: string, task_id: string = secret.task_id): Record<string, unknown> {
  switch (name) {
    case 'task_list': return { status: '', upstream_status: '' };
    case 'task_search': return { task_str: secret.family };
    case 'send_scheduler_message': return { worker: WORKER, task: task_id, content: 'x' };
    case 'get_scheduler_message_response': return { task_id, message_id: 'x' };
    case 'disable_worker': return { worker: WORKER };
    case 'set_worker_processes': return { worker: WORKER, n: 2 };
    case 'update_resource': return { resource: 'disk', amount: 9 };
    case 'add_task': return { task_id, worker: WORKER, status: 'DONE', family: secret.family };
    case 'add_task_batcher': return { worker: WORKER, task_family: secret.family, batched_args: ['x'] };
    case 'add_worker': return { worker: 'worker-2', info: {} };
    case 'announce_scheduling_failure': return { worker: WORKER, task_name: task_id, family: secret.family, params: {}, expl: null, owners: null };
    case 'get_work': case 'ping': case 'count_pending': return { worker: WORKER };
    case 'set_task_status_message': return { task_id, status_message: 'x' };
    case 'set_task_progress_percentage': return { task_id, progress_percentage: 50 };
    case 'decrease_running_task_resources': return { task_id, decrease_resources: { disk: 1 } };
    case 'add_scheduler_message_response': return { task_id, message_id: 'x', response: 'x' };
    case 'update_metrics_task_started': return { task: {} };
    case 'report_task_statistics': return { task_id, statistics: {} };
    default: return CATALOGUE.get(name)?.args.task_id === undefined ? {} : { task_id };
  }
}

const METHODS = [...CATALOGUE.values()];
const of = (kind: string): string[] => METHODS.filter((method) => method.kind === kind).map(({ name }) => name);
const PATHS = ['/history', '/history/by_id/1', '/tasklist', '/metrics'];

/** The views that tell of many tasks, cut to those that the caller may see; the other methods refuse. */
export const CUT_VIEWS = of('view').filter((name) => !ONE_TASK.includes(name));

/** What somebody may do who sees report.*, when asked about a task beyond it: nothing. */
export const VIEWER = refused(
  ...ONE_TASK.map((name) => [name, 404, 'no-such-task', call('grace', name, argumentsOf(name))] as const),
  ...of('operate').map((name) => (METHODS.find((method) => method.name === name)!.about.on === 'task'
    ? [name, 404, 'no-such-task', call('grace', name, argumentsOf(name))] as const
    : [name, 403, 'not-granted', call('grace', name, argumentsOf(name))] as const)),
  ...CHANGES_OF_ONE.map((name) => [`${name} of a task in view`, 403, 'not-granted', call('grace', name, { task_id: report.task_id })] as const),
  ...of('worker').map((name) => [name, 403, 'worker-only', call('grace', name, argumentsOf(name))] as const),
  ...PATHS.map((path) => [path, 403, 'not-granted', (scene: Scene) => requestText('GET', path, scene.as(`grace-${++callers}`))] as const),
);

/** Somebody who is logged in and whom no mapping names. */
export const NOBODY = refused(
  ...[...of('view'), ...of('operate')].map((name) => [name, 403, 'not-granted', call('alan', name, argumentsOf(name))] as const),
  ...of('worker').map((name) => [name, 403, 'worker-only', call('alan', name, argumentsOf(name))] as const),
  ...PATHS.map((path) => [path, 403, 'not-granted', (scene: Scene) => requestText('GET', path, scene.as(`alan-${++callers}`))] as const),
);

/** An operator with all proof, at what is for workers only. */
export const OPERATORS_AS_WORKERS = refused(...of('worker').map((name) => [name, 403, 'worker-only', call('ada', name, argumentsOf(name))] as const));

const work = (name: string, credential: (scene: Scene) => Headers, args = argumentsOf(name)) => (scene: Scene): string =>
  post(name, dataOf(args), credential(scene));
const signedIn = (scene: Scene): Headers => [basic(scene.service.workerCredential)];
const wrong = (authorization: (scene: Scene) => string) => work('pause', (scene) => [['Authorization', authorization(scene)]]);
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The worker lane: people's calls are not for it, and only the credential opens it. */
export const WORKER_LANE: readonly Attack[] = refusedToWorkers(
  ...of('operate').map((name) => [name, 403, 'people-only', work(name, signedIn)] as const),
  ['no credential', 401, 'no-identity', work('add_task', () => [])],
  ['a person\'s identity', 401, 'no-identity', work('add_task', (scene) => scene.as('ada'))],
  ['a person\'s identity and proof, for an operator\'s call', 401, 'no-identity', work('pause', (scene) => [...scene.as('ada'), ...PROOF])],
  ['a wrong password', 401, 'worker-credential', wrong(() => `Basic ${base64('pipeline:a-password-that-is-wrong')}`)],
  ['another user with the right password', 401, 'worker-credential', wrong(({ service }) => `Basic ${base64(service.workerCredential.replace('pipeline', 'admin'))}`)],
  ['the right password in capitals', 401, 'worker-credential', wrong(({ service }) => `Basic ${base64(service.workerCredential.toUpperCase())}`)],
  ['the right password cut short', 401, 'worker-credential', wrong(({ service }) => `Basic ${base64(service.workerCredential.slice(0, -1))}`)],
  ['the right password and more', 401, 'worker-credential', wrong(({ service }) => `Basic ${base64(`${service.workerCredential}\0`)}`)],
  ['both credentials in one', 401, 'worker-credential', wrong(({ service }) => `Basic ${base64(`${service.workerCredential}${PREVIOUS_CREDENTIAL}`)}`)],
  ['no password', 401, 'worker-credential', wrong(() => `Basic ${base64('pipeline:')}`)],
  ['no colon', 400, 'worker-credential-malformed', wrong(() => `Basic ${base64('pipeline')}`)],
  ['no base64', 400, 'worker-credential-malformed', wrong(({ service }) => `Basic ${service.workerCredential}`)],
  ['base64 with something behind', 400, 'worker-credential-malformed', wrong(({ service }) => `Basic ${base64(service.workerCredential)} x`)],
  ['a bearer token', 401, 'no-identity', wrong((scene) => `Bearer ${scene.claims('ada')}`)],
  ['a digest', 401, 'no-identity', wrong(() => 'Digest username="pipeline"')],
  ['two credentials, both right', 400, 'worker-credential-malformed', work('pause', (scene) => [...signedIn(scene), basic(PREVIOUS_CREDENTIAL)])],
  ['a page of people', 404, 'not-found', (scene) => requestText('GET', '/whoami', signedIn(scene))],
  ['a page of luigid', 404, 'not-found', (scene) => requestText('GET', '/history', signedIn(scene))],
  ['a file', 404, 'not-found', (scene) => requestText('GET', '/static/visualiser/index.html', signedIn(scene))],
  ['a method that luigid does not export', 404, 'unknown-method', (scene) => post('dump', '', signedIn(scene))],
  ['a task id with a line break', 400, 'bad-arguments', work('add_task', signedIn, { task_id: 'a\nb', worker: WORKER })],
  ['a worker named by nothing', 400, 'bad-arguments', work('ping', signedIn, { worker: '' })],
  ['a status that does not exist', 400, 'bad-arguments', work('add_task', signedIn, { task_id: 'a', worker: WORKER, status: 'PWNED' })],
  ['an argument called self', 400, 'bad-arguments', work('add_task', signedIn, { task_id: 'a', worker: WORKER, self: HOSTILE_TEXT })],
  ['members of worker_list in a worker\'s own info', 400, 'bad-arguments', work('add_worker', signedIn, { worker: 'w', info: { last_active: 'x' } })],
  ['Infinity where no stock worker sends it', 400, 'malformed-json', (scene) => post('add_task', `data=${encodeURIComponent('{"task_id":"x","worker":"w","priority":Infinity}')}`, signedIn(scene))],
);
