import { SSMClient } from '@aws-sdk/client-ssm';
import type { SsmReader } from '../../../../images/gateway/src/documents/ssm-source';

/** SSM with the region and credentials that the environment and ~/.aws have, as the AWS CLI takes them. */
export function ssmReader(): SsmReader {
  // It tells people of the SDK's versions to come: the SDK is bundled here, nobody can choose it.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  return new SSMClient({ maxAttempts: 3, requestHandler: { connectionTimeout: 3000, requestTimeout: 6000, throwOnRequestTimeout: true } });
}
