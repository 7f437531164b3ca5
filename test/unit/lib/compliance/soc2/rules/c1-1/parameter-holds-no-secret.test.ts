import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { AccessKey, User } from 'aws-cdk-lib/aws-iam';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { PARAMETER_HOLDS_NO_SECRET } from '../../../../../../../lib/compliance/soc2/rules/c1-1/parameter-holds-no-secret';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

function parameter(Name: unknown, Value: unknown) {
  return judgedTemplate(PARAMETER_HOLDS_NO_SECRET, {
    Parameters: { Stage: { Type: 'String' }, Hidden: { Type: 'String', NoEcho: true }, Plain: { Type: 'String' } },
    Resources: { P: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Name, Value } } },
  }).P;
}

test.each([
  ['/app/db/password', 'hunter2'],
  ['/app/apiToken', 'abcdef'],
  [{ 'Fn::Sub': '/${Stage}/db/password' }, 'hunter2'],
  ['/app/password/value', 'hunter2'],
  ['/app/connection', 'postgres://app:hunter2@db.example.com/app'],
  ['/app/config', '{{resolve:secretsmanager:app:SecretString:password}}'],
  ['/app/config', { Ref: 'Hidden' }],
  ['/app/key', 'AKIA' + 'IOSFODNN7EXAMPLE'],
])('%j = %j is found', (name, value) => { expect(parameter(name, value)).toEqual(['']); });

test.each([
  ['/app/db/password-secret-arn', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:app'],
  ['/app/secret', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:app'],
  ['/app/token-endpoint', 'https://login.example.com/token'],
  ['/app/max-tokens', '4096'],
  ['/app/password-policy', 'strict'],
  ['/secrets/app/log-level', 'debug'],
  ['/app/config', { Ref: 'Plain' }],
  ['/app/subnets', 'a,b'],
])('%j = %j is none', (name, value) => { expect(parameter(name, value)).toEqual([]); });

test('a value that deployment decides can\'t be told where the name says that it is a secret', () => {
  expect(parameter('/app/db/password', { Ref: 'Plain' })).toEqual(['unresolved:Value']);
});

test('references of CDK count by what they refer to', () => {
  expect(judged(PARAMETER_HOLDS_NO_SECRET, (stack) => {
    const client = new UserPool(stack, 'Pool').addClient('Client', { generateSecret: true });
    const key = new AccessKey(stack, 'Key', { user: new User(stack, 'User') });
    new StringParameter(stack, 'ClientId', { stringValue: client.userPoolClientId });
    new StringParameter(stack, 'KeyParameter', { stringValue: key.secretAccessKey.unsafeUnwrap() });
    new StringParameter(stack, 'SecretArn', { stringValue: new Secret(stack, 'Secret').secretArn });
    new StringParameter(stack, 'DbPassword', { stringValue: 'hunter2' });
  })).toEqual({ 'Stack/ClientId/Resource': [], 'Stack/KeyParameter/Resource': [''], 'Stack/SecretArn/Resource': [], 'Stack/DbPassword/Resource': [''] });
});
