import { parseTrustedProxies, type TrustedProxies } from '../http/client-address';
import { LOAD_BALANCER_ARN } from '../identity/load-balancer-arn';
import { userOfCredential, WORKER_CREDENTIAL_VARIABLES } from '../identity/worker-credential';
import { Environment } from './environment';

/** Where groups come from. */
export type GroupsSource = 'claim' | 'cognito-access-token' | 'saml-attribute';

/** Where documents, such as mappings, are read from. */
export type DocumentsSetting =
  | { readonly kind: 'ssm'; readonly path: string }
  | { readonly kind: 'directory'; readonly path: string };

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

/** How workers sign in with their jobs' IAM roles. */
export interface WorkerRolesSetting {
  /** GATEWAY_WORKER_AUDIENCE: `<account>/<region>/<service>`, which tokens must be signed for */
  readonly audience: string;
  /** The region in it. */
  readonly region: string;
  /** GATEWAY_STS_URL: origin of the region's STS, such as `https://sts.eu-central-1.amazonaws.com` */
  readonly stsOrigin: string;
}

/** Where the worker lane's certificate is looked at, and told of. */
export interface LaneSetting {
  /** GATEWAY_LANE_PARAMETER: name of the SSM parameter */
  readonly parameter: string;
  /** GATEWAY_LANE: lighttpd's worker lane */
  readonly host: string;
  readonly port: number;
}

/** Where decisions are kept. */
export type DecisionLogSetting =
  | { readonly kind: 'cloudwatch'; readonly group: string }
  | { readonly kind: 'file'; readonly path: string };

/** The gateway's settings, checked. Each comes from the environment variable that its comment names. */
export interface Settings {
  /** LUIGI_SERVICE_NAME */
  readonly serviceName: string;
  /** GATEWAY_PEOPLE_PORT, on the loopback interface */
  readonly peoplePort: number;
  /** GATEWAY_WORKER_PORT, on the loopback interface */
  readonly workerPort: number;
  /** GATEWAY_SOCKET_FOLDER: shared with lighttpd, for a socket of each lane; undefined where there are ports only */
  readonly socketFolder: string | undefined;
  /** GATEWAY_LUIGID_URL */
  readonly luigidUrl: URL;
  /** GATEWAY_TRUSTED_PROXIES: whom lighttpd's people lane has before it, as its LIGHTTPD_TRUSTED_PROXIES */
  readonly trustedProxies: TrustedProxies;
  /** GATEWAY_PUBLIC_URL: the origin that browsers use */
  readonly publicUrl: URL;
  /** GATEWAY_LOAD_BALANCER_ARN */
  readonly loadBalancerArn: string;
  /** GATEWAY_LOAD_BALANCER_KEYS_URL; by the ARN's partition and region where it is not set */
  readonly loadBalancerKeysUrl: URL | undefined;
  /** GATEWAY_OIDC_ISSUER, exactly as the provider writes it */
  readonly oidcIssuer: string;
  /** GATEWAY_OIDC_CLIENT_ID */
  readonly oidcClientId: string;
  /** GATEWAY_USER_CLAIM: the claim that `user:` principals are made of */
  readonly userClaim: string;
  /** GATEWAY_GROUPS_SOURCE */
  readonly groupsSource: GroupsSource;
  /** GATEWAY_GROUPS_CLAIM */
  readonly groupsClaim: string;
  /** GATEWAY_MAPPINGS: `ssm:/path` or `directory:/path` */
  readonly mappings: DocumentsSetting;
  /** GATEWAY_MAPPINGS_REFRESH_SECONDS */
  readonly mappingsRefreshSeconds: number;
  /** GATEWAY_MAPPINGS_MAX_AGE_SECONDS: how long the last good mappings serve while they can't be read */
  readonly mappingsMaxAgeSeconds: number;
  /** GATEWAY_JOBS: `ssm:/path` or `directory:/path`; undefined where the service has no jobs */
  readonly jobs: JobsSetting | undefined;
  /** GATEWAY_DECISION_LOG: `cloudwatch:group` or `file:/path` */
  readonly decisionLog: DecisionLogSetting;
  /** GATEWAY_WORKER_CREDENTIAL and GATEWAY_WORKER_CREDENTIAL_PREVIOUS; empty where workers may not sign in by Basic */
  readonly workerCredentials: readonly string[];
  /** Undefined where no worker may sign in with an IAM role. */
  readonly workerRoles: WorkerRolesSetting | undefined;
  /** Undefined where the lane's certificate is not told of. */
  readonly lane: LaneSetting | undefined;
  /** GATEWAY_SIGN_OUT_URL: where sign-out leads, usually the provider's end-of-session address */
  readonly signOutUrl: URL | undefined;
  /** GATEWAY_CALLS_PER_MINUTE: calls of one principal */
  readonly callsPerMinute: number;
  /** GATEWAY_CHANGES_PER_MINUTE: changes of one principal */
  readonly changesPerMinute: number;
  /** GATEWAY_WORKER_PATIENCE_SECONDS: how long a worker's call waits for a luigid that is being restarted */
  readonly workerPatienceSeconds: number;
  /** GATEWAY_SHARED_ANSWER_MILLISECONDS: how long after luigid was asked its answer is handed out to viewers */
  readonly sharedAnswerMilliseconds: number;
}

