import { RUN_NAME, type RunOfJob } from '../../../../lib/contract/run-worker';
import { Environment } from '../settings/environment';

/** The lane agent's settings, checked. Each comes from the environment variable that its comment names. */
export interface AgentSettings {
  /** LUIGI_LANE_URL: the worker lane, such as `https://workers.luigi.internal:8444` */
  readonly laneUrl: URL;
  /** LUIGI_LANE_PARAMETER: SSM parameter in which the gateway tells of the lane's certificate */
  readonly laneParameter: string;
  /** LUIGI_WORKER_AUDIENCE: `<account>/<region>/<service>` */
  readonly audience: string;
  /** The region in it: the one whose STS is to be asked. */
  readonly region: string;
  /** LUIGI_STS_URL: origin of that STS */
  readonly stsOrigin: string;
  /** LUIGI_JOB and LUIGI_RUN_ID */
  readonly run: RunOfJob;
  /** LUIGI_AGENT_FOLDER: where luigi.cfg is written */
  readonly folder: string;
  /** LUIGI_AGENT_PORT, on the loopback interface */
  readonly port: number;
}

/**
 * Reads and checks every setting.
 * @throws SettingError that names the variable, what was got and what is expected
 */
export function readAgentSettings(variables: Readonly<Record<string, string | undefined>>): AgentSettings {
  const env = new Environment(variables);
  env.matching('AWS_REGION', /^[a-z]{2,8}(?:-[a-z0-9]{1,16}){1,4}$/, 'the region of LUIGI_LANE_PARAMETER, such as eu-central-1');
  const audience = env.matching('LUIGI_WORKER_AUDIENCE', /^[0-9]{12}\/[a-z0-9-]+\/[a-z0-9-]+$/, '<account>/<region>/<service>, as the gateway\'s GATEWAY_WORKER_AUDIENCE');
  return {
    laneUrl: origin(env, 'LUIGI_LANE_URL', 'the worker lane over TLS, such as https://workers.luigi.internal:8444', ['https:']),
    laneParameter: env.matching('LUIGI_LANE_PARAMETER', /^(?:\/[A-Za-z0-9_.-]+)+$/, 'the name of an SSM parameter, /luigi/<service>/lane'),
    audience,
    region: audience.split('/')[1] ?? '',
    stsOrigin: origin(env, 'LUIGI_STS_URL', 'the STS of the region, as the gateway\'s GATEWAY_STS_URL', ['https:', 'http:']).origin,
    run: {
      job: env.matching('LUIGI_JOB', /^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/, 'the name of the job'),
      run: env.matching('LUIGI_RUN_ID', RUN_NAME, 'the name of the execution, which the state machine gives'),
    },
    folder: env.matching('LUIGI_AGENT_FOLDER', /^\/[^\0]+$/, 'an absolute path', '/run/luigi-agent'),
    port: env.integer('LUIGI_AGENT_PORT', { defaultValue: 8082, min: 1, max: 65535 }),
  };
}

function origin(env: Environment, name: string, expected: string, protocols: readonly string[]): URL {
  env.required(name, expected);
  const url = env.url(name);
  if (!protocols.includes(url.protocol) || url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw env.wrong(name, url.href, `${expected}, without path`);
  }
  return url;
}
