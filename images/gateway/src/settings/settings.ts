import type { TokenIssuer } from '../../../../lib/contract/token-issuer';
import { parseTrustedProxies, type TrustedProxies } from '../http/request/client-address';
import type { GroupsSource } from '../identity/login/groups';
import { LOAD_BALANCER_ARN } from '../identity/login/load-balancer-arn';
import { LONGEST_SHARED_MS } from '../luigi/shared/shared-answers';
import { controlSetting } from './control-setting';
import { decisionLogSetting, type DecisionLogSetting } from './decision-log-setting';
import { documentsSetting, type DocumentsSetting } from './documents-setting';
import { Environment } from './environment';
import { jobsSetting, type JobsSetting } from './jobs-setting';
import { laneSetting, type LaneSetting } from './lane-setting';
import { tokenIssuers } from './token-issuers';
import { workerCredentials, workerRolesSetting, type WorkerRolesSetting } from './worker-sign-in';

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
  /** GATEWAY_CONTROL: `ssm:/path` or `directory:/path`, where the document `revoked` is; undefined where nobody can be shut out */
  readonly control: DocumentsSetting | undefined;
  /** GATEWAY_JOBS: `ssm:/path` or `directory:/path`; undefined where the service has no jobs */
  readonly jobs: JobsSetting | undefined;
  /** GATEWAY_DECISION_LOG: `cloudwatch:group` or `file:/path` */
  readonly decisionLog: DecisionLogSetting;
  /** GATEWAY_TOKEN_ISSUERS; empty where no bearer token is believed on the people lane */
  readonly tokenIssuers: readonly TokenIssuer[];
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
  const source = documentsSetting(env, 'GATEWAY_MAPPINGS', 'access');
  const control = controlSetting(env);
  const jobs = jobsSetting(env);
  const sink = decisionLogSetting(env);
  const serviceName = env.matching('LUIGI_SERVICE_NAME', /^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/,
    'lower-case letters, digits and inner hyphens, 32 at most', 'luigi');
  const lane = laneSetting(env);
  if (lane !== undefined || source.kind === 'ssm' || control?.kind === 'ssm' || jobs?.documents.kind === 'ssm' || jobs?.runner.kind === 'step-functions' || sink.kind === 'cloudwatch') assertRegion(env);
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
    control,
    jobs,
    decisionLog: sink,
    tokenIssuers: tokenIssuers(env),
    workerCredentials: workerCredentials(env),
    workerRoles: workerRolesSetting(env, serviceName, jobs !== undefined),
    lane,
    signOutUrl: env.optional('GATEWAY_SIGN_OUT_URL') === undefined ? undefined : env.url('GATEWAY_SIGN_OUT_URL'),
    callsPerMinute: env.integer('GATEWAY_CALLS_PER_MINUTE', { defaultValue: 1200, min: 1, max: 1_000_000 }),
    changesPerMinute: env.integer('GATEWAY_CHANGES_PER_MINUTE', { defaultValue: 120, min: 1, max: 1_000_000 }),
    workerPatienceSeconds: env.integer('GATEWAY_WORKER_PATIENCE_SECONDS', { defaultValue: 8, min: 0, max: 60 }),
    sharedAnswerMilliseconds: env.integer('GATEWAY_SHARED_ANSWER_MILLISECONDS', { defaultValue: LONGEST_SHARED_MS, min: 0, max: LONGEST_SHARED_MS }),
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

/** AWS_REGION is for the clients of AWS. They miss it at their first call only, and then again and again. */
function assertRegion(env: Environment): void {
  env.matching('AWS_REGION', /^[a-z]{2,8}(?:-[a-z0-9]{1,16}){1,4}$/, 'the region of the mappings and the decision log, such as eu-central-1');
}
