import { isAbsent, list, number, object, reference, shown, text } from '../../../lib/cloudformation/read';
import { target } from '../../../lib/cloudformation/template';
import { type Check, resourceCheck } from '../check';
import { mayDo, roleOf } from '../support/role';

const FUNCTION = 'AWS::Lambda::Function';

/** Functions, what feeds them and what they may. */
export const LAMBDA_CHECKS: readonly Check[] = [
  resourceCheck('lambda-settings', [FUNCTION], (handler, found) => {
    const name = text(handler.get('FunctionName'));
    if (name !== undefined && !/^[\w-]{1,64}$/.test(name)) found(`function ${name}: expected at most 64 letters, digits, "-" and "_"; rename it`, 'FunctionName');
    for (const [path, least, most] of [[['Timeout'], 1, 900], [['MemorySize'], 128, 10240], [['EphemeralStorage', 'Size'], 512, 10240]] as const) {
      const value = number(handler.get(...path));
      if (value !== undefined && (value < least || value > most)) found(`${path.join('.')} ${value}: expected ${least} to ${most}; change it`, path.join('.'));
    }
    if (text(handler.get('PackageType')) !== 'Image' && handler.get('PackageType') === undefined && handler.get('Code', 'ImageUri') === undefined) {
      for (const key of ['Handler', 'Runtime']) if (isAbsent(handler.get(key))) found(`a function from an archive without ${key}: expected it; add it`, key);
    }
    if ((list(handler.get('Layers')) ?? []).length > 5) found('more than 5 layers: expected 5 at most; put some together', 'Layers');
    const architectures = list(handler.get('Architectures'));
    if (architectures !== undefined && architectures.length !== 1) found(`${architectures.length} architectures: expected one; keep one`, 'Architectures');
    for (const key of Object.keys(object(handler.get('Environment', 'Variables')) ?? {})) {
      if (!/^[A-Za-z]\w+$/.test(key)) found(`environment variable ${key}: expected a letter and then letters, digits and "_", two at least; rename it`, 'Environment');
    }
    const mount = list(handler.get('FileSystemConfigs')) ?? [];
    if (mount.length > 0 && handler.get('VpcConfig') === undefined) found('a file system without VpcConfig: expected subnets that reach it; add them', 'FileSystemConfigs');
    for (const one of mount) {
      const path = text(object(one)?.LocalMountPath);
      if (path !== undefined && !/^\/mnt\/[\w.-]+$/.test(path)) found(`file system at ${path}: expected /mnt/ and a name; change it`, 'FileSystemConfigs');
    }
    const [subnets, groups] = [handler.get('VpcConfig', 'SubnetIds'), handler.get('VpcConfig', 'SecurityGroupIds')];
    if ((list(subnets)?.length ?? 0) > 0 && (groups === undefined || list(groups)?.length === 0)) found('subnets without security groups: expected both; add SecurityGroupIds', 'VpcConfig');
  }),

  resourceCheck('lambda-role-rights', [FUNCTION], (handler, found, assembly) => {
    const role = roleOf(handler.get('Role'));
    if (role === undefined) return;
    const lacks = (action: string) => !mayDo(role, action, assembly);
    if ((list(handler.get('VpcConfig', 'SubnetIds'))?.length ?? 0) > 0 && lacks('ec2:CreateNetworkInterface')) {
      found(`role ${role.logicalId} may not ec2:CreateNetworkInterface, which a function in a VPC needs: expected service-role/AWSLambdaVPCAccessExecutionRole; attach it`, 'Role');
    }
    const dead = handler.get('DeadLetterConfig', 'TargetArn');
    const kind = target(reference(dead))?.type;
    if ((kind === 'AWS::SQS::Queue' || /:sqs:/.test(shown(dead))) && lacks('sqs:SendMessage')) found(`role ${role.logicalId} may not sqs:SendMessage, which the dead-letter queue needs: expected a policy that allows it; add it`, 'DeadLetterConfig');
    if ((kind === 'AWS::SNS::Topic' || /:sns:/.test(shown(dead))) && lacks('sns:Publish')) found(`role ${role.logicalId} may not sns:Publish, which the dead-letter topic needs: expected a policy that allows it; add it`, 'DeadLetterConfig');
  }),

  resourceCheck('lambda-event-source', ['AWS::Lambda::EventSourceMapping'], (mapping, found, assembly) => {
    const source = target(reference(mapping.get('EventSourceArn')));
    const handler = target(reference(mapping.get('FunctionName')));
    const role = handler?.type === FUNCTION ? roleOf(handler.get('Role')) : undefined;
    const actions = NEEDED[source?.type ?? ''] ?? [];
    const lacking = role === undefined ? [] : actions.filter((action) => !mayDo(role, action, assembly));
    if (lacking.length > 0) found(`role ${role?.logicalId} may not ${lacking.join(', ')}, which reading ${source?.logicalId} needs: expected a policy that allows it; add it`, 'EventSourceArn');
    const [size, window] = [number(mapping.get('BatchSize')), number(mapping.get('MaximumBatchingWindowInSeconds'))];
    const isQueue = source?.type === 'AWS::SQS::Queue' || /:sqs:/.test(shown(mapping.get('EventSourceArn')));
    if (isQueue && size !== undefined && size > 10 && (window ?? 0) < 1 && (window !== undefined || isAbsent(mapping.get('MaximumBatchingWindowInSeconds')))) {
      found(`batches of ${size} from a queue without MaximumBatchingWindowInSeconds: expected 1 s at least for more than 10; add it`, 'BatchSize');
    }
    const concurrency = number(mapping.get('ScalingConfig', 'MaximumConcurrency'));
    if (concurrency !== undefined && (concurrency < 2 || concurrency > 1000)) found(`MaximumConcurrency ${concurrency}: expected 2 to 1,000; change it`, 'ScalingConfig');
    if (source?.type === 'AWS::DynamoDB::Table' && source.get('StreamSpecification') === undefined) found(`table ${source.logicalId} has no stream: expected StreamSpecification; add it`, 'EventSourceArn');
    if (source?.type === 'AWS::DynamoDB::Table' && reference(mapping.get('EventSourceArn'))?.attribute === 'Arn') found(`the source is the ARN of table ${source.logicalId}: expected that of its stream; use StreamArn`, 'EventSourceArn');
  }),

  resourceCheck('lambda-permission-shape', ['AWS::Lambda::Permission'], (permission, found) => {
    const principal = text(permission.get('Principal'));
    const action = text(permission.get('Action'));
    if (principal !== undefined && !/^(\*|\d{12}|arn:[\w-]+:(iam|sts)::.+|[\w.-]+\.amazonaws\.com(\.cn)?|[\w.-]+\.(amazon\.com|aws\.internal))$/.test(principal)) {
      found(`principal ${principal}: expected a service such as events.amazonaws.com, an account or an ARN; correct it`, 'Principal');
    }
    if (action !== undefined && !/^lambda:\w+\*?$|^lambda:\*$/.test(action)) found(`action ${action}: expected lambda:InvokeFunction; correct it`, 'Action');
  }),
];

const NEEDED: Readonly<Record<string, readonly string[]>> = {
  'AWS::SQS::Queue': ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
  'AWS::DynamoDB::Table': ['dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:DescribeStream'],
  'AWS::Kinesis::Stream': ['kinesis:GetRecords', 'kinesis:GetShardIterator'],
};
