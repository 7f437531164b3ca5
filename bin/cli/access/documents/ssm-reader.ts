import { SSMClient } from '@aws-sdk/client-ssm';
import type { SsmReader } from '../../../../images/gateway/src/documents/ssm-source';

/** SSM with the region and credentials that the environment and ~/.aws have, as the AWS CLI takes them. */
export function ssmReader(): SsmReader {
  return new SSMClient({ maxAttempts: 3, requestHandler: { connectionTimeout: 3000, requestTimeout: 6000, throwOnRequestTimeout: true } });
}