/**
 * Reads and checks every setting.
 * @throws SettingError that names the variable, what was got and what is expected
 */
export function readSettings(variables: Readonly<Record<string, string | undefined>>): Settings {
  const env = new Environment(variables);
  const peoplePort = env.integer('GATEWAY_PEOPLE_PORT', { defaultValue: 8080, min: 1, max: 65535 });
  const workerPort = env.integer('GATEWAY_WORKER_PORT', { defaultValue: 8081, min: 1, max: 65535 });
  if (workerPort === peoplePort) throw env.wrong('GATEWAY_WORKER_PORT', String(workerPort), 'another port than GATEWAY_PEOPLE_PORT');
  const source = documents(env, 'GATEWAY_MAPPINGS', 'access');
  const jobs = jobsSetting(env);
  const sink = decisionLog(env);
  const serviceName = env.matching('LUIGI_SERVICE_NAME', /^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/,
    'lower-case letters, digits and inner hyphens, 32 at most', 'luigi');
  const lane = laneSetting(env);
  if (lane !== undefined || source.kind === 'ssm' || jobs?.documents.kind === 'ssm' || jobs?.runner.kind === 'step-functions' || sink.kind === 'cloudwatch') assertRegion(env);
  return {
    serviceName,
    peoplePort,
    workerPort,
    socketFolder: env.optional('GATEWAY_SOCKET_FOLDER'),
    luigidUrl: luigidUrl(env),
    trustedProxies: trustedProxies(env),
    publicUrl: env.url('GATEWAY_PUBLIC_URL'),
    loadBalancerArn: env.matching('GATEWAY_LOAD_BALANCER_ARN', LOAD_BALANCER_ARN, 'the ARN of an application load balancer'),
    loadBalancerKeysUrl: env.optional('GATEWAY_LOAD_BALANCER_KEYS_URL') === undefined ? undefined : env.url('GATEWAY_LOAD_BALANCER_KEYS_URL'),
    oidcIssuer: issuer(env),
    oidcClientId: env.required('GATEWAY_OIDC_CLIENT_ID', 'the client id that the load balancer logs in with'),
    userClaim: env.matching('GATEWAY_USER_CLAIM', /^[A-Za-z0-9_:.-]{1,64}$/, 'the name of a claim, such as sub or email', 'sub'),
    groupsSource: env.choice('GATEWAY_GROUPS_SOURCE', ['claim', 'cognito-access-token', 'saml-attribute'], 'claim'),
    groupsClaim: env.matching('GATEWAY_GROUPS_CLAIM', /^[A-Za-z0-9_:.\/-]{1,128}$/, 'the name of a claim, such as groups', 'groups'),
    mappings: source,
    mappingsRefreshSeconds: env.integer('GATEWAY_MAPPINGS_REFRESH_SECONDS', { defaultValue: 30, min: 1, max: 3600 }),
    mappingsMaxAgeSeconds: env.integer('GATEWAY_MAPPINGS_MAX_AGE_SECONDS', { defaultValue: 3600, min: 60, max: 604_800 }),
    jobs,
    decisionLog: sink,
    workerCredentials: workerCredentials(env),
    workerRoles: workerRoles(env, serviceName, jobs !== undefined),
    lane,
    signOutUrl: env.optional('GATEWAY_SIGN_OUT_URL') === undefined ? undefined : env.url('GATEWAY_SIGN_OUT_URL'),
    callsPerMinute: env.integer('GATEWAY_CALLS_PER_MINUTE', { defaultValue: 1200, min: 1, max: 1_000_000 }),
    changesPerMinute: env.integer('GATEWAY_CHANGES_PER_MINUTE', { defaultValue: 120, min: 1, max: 1_000_000 }),
    workerPatienceSeconds: env.integer('GATEWAY_WORKER_PATIENCE_SECONDS', { defaultValue: 8, min: 0, max: 60 }),
    sharedAnswerMilliseconds: env.integer('GATEWAY_SHARED_ANSWER_MILLISECONDS', { defaultValue: 1000, min: 0, max: 1000 }),
  };
}

