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
