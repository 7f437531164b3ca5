import { SSMClient } from '@aws-sdk/client-ssm';
import type { DocumentsSetting } from '../settings/documents-setting';
import { DirectorySource } from './directory-source';
import type { DocumentSource } from './document-source';
import { SsmSource, type SsmReader } from './ssm-source';

/**
 * The source that a setting names.
 *
 * @param ssm makes SSM's client, when it is needed
 */
export function openSource(setting: DocumentsSetting, ssm: () => SsmReader = ssmClient): DocumentSource {
  switch (setting.kind) {
    case 'ssm':
      return new SsmSource({ path: setting.path, client: ssm() });
    case 'directory':
      return new DirectorySource(setting.path);
  }
}

/** Region and credentials come from the environment, as the task role gives them. */
function ssmClient(): SsmReader {
  return new SSMClient({ maxAttempts: 3, requestHandler: { connectionTimeout: 2000, requestTimeout: 3000, throwOnRequestTimeout: true } });
}
