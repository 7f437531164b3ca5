import { userOfCredential, WORKER_CREDENTIAL_VARIABLES } from '../identity/basic/worker-credential';
import type { Environment } from './environment';

/** How workers sign in with their jobs' IAM roles. */
export interface WorkerRolesSetting {
  /** GATEWAY_WORKER_AUDIENCE: `<account>/<region>/<service>`, which tokens must be signed for */
  readonly audience: string;
  /** The region in it. */
  readonly region: string;
  /** GATEWAY_STS_URL: origin of the region's STS, such as `https://sts.eu-central-1.amazonaws.com` */
  readonly stsOrigin: string;
}

/** The credentials of Basic authentication; none where workers may not sign in by it. */
export function workerCredentials(env: Environment): string[] {
  return WORKER_CREDENTIAL_VARIABLES.flatMap((name) => {
    const credential = env.optional(name);
    if (credential === undefined) return [];
    userOfCredential(name, credential);
    return [credential];
  });
}

/** Undefined where no worker may sign in with an IAM role. */
export function workerRolesSetting(env: Environment, serviceName: string, hasJobs: boolean): WorkerRolesSetting | undefined {
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
