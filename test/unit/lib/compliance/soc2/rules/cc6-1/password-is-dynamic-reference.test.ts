import { CfnParameter, SecretValue, type Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Credentials, DatabaseInstance, DatabaseInstanceEngine } from 'aws-cdk-lib/aws-rds';
import { PASSWORD_IS_DYNAMIC_REFERENCE } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/password-is-dynamic-reference';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, raw, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const masked = (stack: Stack) => { new CfnParameter(stack, 'Masked', { noEcho: true }); raw(stack, 'Key', 'AWS::IAM::AccessKey', {}); };
const on = (type: string, properties: object) => verdictOn(PASSWORD_IS_DYNAMIC_REFERENCE, type, properties, masked);

test.each([
  ['AWS::RDS::DBInstance', { MasterUserPassword: '{{resolve:secretsmanager:db:SecretString:password}}' }],
  ['AWS::Redshift::Cluster', { MasterUserPassword: { 'Fn::Sub': '{{resolve:secretsmanager:${Key}:SecretString:password}}' } }],
  ['AWS::SecretsManager::Secret', { SecretString: { Ref: 'Masked' } }],
  ['AWS::SecretsManager::Secret', { SecretString: { 'Fn::GetAtt': 'Key.SecretAccessKey' } }],
])('%s complies with %j', (type, properties) => {
  expect(on(type, properties)).toEqual([]);
});

test.each([
  ['AWS::RDS::DBInstance', { MasterUserPassword: 'hunter2' }, 'MasterUserPassword'],
  ['AWS::RDS::DBCluster', { MasterUserPassword: HANDED_IN }, 'MasterUserPassword'],
  ['AWS::AmazonMQ::Broker', { Users: [{ Username: 'a', Password: '{{resolve:secretsmanager:a}}' }, { Username: 'b', Password: 'hunter2' }] }, 'Users.*.Password'],
  ['AWS::SecretsManager::Secret', { SecretString: '{"password":"hunter2"}' }, 'SecretString'],
  ['AWS::IAM::User', { LoginProfile: { Password: 'hunter2' } }, 'LoginProfile.Password'],
  ['AWS::CodePipeline::Webhook', { AuthenticationConfiguration: { SecretToken: 'hunter2' } }, 'AuthenticationConfiguration.SecretToken'],
  ['AWS::DirectoryService::MicrosoftAD', { Password: 'hunter2' }, 'Password'],
  ['AWS::DirectoryService::SimpleAD', { Password: 'hunter2' }, 'Password'],
  ['AWS::DMS::Endpoint', { Password: 'hunter2' }, 'Password'],
  ['AWS::DocDB::DBCluster', { MasterUserPassword: 'hunter2' }, 'MasterUserPassword'],
  ['AWS::ElastiCache::ReplicationGroup', { AuthToken: 'hunter2' }, 'AuthToken'],
  ['AWS::ElastiCache::User', { Passwords: ['{{resolve:secretsmanager:a}}', 'hunter2'] }, 'Passwords.*'],
  ['AWS::ElastiCache::User', { AuthenticationMode: { Passwords: ['hunter2'] } }, 'AuthenticationMode.Passwords.*'],
  ['AWS::Events::Connection', { AuthParameters: { ApiKeyAuthParameters: { ApiKeyName: 'key', ApiKeyValue: 'hunter2' } } }, 'AuthParameters.ApiKeyAuthParameters.ApiKeyValue'],
  ['AWS::Events::Connection', { AuthParameters: { BasicAuthParameters: { Username: 'a', Password: 'hunter2' } } }, 'AuthParameters.BasicAuthParameters.Password'],
  [
    'AWS::Events::Connection', { AuthParameters: { OAuthParameters: { ClientParameters: { ClientID: 'a', ClientSecret: 'hunter2' } } } },
    'AuthParameters.OAuthParameters.ClientParameters.ClientSecret',
  ],
  ['AWS::MemoryDB::User', { AuthenticationMode: { Passwords: ['hunter2'] } }, 'AuthenticationMode.Passwords.*'],
  [
    'AWS::OpenSearchService::Domain', { AdvancedSecurityOptions: { MasterUserOptions: { MasterUserName: 'a', MasterUserPassword: 'hunter2' } } },
    'AdvancedSecurityOptions.MasterUserOptions.MasterUserPassword',
  ],
  ['AWS::Redshift::Cluster', { MasterUserPassword: 'hunter2' }, 'MasterUserPassword'],
  ['AWS::RedshiftServerless::Namespace', { AdminUserPassword: 'hunter2' }, 'AdminUserPassword'],
])('%s is found with %j', (type, properties, path) => {
  expect(on(type, properties)).toEqual([path]);
});

test.each([
  ['AWS::RDS::DBInstance', { ManageMasterUserPassword: true }],
  ['AWS::SecretsManager::Secret', { GenerateSecretString: {} }],
])('%s is not looked at with %j', (type, properties) => {
  expect(on(type, properties)).toBeUndefined();
});

test('a masked parameter is a finding of its own: who keeps it, and where, is not told', () => {
  expect(on('AWS::RDS::DBInstance', { MasterUserPassword: { Ref: 'Masked' } })).toEqual(unresolvedAt('MasterUserPassword'));
});

test('databases that CDK makes', () => {
  const found = judged(PASSWORD_IS_DYNAMIC_REFERENCE, (stack) => {
    const common = { vpc: new Vpc(stack, 'Vpc'), engine: DatabaseInstanceEngine.POSTGRES };
    new DatabaseInstance(stack, 'Generated', common);
    new DatabaseInstance(stack, 'Plain', { ...common, credentials: Credentials.fromPassword('admin', SecretValue.unsafePlainText('hunter2')) });
  });

  expect(found).toEqual({ 'Stack/Generated/Resource': [], 'Stack/Plain/Resource': ['MasterUserPassword'] });
});
