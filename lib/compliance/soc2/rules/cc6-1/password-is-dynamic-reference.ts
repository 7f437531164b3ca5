import { everyAt } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';
import type { Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, joined } from '../../verdict';
import { checkSecret, masksParameter } from '../support/plain-secret';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';

/** Where resources take passwords and keys; `*` stands for each member of a list. */
const SECRETS: Readonly<Record<string, readonly string[]>> = {
  'AWS::AmazonMQ::Broker': ['Users.*.Password'],
  'AWS::CodePipeline::Webhook': ['AuthenticationConfiguration.SecretToken'],
  'AWS::DirectoryService::MicrosoftAD': ['Password'],
  'AWS::DirectoryService::SimpleAD': ['Password'],
  'AWS::DMS::Endpoint': ['Password'],
  'AWS::DocDB::DBCluster': ['MasterUserPassword'],
  'AWS::ElastiCache::ReplicationGroup': ['AuthToken'],
  'AWS::ElastiCache::User': ['Passwords.*', 'AuthenticationMode.Passwords.*'],
  'AWS::Events::Connection': [
    'AuthParameters.ApiKeyAuthParameters.ApiKeyValue', 'AuthParameters.BasicAuthParameters.Password', 'AuthParameters.OAuthParameters.ClientParameters.ClientSecret',
  ],
  'AWS::IAM::User': ['LoginProfile.Password'],
  'AWS::MemoryDB::User': ['AuthenticationMode.Passwords.*'],
  'AWS::OpenSearchService::Domain': ['AdvancedSecurityOptions.MasterUserOptions.MasterUserPassword'],
  'AWS::RDS::DBCluster': ['MasterUserPassword'],
  'AWS::RDS::DBInstance': ['MasterUserPassword'],
  'AWS::Redshift::Cluster': ['MasterUserPassword'],
  'AWS::RedshiftServerless::Namespace': ['AdminUserPassword'],
  'AWS::SecretsManager::Secret': ['SecretString'],
};

/** A password that a resource is given stands in no template. */
export const PASSWORD_IS_DYNAMIC_REFERENCE: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  name: 'PasswordIsDynamicReference',
  info: 'A password or key stands in the template, in a plain parameter or in a parameter of the stack.',
  explanation: 'Templates and parameters of stacks are read by many and stay in repositories and histories (CC6.1). Let the service manage or generate the password, or keep it in Secrets Manager and write {{resolve:secretsmanager:...}}.',
  sources: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references-secretsmanager.html',
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html',
    CDK_NAG_RULES, cloudFormation('AWS::SecretsManager::Secret'), cloudFormation('AWS::RDS::DBInstance'),
  ],
  resourceTypes: Object.keys(SECRETS),
  check: (resource) => {
    const found = (SECRETS[resource.type] ?? []).flatMap((path) => everyAt(resource.properties, path).map((value) => ({ path, value })));
    return joined(found.map(({ path, value }) => isHandedToSecrets(resource, value) ? COMPLIANT : checkSecret(value, path, resource)));
  },
};

/** A masked parameter is how a secret gets to where secrets are kept. */
function isHandedToSecrets(resource: Resource, value: Value): boolean {
  return resource.type === 'AWS::SecretsManager::Secret' && masksParameter(value, resource);
}
