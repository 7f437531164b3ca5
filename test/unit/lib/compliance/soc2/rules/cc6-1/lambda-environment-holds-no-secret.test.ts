import { CfnParameter, type Stack } from 'aws-cdk-lib';
import { LAMBDA_ENVIRONMENT_HOLDS_NO_SECRET } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/lambda-environment-holds-no-secret';
import { HANDED_IN, raw, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const others = (stack: Stack) => {
  new CfnParameter(stack, 'Masked', { noEcho: true });
  raw(stack, 'Secret', 'AWS::SecretsManager::Secret', {});
  raw(stack, 'Client', 'AWS::Cognito::UserPoolClient', {});
};
const lambda = (Variables: object) => verdictOn(LAMBDA_ENVIRONMENT_HOLDS_NO_SECRET, 'AWS::Lambda::Function', { Environment: { Variables } }, others);

test.each([
  ['DB_SECRET_ARN', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db'],
  ['DB_SECRET', { Ref: 'Secret' }],
  ['DB_SECRET', { 'Fn::Sub': 'arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:db' }],
  ['DB_SECRET', 'prod/db'],
  ['PASSWORD_FILE', '/run/secrets/db'], ['DB_PASSWORD', '/run/secrets/db'],
  ['TOKEN_URL', 'https://example.com/oauth2/token'], ['TOKEN_ENDPOINT', 'https://example.com/token'],
  ['SECRET_NAME', 'luigi'], ['CLIENT_SECRET_PARAMETER', 'luigi'], ['SECRETS_MANAGER_ENDPOINT', 'x'],
  ['TOKEN_TTL_SECONDS', '3600'], ['GATEWAY_TOKEN_ISSUERS', '[{"name":"aws"}]'], ['TOKEN_AUDIENCES', 'a,b'], ['MAX_TOKENS', '4096'], ['CONTEXT_TOKENS', 4096], ['PASSWORD_MIN_LENGTH', '12'],
  ['USE_TOKEN', 'always'], ['REQUIRE_PASSWORD', 'true'], ['MYSQL_ALLOW_EMPTY_PASSWORD', 'yes'], ['CSRF_TOKEN_HEADER', 'X-CSRF'],
  ['PUBLIC_SIGNING_KEY', 'MIIB'], ['COMPASSWORDY', 'x'], ['TOKENIZERS_PARALLELISM', '4'], ['BUCKET', 'b'], ['STAGE', HANDED_IN],
  ['DB_USER', '{{resolve:secretsmanager:db:SecretString:username::}}'], ['SITE', 'https://example.com/a@b'],
])('%s=%j complies', (name, value) => {
  expect(lambda({ [name]: value })).toEqual([]);
});

test.each([
  ['DB_PASSWORD', 'hunter2'], ['dbPassword', 'hunter2'], ['API_TOKEN', 'abcdef'], ['STRIPE_API_KEY', 'x1'], ['JWT_SECRET', 's3cret'], ['SECRET_KEY', 's3cret'],
  ['AWS_SECRET_ACCESS_KEY', 's3cret'], ['DB_PASSWORD', 123456], ['ADMIN_PASSWD', 'x1'], ['API_TOKEN', '{{resolve:ssm:/plain}}'],
  ['ANYTHING', '{{resolve:secretsmanager:db:SecretString:password::}}'], ['ANYTHING', { Ref: 'Masked' }], ['ANYTHING', { 'Fn::GetAtt': ['Client', 'ClientSecret'] }],
  ['DATABASE_URL', 'postgres://luigi:hunter2@db.example.com/luigi'], ['DATABASE_URL', { 'Fn::Sub': 'postgres://luigi:${Masked}@db/luigi' }],
  ['KEY', 'AKIAIOSFODNN7EXAMPLE'], ['API_TOKEN', { 'Fn::Sub': 'token-of-${AWS::Region}' }],
])('%s=%j is found', (name, value) => {
  expect(lambda({ STAGE: 'prod', [name]: value })).toEqual([name]);
});

test('what deployment decides is a finding of its own', () => {
  expect(lambda({ DB_PASSWORD: HANDED_IN })).toEqual(unresolvedAt('DB_PASSWORD'));
  expect(lambda(HANDED_IN)).toEqual(unresolvedAt('Environment.Variables'));
});

test('a function without an environment is not looked at', () => {
  expect(verdictOn(LAMBDA_ENVIRONMENT_HOLDS_NO_SECRET, 'AWS::Lambda::Function', {})).toBeUndefined();
});
