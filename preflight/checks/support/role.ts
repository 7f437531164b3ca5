import { asList, mayAllow, mayBeForService, type Statement, statements } from '../../../lib/cloudformation/policy';
import { at, reference, shown } from '../../../lib/cloudformation/read';
import { mayReferTo } from '../../../lib/cloudformation/references';
import type { Resource } from '../../../lib/cloudformation/resource';
import { target } from '../../../lib/cloudformation/template';
import type { Value } from '../../../lib/cloudformation/value';
import type { Assembly } from '../../assembly/assembly';

/** The role of the assembly that a value names. @returns `undefined` where it is brought from elsewhere */
export function roleOf(value: Value | undefined): Resource | undefined {
  const role = target(reference(value));
  return role?.type === 'AWS::IAM::Role' ? role : undefined;
}

/** Whether a service can take on a role, as far as is known. */
export function trusts(role: Resource, service: string): boolean {
  const trust = statements(role.get('AssumeRolePolicyDocument'));
  return trust === undefined || trust.some((statement) => mayAllow(statement, 'sts:AssumeRole') && mayBeForService(statement, service));
}

/** What AWS's own policies allow, for those that matter here. Others count as allowing anything. */
const MANAGED: Readonly<Record<string, readonly string[]>> = {
  'service-role/AmazonECSTaskExecutionRolePolicy': ['ecr:*', 'logs:CreateLogStream', 'logs:PutLogEvents'],
  'service-role/AWSLambdaBasicExecutionRole': ['logs:*'],
  'service-role/AWSLambdaVPCAccessExecutionRole': ['logs:*', 'ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DeleteNetworkInterface'],
  'service-role/AWSLambdaSQSQueueExecutionRole': ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'logs:*'],
  'service-role/AWSLambdaDynamoDBExecutionRole': ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams', 'logs:*'],
  'AmazonSSMManagedInstanceCore': ['ssm:*', 'ssmmessages:*', 'ec2messages:*'],
  'CloudWatchLambdaInsightsExecutionRolePolicy': ['logs:*'],
  'AWSXRayDaemonWriteAccess': ['xray:*'],
  'AWSXrayWriteOnlyAccess': ['xray:*'],
  'AmazonS3ReadOnlyAccess': ['s3:*'],
  'AmazonEC2ContainerRegistryReadOnly': ['ecr:*'],
  'AmazonEC2ContainerRegistryPullOnly': ['ecr:*'],
  'CloudWatchAgentServerPolicy': ['cloudwatch:*', 'logs:*', 'ec2:Describe*', 'ssm:GetParameter'],
};

/** Whether a role may do something, to whatever resource; what isn't known counts as a yes. */
export function mayDo(role: Resource, action: string, assembly: Assembly): boolean {
  const found = policiesOf(role, assembly);
  return found === undefined || found.some((statement) => mayAllow(statement, action));
}

/** All statements of a role's policies; `undefined` where one of them isn't known. */
function policiesOf(role: Resource, assembly: Assembly): readonly Statement[] | undefined {
  const managed = asList(role.get('ManagedPolicyArns')).map((arn) => managedPolicy(arn));
  const inline = asList(role.get('Policies')).map((policy) => statements(at(policy, 'PolicyDocument')));
  const attached = assembly.ofType('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy')
    .filter((policy) => mayReferTo(policy.get('Roles'), role) || namesRole(policy.get('Roles'), role))
    .map((policy) => statements(policy.get('PolicyDocument')));
  const single = assembly.ofType('AWS::IAM::RolePolicy').filter((policy) => mayReferTo(policy.get('RoleName'), role))
    .map((policy) => statements(policy.get('PolicyDocument')));
  const all = [...managed, ...inline, ...attached, ...single];
  return all.includes(undefined) ? undefined : all.flatMap((policy) => policy ?? []);
}

function namesRole(roles: Value | undefined, role: Resource): boolean {
  const name = role.get('RoleName');
  return typeof name === 'string' && asList(roles).includes(name);
}

function managedPolicy(arn: Value): readonly Statement[] | undefined {
  const own = target(reference(arn));
  if (own?.type === 'AWS::IAM::ManagedPolicy') return statements(own.get('PolicyDocument'));
  const name = /:iam::aws:policy\/(.+)$/.exec(shown(arn))?.[1];
  const actions = name === undefined ? undefined : MANAGED[name];
  return actions === undefined ? undefined : statements({ Statement: [{ Effect: 'Allow', Action: [...actions], Resource: '*' }] });
}
