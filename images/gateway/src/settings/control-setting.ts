import { documentsSetting, type DocumentsSetting } from './documents-setting';
import type { Environment } from './environment';

/** Where the document `revoked` is read from; undefined where nobody can be shut out by one. */
export function controlSetting(env: Environment): DocumentsSetting | undefined {
  return env.optional('GATEWAY_CONTROL') === undefined ? undefined : documentsSetting(env, 'GATEWAY_CONTROL', 'control');
}
