import { AccountRootPrincipal, ManagedPolicy, Role } from 'aws-cdk-lib/aws-iam';
import { Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NO_BROAD_MANAGED_POLICIES as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-3/no-broad-managed-policies';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, raw, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const having = (...ManagedPolicyArns: unknown[]) => verdictOn(RULE, 'AWS::IAM::Role', { ManagedPolicyArns }, (stack) => { raw(stack, 'Own', 'AWS::IAM::ManagedPolicy', {}); });

test.each([
  ['AdministratorAccess'], ['PowerUserAccess'], ['IAMFullAccess'], ['AmazonS3FullAccess'], ['AmazonDynamoDBFullAccess_v2'], ['ReadOnlyAccess'], ['AmazonS3ReadOnlyAccess'],
  ['SecretsManagerReadWrite'], ['job-function/SystemAdministrator'], ['AWSLambda_FullAccess'], ['CloudWatchFullAccessV2'], ['AdministratorAccess-Amplify'],
])('%s is found', (name) => {
  expect(having(`arn:aws:iam::aws:policy/${name}`)).toEqual(['ManagedPolicyArns.0']);
  expect(having({ 'Fn::Sub': `arn:${'${AWS::Partition}'}:iam::aws:policy/${name}` })).toEqual(['ManagedPolicyArns.0']);
});

test.each([
  ['service-role/AWSLambdaBasicExecutionRole'], ['service-role/AmazonECSTaskExecutionRolePolicy'], ['AmazonSSMManagedInstanceCore'], ['AWSXRayDaemonWriteAccess'],
  ['CloudWatchAgentServerPolicy'], ['AmazonEC2ContainerRegistryReadOnly'], ['AmazonEKSWorkerNodePolicy'],
])('%s complies', (name) => {
  expect(having(`arn:aws:iam::aws:policy/${name}`)).toEqual([]);
});

test('policies of one\'s own are looked at where they are made', () => {
  expect(having({ Ref: 'Own' }, 'arn:aws:iam::123456789012:policy/team/FullAccess')).toEqual([]);
});

test('what deployment hands in is a finding of its own; who has none has nothing to look at', () => {
  expect(having('arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore', HANDED_IN)).toEqual(unresolvedAt('ManagedPolicyArns.1'));
  expect(verdictOn(RULE, 'AWS::IAM::User', {})).toBeUndefined();
});

test('L2: functions comply', () => {
  expect(judged(RULE, (stack) => {
    new Function(stack, 'Function', { code: Code.fromInline('x'), handler: 'index.handler', runtime: Runtime.NODEJS_22_X });
    new Role(stack, 'Admin', { assumedBy: new AccountRootPrincipal(), managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')] });
  })).toEqual({ 'Stack/Function/ServiceRole/Resource': [], 'Stack/Admin/Resource': ['ManagedPolicyArns.0'] });
});
