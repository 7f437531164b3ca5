import { SSMClient } from '@aws-sdk/client-ssm';
import type { MappingsSetting } from '../settings/settings';
import { DirectoryMappingSource } from './directory-mapping-source';
import type { MappingSource } from './mapping-source';
import { SsmMappingSource, type SsmReader } from './ssm-mapping-source';

/**
 * The source that a setting names.
 *
 * @param ssm makes SSM's client, when it is needed
 */
export function openMappingSource(setting: MappingsSetting, ssm: () => SsmReader = ssmClient): MappingSource {
  switch (setting.kind) {
    case 'ssm':
      return new SsmMappingSource({ path: setting.path, client: ssm() });
    case 'directory':
      return new DirectoryMappingSource(setting.path);
  }
}

/** Region and credentials come from the environment, as the task role gives them. */
function ssmClient(): SsmReader {
  return new SSMClient({ maxAttempts: 3, requestHandler: { connectionTimeout: 2000, requestTimeout: 3000, throwOnRequestTimeout: true } });
}
