import { Stack } from 'aws-cdk-lib';
import { FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { ManagedPolicy, Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { MAPPING_READER_CANNOT_WRITE_MAPPINGS as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-3/mapping-reader-cannot-write-mappings';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, raw, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const PATH = 'arn:aws:ssm:eu-west-1:123456789012:parameter/luigi/main/access';
const ANY = `${PATH}/*`;
const READ = { Effect: 'Allow', Action: ['ssm:GetParametersByPath', 'ssm:GetParameter'], Resource: [PATH] };
const write = (Resource: unknown = ANY) => ({ Effect: 'Allow', Action: 'ssm:PutParameter', Resource });

/** A task whose role has these statements, and what is given besides. */
const task = (statements: readonly object[], role: object = {}, others: (stack: Stack) => void = () => undefined) => verdictOn(RULE, 'AWS::ECS::TaskDefinition', { TaskRoleArn: { 'Fn::GetAtt': ['Role', 'Arn'] } }, (stack) => {
  raw(stack, 'Role', 'AWS::IAM::Role', { RoleName: 'gateway', Policies: [{ PolicyName: 'p', PolicyDocument: { Statement: statements } }], ...role });
  others(stack);
});

test('who only reads complies; who doesn\'t read is not looked at', () => {
  expect(task([READ])).toEqual([]);
  expect(task([write()])).toBeUndefined();
  expect(task([{ Effect: 'Allow', Action: 's3:*', Resource: '*' }])).toBeUndefined();
});

test.each([
  ['below a path that is listed', write()],
  ['one that is below it', write(`${PATH}/admins`)],
  ['wherever', write('*')],
  ['by wildcard action', { Effect: 'Allow', Action: 'ssm:Put*', Resource: ANY }],
  ['by deleting', { Effect: 'Allow', Action: 'SSM:deleteparameters', Resource: ANY }],
  ['in any region', write('arn:aws:ssm:*:*:parameter/luigi/*')],
  ['by wildcard within', write('arn:aws:ssm:eu-west-1:123456789012:parameter/*/access/*')],
  ['by an intrinsic function', write({ 'Fn::Sub': 'arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/luigi/main/access/*' })],
  ['by all but another action', { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }],
  ['by all but another resource', { Effect: 'Allow', Action: 'ssm:PutParameter', NotResource: 'arn:aws:ssm:::parameter/x' }],
])('who may write %s is found', (_what, statement) => {
  expect(task([READ, statement])).toEqual(['']);
});

test('who may write others complies; so does who is denied it again', () => {
  expect(task([READ, write('arn:aws:ssm:eu-west-1:123456789012:parameter/luigi/main/notes/*')])).toEqual([]);
  expect(task([READ, write(), { Effect: 'Deny', Action: ['ssm:PutParameter', 'ssm:Delete*'], Resource: '*' }])).toEqual([]);
  expect(task([READ, write(), { Effect: 'Deny', Action: 'ssm:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': false } } }])).toEqual(['']);
});

test('notes of its own are no mappings: one parameter that it reads and writes, unless its name is about access', () => {
  const both = (name: string) => ({ Effect: 'Allow', Action: ['ssm:GetParameter', 'ssm:PutParameter'], Resource: `arn:aws:ssm:eu-west-1:123456789012:parameter/${name}` });
  expect(task([both('etl/last-run')])).toBeUndefined();
  expect(task([both('luigi/access/admins')])).toEqual(['']);
});

test('statements about other things with broad actions are not about parameters', () => {
  expect(task([READ, { Effect: 'Allow', Action: '*', Resource: ['arn:aws:s3:::bucket', { 'Fn::GetAtt': ['Bucket', 'Arn'] }] }], {}, (stack) => { raw(stack, 'Bucket', 'AWS::S3::Bucket', {}); })).toEqual([]);
});

test('policies count wherever they stand: managed, attached by name, of AWS', () => {
  const PolicyDocument = { Statement: write() };
  expect(task([READ], {}, (stack) => { raw(stack, 'P', 'AWS::IAM::Policy', { PolicyName: 'x', Roles: [{ Ref: 'Role' }], PolicyDocument }); })).toEqual(['']);
  expect(task([READ], {}, (stack) => { raw(stack, 'P', 'AWS::IAM::RolePolicy', { PolicyName: 'x', RoleName: 'gateway', PolicyDocument }); })).toEqual(['']);
  expect(task([READ], { ManagedPolicyArns: [{ Ref: 'P' }] }, (stack) => { raw(stack, 'P', 'AWS::IAM::ManagedPolicy', { PolicyDocument }); })).toEqual(['']);
  expect(task([], { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSSMFullAccess'] })).toEqual(['']);
  expect(task([write()], { ManagedPolicyArns: ['arn:aws:iam::aws:policy/AmazonSSMReadOnlyAccess'] })).toEqual(['']);
  expect(task([READ], {}, (stack) => { raw(stack, 'P', 'AWS::IAM::Policy', { PolicyName: 'x', Roles: ['other'], PolicyDocument }); })).toEqual([]);
});

test('what can\'t be seen is a finding of its own, where the task reads', () => {
  expect(task([READ], { ManagedPolicyArns: [HANDED_IN] })).toEqual(unresolvedAt('TaskRoleArn'));
  expect(task([READ, write(HANDED_IN)])).toEqual(unresolvedAt('TaskRoleArn'));
  expect(task([READ, write({ 'Fn::Sub': 'arn:aws:ssm:eu-west-1:123456789012:parameter/luigi/${HandedIn}/*' })])).toEqual(unresolvedAt('TaskRoleArn'));
  expect(task([], { ManagedPolicyArns: [HANDED_IN] })).toBeUndefined();
});

test.each([
  ['gateway'], ['arn:aws:iam::123456789012:role/gateway'], [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/tasks/gateway' }],
])('a role, and a policy, may be meant by name: %j', (TaskRoleArn) => {
  const named = (RoleName: string) => judged(RULE, (stack) => {
    const other = new Stack(stack.node.scope, 'Other');
    const arn = { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/writer' };
    raw(other, 'Role', 'AWS::IAM::Role', { RoleName, ManagedPolicyArns: [arn], Policies: [{ PolicyDocument: { Statement: [READ] } }] });
    raw(other, 'P', 'AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'writer', PolicyDocument: { Statement: write() } });
    raw(stack, 'Task', 'AWS::ECS::TaskDefinition', { TaskRoleArn });
  })['Stack/Task'];

  expect(named('gateway')).toEqual(['']);
  expect(named('other')).toBeUndefined();
});

test('a role that is brought can\'t be seen, and is not looked at', () => {
  expect(verdictOn(RULE, 'AWS::ECS::TaskDefinition', { TaskRoleArn: 'arn:aws:iam::123456789012:role/x' })).toBeUndefined();
  expect(verdictOn(RULE, 'AWS::ECS::TaskDefinition', {})).toBeUndefined();
});

test('L2, with a policy of another stack', () => {
  expect(judged(RULE, (stack) => {
    const make = (id: string) => {
      const { taskRole } = new FargateTaskDefinition(stack, id);
      taskRole.addToPrincipalPolicy(new PolicyStatement({ actions: ['ssm:GetParametersByPath'], resources: [stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: 'luigi/main/access' })] }));
      return taskRole;
    };
    make('Good');
    const other = new Stack(stack.node.scope, 'Other');
    new Policy(other, 'Policy', { roles: [make('Bad')], statements: [new PolicyStatement({ actions: ['ssm:PutParameter'], resources: [stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: 'luigi/main/access/*' })] })] });
    const worse = make('Worse');
    new ManagedPolicy(other, 'Managed', { roles: [worse], statements: [new PolicyStatement({ actions: ['ssm:*'], resources: ['*'] })] });
    const notes = new FargateTaskDefinition(stack, 'Notes').taskRole;
    const parameter = new StringParameter(stack, 'Parameter', { stringValue: 'x' });
    parameter.grantRead(notes);
    parameter.grantWrite(notes);
  })).toEqual({ 'Stack/Good/Resource': [], 'Stack/Bad/Resource': [''], 'Stack/Worse/Resource': [''] });
});