function luigidUrl(env: Environment): URL {
  const url = env.url('GATEWAY_LUIGID_URL', 'http://127.0.0.1:8082');
  if (url.protocol !== 'http:' || !['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname) || url.pathname !== '/') {
    throw env.wrong('GATEWAY_LUIGID_URL', url.href, 'an http URL on the loopback interface without a path: luigid has no login, so nothing else may reach it');
  }
  return url;
}

function trustedProxies(env: Environment): TrustedProxies {
  const text = env.optional('GATEWAY_TRUSTED_PROXIES') ?? '';
  const ranges = parseTrustedProxies(text);
  if (ranges === undefined) {
    throw env.wrong('GATEWAY_TRUSTED_PROXIES', text, 'address ranges in CIDR notation, such as 10.0.0.0/24, with commas between');
  }
  return ranges;
}

/** The issuer is compared letter by letter, so it is kept as written. */
function issuer(env: Environment): string {
  env.url('GATEWAY_OIDC_ISSUER');
  return env.required('GATEWAY_OIDC_ISSUER', 'the issuer');
}

function documents(env: Environment, name: string, folder: string): DocumentsSetting {
  const expected = `ssm:/luigi/<service>/${folder} or directory:/absolute/path`;
  const text = env.required(name, expected);
  const parameters = /^ssm:((?:\/[A-Za-z0-9_.-]+)+)$/.exec(text)?.[1];
  if (parameters !== undefined) return { kind: 'ssm', path: parameters };
  const directory = /^directory:(\/[^\0]+)$/.exec(text)?.[1];
  if (directory !== undefined) return { kind: 'directory', path: directory };
  throw env.wrong(name, text, expected);
}

function jobsSetting(env: Environment): JobsSetting | undefined {
  if (env.optional('GATEWAY_JOBS') === undefined) return undefined;
  return { documents: documents(env, 'GATEWAY_JOBS', 'jobs'), runner: jobRunner(env) };
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

function decisionLog(env: Environment): DecisionLogSetting {
  const expected = 'cloudwatch:<log group name> or file:/absolute/path';
  const text = env.required('GATEWAY_DECISION_LOG', expected);
  const group = /^cloudwatch:([A-Za-z0-9_\/.#-]{1,512})$/.exec(text)?.[1];
  if (group !== undefined) return { kind: 'cloudwatch', group };
  const path = /^file:(\/[^\0]+)$/.exec(text)?.[1];
  if (path !== undefined) return { kind: 'file', path };
  throw env.wrong('GATEWAY_DECISION_LOG', text, expected);
}

function workerCredentials(env: Environment): string[] {
  return WORKER_CREDENTIAL_VARIABLES.flatMap((name) => {
    const credential = env.optional(name);
    if (credential === undefined) return [];
    userOfCredential(name, credential);
    return [credential];
  });
}

function workerRoles(env: Environment, serviceName: string, hasJobs: boolean): WorkerRolesSetting | undefined {
  if (env.optional('GATEWAY_WORKER_AUDIENCE') === undefined) return undefined;
  const expected = `<account>/<region>/${serviceName}, the account and region of this service`;
  const audience = env.matching('GATEWAY_WORKER_AUDIENCE', /^[0-9]{12}\/[a-z0-9-]+\/[a-z0-9-]+$/, expected);
  const [, region = '', service] = audience.split('/');
  if (service !== serviceName) throw env.wrong('GATEWAY_WORKER_AUDIENCE', audience, expected);
  if (!hasJobs) throw env.wrong('GATEWAY_WORKER_AUDIENCE', audience, 'GATEWAY_JOBS beside it: only the task roles of jobs may sign in');
  return { audience, region, stsOrigin: stsOrigin(env, region) };
}

/** Whoever answers there decides who is believed. */
function stsOrigin(env: Environment, region: string): string {
  const expected = `the STS of the region, https://sts.${region}.<suffix> or that of a VPC endpoint (http only on the loopback interface)`;
  env.required('GATEWAY_STS_URL', expected);
  const { protocol, hostname, port, origin, pathname, search, hash } = env.url('GATEWAY_STS_URL');
  const isSts = protocol === 'https:' && port === '' && new RegExp(`^(?:[a-z0-9-]+\\.)?sts(?:-fips)?\\.${region}\\.[a-z0-9.-]+$`).test(hostname);
  const isLoopback = protocol === 'http:' && hostname === '127.0.0.1';
  if ((!isSts && !isLoopback) || pathname !== '/' || search !== '' || hash !== '') {
    throw env.wrong('GATEWAY_STS_URL', env.required('GATEWAY_STS_URL', expected), expected);
  }
  return origin;
}

function laneSetting(env: Environment): LaneSetting | undefined {
  if (env.optional('GATEWAY_LANE_PARAMETER') === undefined) return undefined;
  const expected = 'lighttpd\'s worker lane on this machine, 127.0.0.1:<port>';
  const text = env.matching('GATEWAY_LANE', /^127\.0\.0\.1:[0-9]{1,5}$/, expected, '127.0.0.1:8444');
  const port = Number(text.split(':')[1]);
  if (port < 1 || port > 65_535) throw env.wrong('GATEWAY_LANE', text, expected);
  return {
    parameter: env.matching('GATEWAY_LANE_PARAMETER', /^(?:\/[A-Za-z0-9_.-]+)+$/, 'the name of an SSM parameter, /luigi/<service>/lane'),
    host: '127.0.0.1',
    port,
  };
}

/** AWS_REGION is for the clients of AWS. They miss it at their first call only, and then again and again. */
function assertRegion(env: Environment): void {
  env.matching('AWS_REGION', /^[a-z]{2,8}(?:-[a-z0-9]{1,16}){1,4}$/, 'the region of the mappings and the decision log, such as eu-central-1');
}
