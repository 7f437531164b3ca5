import type { Environment } from './environment';

/** Where the worker lane's certificate is looked at, and told of. */
export interface LaneSetting {
  /** GATEWAY_LANE_PARAMETER: name of the SSM parameter */
  readonly parameter: string;
  /** GATEWAY_LANE: lighttpd's worker lane */
  readonly host: string;
  readonly port: number;
}

/** Undefined where the lane's certificate is not told of. */
export function laneSetting(env: Environment): LaneSetting | undefined {
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
