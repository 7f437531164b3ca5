import { isAbsolute } from 'node:path';
import { SSMClient } from '@aws-sdk/client-ssm';
import { DirectoryMappingSource } from './directory-mapping-source';
import type { MappingSource } from './mapping-source';
import { SsmMappingSource, type SsmReader } from './ssm-mapping-source';

/**
 * The source that a setting (GATEWAY_MAPPINGS) names: `ssm:/luigi/<service>/access` or `directory:/path`.
 *
 * @param ssm makes SSM's client, when it is needed
 * @throws RangeError for anything else
 */
export function openMappingSource(setting: string, ssm: () => SsmReader = ssmClient): MappingSource {
  const [, kind, path] = /^(ssm|directory):(\/.*)$/.exec(setting) ?? [];
  if (kind === 'ssm' && path !== undefined) return new SsmMappingSource({ path, client: ssm() });
  if (kind === 'directory' && path !== undefined && isAbsolute(path)) return new DirectoryMappingSource(path);
  throw new RangeError(`got ${JSON.stringify(setting)}, expected ssm:/luigi/<service>/access or directory:/path; mend the setting`);
}

/** Region and credentials come from the environment, as the task role gives them. */
function ssmClient(): SsmReader {
  return new SSMClient({ maxAttempts: 3, requestHandler: { connectionTimeout: 2000, requestTimeout: 3000, throwOnRequestTimeout: true } });
}
