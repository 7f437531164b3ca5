import { App, Aws, Fn, Lazy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { LuigiPrincipal } from '../../../../lib/access/luigi-principal';

const ROLE = 'arn:aws:iam::111122223333:role/path/nightly-report';

describe('a principal is written as mappings write it:', () => {
  test.each([
    ['a group', LuigiPrincipal.group('data engineers'), 'group:data engineers'],
    ['a group with signs in its name', LuigiPrincipal.group('a|b`c\\"é'), 'group:a|b`c\\"é'],
    ['a person', LuigiPrincipal.user('ada@example.com'), 'user:ada@example.com'],
    ['a role by its ARN', LuigiPrincipal.iamRoleArn(ROLE), `role:${ROLE}`],
    ['a role of another partition', LuigiPrincipal.iamRoleArn('arn:aws-us-gov:iam::111122223333:role/x'), 'role:arn:aws-us-gov:iam::111122223333:role/x'],
    ['a role that is looked up', LuigiPrincipal.iamRole(iam.Role.fromRoleArn(new Stack(new App(), 'S'), 'R', ROLE)), `role:${ROLE}`],
    ['roles below a path', LuigiPrincipal.iamRolesUnderPath('111122223333', '/ci/', 'aws'), 'role:arn:aws:iam::111122223333:role/ci/*'],
    ['roles below a path of two parts', LuigiPrincipal.iamRolesUnderPath('111122223333', 'ci/etl', 'aws-cn'), 'role:arn:aws-cn:iam::111122223333:role/ci/etl/*'],
    ['all roles of an account', LuigiPrincipal.iamRolesUnderPath('111122223333', '/', 'aws'), 'role:arn:aws:iam::111122223333:role/*'],
    ['a client', LuigiPrincipal.client('okta', '0oa1b2c3d4'), 'client:okta/0oa1b2c3d4'],
    ['a claim', LuigiPrincipal.claim('github', 'repository', 'acme/etl'), 'claim:github/repository=acme/etl'],
    ['a claim with signs in its name and value', LuigiPrincipal.claim('a', 'https://example.com/team', 'x=y: z'), 'claim:a/https://example.com/team=x=y: z'],
  ])('%s', (_what, principal, text) => {
    expect(principal.text).toBe(text);
  });

  test('roles below a path, of the partition and account that the stack is deployed to', () => {
    const stack = new Stack(new App(), 'Stack');
    expect(stack.resolve(LuigiPrincipal.iamRolesUnderPath(Aws.ACCOUNT_ID, 'ci').text)).toEqual({
      'Fn::Join': ['', ['role:arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':role/ci/*']],
    });
  });

  test('a role that is made, or whose ARN is partly known', () => {
    const stack = new Stack(new App(), 'Stack');
    const text = (role: iam.IRole): unknown => stack.resolve(LuigiPrincipal.iamRole(role).text);
    expect(text(new iam.Role(stack, 'Made', { assumedBy: new iam.AccountRootPrincipal() }))).toEqual({ 'Fn::Join': ['', ['role:', { 'Fn::GetAtt': [expect.stringMatching('^Made'), 'Arn'] }]] });
    expect(text(iam.Role.fromRoleName(stack, 'Named', 'nightly'))).toEqual({ 'Fn::Join': ['', ['role:arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':role/nightly']] });
  });
});

const NAME = 'expected 1 to 256 characters, none of them invisible or for control, without a space at either end';
const ARN = 'expected the ARN of an IAM role, such as arn:aws:iam::111122223333:role/nightly-report, no part of its path empty, . or ..; give the role\'s own ARN';

describe('what cannot be a principal is refused:', () => {
  test.each([
    ['', '""'], [' a', '" a"'], ['a ', '"a "'], ['a\nb', '"a\\nb"'], ['a\u0000', '"a\\u0000"'], ['a\u200bb', '"a\\u200bb"'],
    ['\u202eb', '"\\u202eb"'], ['a\u00a0b', '"a\\u00a0b"'], ['a'.repeat(257), `"${'a'.repeat(79)}... (cut)`],
  ])('%j as a group or a person', (name, shown) => {
    expect(() => LuigiPrincipal.group(name)).toThrow(new Error(`got the group ${shown}, ${NAME}; give the group's name as the identity provider has it`));
    expect(() => LuigiPrincipal.user(name)).toThrow(new Error(`got the user ${shown}, ${NAME}; give the value of the person's user claim`));
  });

  test.each([
    ['a{{b}}', '"a{{b}}"', '{{, which SSM refuses in a parameter'],
    ['a\ud800', '"a\\ud800"', 'half of a surrogate pair, which is no character'],
  ])('%j, which SSM would not keep', (name, shown, refused) => {
    expect(() => LuigiPrincipal.group(name)).toThrow(new Error(`got the group ${shown}, expected no ${refused}; rename the group`));
    expect(() => LuigiPrincipal.user(name)).toThrow(new Error(`got the user ${shown}, expected no ${refused}; rename the user`));
  });

  test.each([
    '', 'nightly', 'arn:aws:iam::111122223333:user/ada', 'arn:aws:iam::11112222333:role/x', 'arn:aws:sts::111122223333:assumed-role/x/session',
    'arn:aws:iam::111122223333:role/', 'arn:aws:iam::111122223333:role/x y', 'arn:aws:iam:eu-west-1:111122223333:role/x',
    'arn:aws:iam::111122223333:role/..', 'arn:aws:iam::111122223333:role/ci/../x', 'arn:aws:iam::111122223333:role/./x', 'arn:aws:iam::111122223333:role/ci//x', 'arn:aws:iam::111122223333:role//x', 'arn:aws:iam::111122223333:role/ci/',
  ])('%j as a role', (arn) => {
    expect(() => LuigiPrincipal.iamRoleArn(arn)).toThrow(new Error(`got the IAM role ARN ${JSON.stringify(arn)}, ${ARN}`));
  });

  test.each(['arn:aws:iam::111122223333:role/ci/*', 'arn:aws:iam::111122223333:role/*', 'arn:aws:iam::*:role/x', `arn:${Aws.PARTITION}:iam::111122223333:role/ci/*`])('%j as one role', (arn) => {
    expect(() => LuigiPrincipal.iamRoleArn(arn)).toThrow('expected that of one role; for all roles below a path, use iamRolesUnderPath');
  });

  test.each(['', '*', 'ci/*', 'ci*', '/ci//etl/', '//', '..', '/../ci', 'ci/./etl', 'ci/..', 'ci etl', '/ci/\n', 'ci?', 'a'.repeat(513), Aws.REGION])('%j as a path of roles', (path) => {
    expect(() => LuigiPrincipal.iamRolesUnderPath('111122223333', path)).toThrow(/^got the path .*, expected that of IAM roles, such as \/ci\/, without \*, empty parts, \. and \.\., and known at synthesis/s);
  });

  test.each(['', '*', '11112222333', '1111222233334', 'arn:aws:iam::111122223333:root'])('%j as an account', (account) => {
    expect(() => LuigiPrincipal.iamRolesUnderPath(account, 'ci')).toThrow(new Error(`got the account ${JSON.stringify(account)}, expected its id of 12 digits; give the account of the roles`));
  });

  test.each(['', '*', 'azure', 'aws*', 'AWS'])('%j as a partition', (partition) => {
    expect(() => LuigiPrincipal.iamRolesUnderPath('111122223333', 'ci', partition)).toThrow(`got the partition ${JSON.stringify(partition)}, expected such as aws, aws-cn or aws-us-gov`);
  });

  test.each(['', 'Okta', '-a', 'a-', 'a/b', 'a b', '*', 'o'.repeat(33), Aws.REGION])('%j as an issuer', (issuer) => {
    for (const make of [() => LuigiPrincipal.client(issuer, 'x'), () => LuigiPrincipal.claim(issuer, 'sub', 'x')]) expect(make).toThrow(/^got the issuer .*, expected its short name of 1 to 32 lower-case letters/);
  });

  test.each(['', 'a b', 'a=b', '*', 'a'.repeat(129), Aws.REGION])('%j as a claim', (claim) => {
    expect(() => LuigiPrincipal.claim('github', claim, 'x')).toThrow(/^got the claim .*, expected 1 to 128 letters, digits and _ : \. \/ -, known at synthesis/);
  });

  test.each(['', ' a', 'a ', 'a\nb', '\u202eb', 'a'.repeat(257)])('%j as a client or the value of a claim', (value) => {
    expect(() => LuigiPrincipal.client('okta', value)).toThrow(/^got the client .*, expected 1 to 256 characters.*; give the client's id as the issuer has it$/);
    expect(() => LuigiPrincipal.claim('github', 'sub', value)).toThrow(/^got the value of the claim sub .*, expected 1 to 256 characters/);
  });

  test('a client that SSM would not keep', () => {
    expect(() => LuigiPrincipal.client('okta', '{{x')).toThrow('got the client "{{x", expected no {{, which SSM refuses in a parameter; rename the client');
  });

  test.each([
    ['a user', `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:user/ada`],
    ['a session of a role', `arn:${Aws.PARTITION}:sts::${Aws.ACCOUNT_ID}:assumed-role/x/session`],
    ['something with more parts', `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/x:y`],
    ['a role with a space', `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/x y`],
    ['a role with a way up', `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/ci/../x`],
    ['a role with a way up behind a name that is to come', `arn:${Aws.PARTITION}:iam::111122223333:role/${Aws.STACK_NAME}/..`],
    ['a role with an empty part', `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/${Aws.STACK_NAME}//x`],
  ])('the ARN of %s, even where parts of it are tokens', (_what, arn) => {
    expect(() => LuigiPrincipal.iamRoleArn(arn)).toThrow(ARN);
  });
});

test.each([
  ['a group', (text: string) => LuigiPrincipal.group(text)],
  ['a person', (text: string) => LuigiPrincipal.user(text)],
  ['a role', (text: string) => LuigiPrincipal.iamRoleArn(text)],
  ['a client', (text: string) => LuigiPrincipal.client('okta', text)],
  ['a claim', (text: string) => LuigiPrincipal.claim('github', 'sub', text)],
])('%s may be a token, or be made of one', (_what, make) => {
  const stack = new Stack(new App(), 'Stack');
  const resolved = [Lazy.string({ produce: () => 'later' }), Fn.importValue('exported')].map((token) => stack.resolve(make(token).text) as unknown);
  expect(resolved).toEqual([expect.stringMatching(/^(group|user|role|client|claim):(okta\/|github\/sub=)?later$/), { 'Fn::Join': ['', [expect.stringMatching(/^(group|user|role|client|claim):(okta\/|github\/sub=)?$/), { 'Fn::ImportValue': 'exported' }]] }]);
});
