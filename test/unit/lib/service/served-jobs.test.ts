import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { readSettings } from '../../../../images/gateway/src/settings/settings';
import { flat } from '../../../support/lib/flat';
import { aLuigiStack } from '../../../support/lib/luigi-stack';

const ACCOUNT = '111122223333';
const KEY = '12345678-1234-1234-1234-123456789012';

/** As the template comes out where it is deployed. */
function deployed(partition: string, region: string) {
  const { stack } = aLuigiStack(() => ({ serviceName: 'etl' }));
  const template = Template.fromStack(stack);
  const assumed = (reference: string): string => {
    if (reference === 'AWS::Partition') return partition;
    if (reference === 'AWS::Region') return region;
    if (reference === 'AWS::AccountId') return ACCOUNT;
    if (reference === 'AWS::URLSuffix') return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
    if (/^LuigiRuns.*\.Arn$/.test(reference)) return `arn:${partition}:dynamodb:${region}:${ACCOUNT}:table/runs`;
    if (/^LuigiRuns/.test(reference)) return 'runs';
    if (/^LuigiKey.*\.Arn$/.test(reference)) return `arn:${partition}:kms:${region}:${ACCOUNT}:key/${KEY}`;
    if (/^LuigiFrontDoorLoadBalancer/.test(reference)) return `arn:${partition}:elasticloadbalancing:${region}:${ACCOUNT}:loadbalancer/app/luigi/50dc6c495c0c9188`;
    return reference.replace(/[^A-Za-z0-9]/g, '');
  };
  const resources = <T>(type: string): T[] => Object.values(template.findResources(type)).map(({ Properties }) => flat(Properties, assumed) as T);
  return { template, resources };
}

interface Statement { readonly Sid?: string; readonly Action: string | string[]; readonly Resource: string | string[]; readonly Condition?: unknown }

function taskPolicy(partition = 'aws', region = 'eu-central-1'): Statement[] {
  const [policy, ...others] = deployed(partition, region).resources<{ PolicyDocument: { Statement: Statement[] }; Roles: string[] }>('AWS::IAM::Policy')
    .filter(({ Roles: [role] }) => role?.includes('TaskRole'));
  expect(others).toEqual([]);
  return policy!.PolicyDocument.Statement;
}

describe('the task may', () => {
  const statements = taskPolicy();

  test.each<[string, string, string | string[], string | string[]]>([
    ['read its jobs', 'ReadJobs', 'ssm:GetParametersByPath', `arn:aws:ssm:eu-central-1:${ACCOUNT}:parameter/luigi/etl/jobs`],
    ['read who is shut out', 'ReadControl', 'ssm:GetParametersByPath', `arn:aws:ssm:eu-central-1:${ACCOUNT}:parameter/luigi/etl/control`],
    ['start them', 'StartRuns', 'states:StartExecution', `arn:aws:states:eu-central-1:${ACCOUNT}:stateMachine:luigi-etl_*`],
    [
      'follow, stop and redrive their runs', 'FollowRuns',
      ['states:DescribeExecution', 'states:GetExecutionHistory', 'states:StopExecution', 'states:RedriveExecution'],
      `arn:aws:states:eu-central-1:${ACCOUNT}:execution:luigi-etl_*:*`,
    ],
    ['read what their containers print', 'ReadLogsOfRuns', 'logs:GetLogEvents', `arn:aws:logs:eu-central-1:${ACCOUNT}:log-group:/aws/vendedlogs/states/luigi-etl_*:log-stream:job/*`],
    ['read records of runs', 'ReadRecordedRuns', ['dynamodb:GetItem', 'dynamodb:BatchGetItem'], `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/runs`],
    ['list them, by two indexes too', 'ListRecordedRuns', 'dynamodb:Query', ['', '/index/by-start', '/index/recent'].map((index) => `arn:aws:dynamodb:eu-central-1:${ACCOUNT}:table/runs${index}`)],
    ['tell the worker lane\'s certificate', 'TellLaneCertificate', ['ssm:GetParameter', 'ssm:PutParameter'], `arn:aws:ssm:eu-central-1:${ACCOUNT}:parameter/luigi/etl/lane`],
  ])('%s', (_, sid, actions, resources) => {
    expect(statements.find(({ Sid }) => Sid === sid)).toEqual({ Sid: sid, Effect: 'Allow', Action: actions, Resource: resources });
  });

  test('read encrypted runs with keys that it does not know: by Step Functions only, of its own jobs only', () => {
    expect(statements.find(({ Sid }) => Sid === 'ReadEncryptedRuns')).toMatchObject({
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: `arn:aws:kms:eu-central-1:${ACCOUNT}:key/*`,
      Condition: {
        StringLike: { 'kms:ViaService': 'states.eu-central-1.*' },
        ArnLike: { 'kms:EncryptionContext:aws:states:stateMachineArn': `arn:aws:states:eu-central-1:${ACCOUNT}:stateMachine:luigi-etl_*` },
      },
    });
  });

  test('read the table with the service\'s key: by DynamoDB only', () => {
    expect(statements.find(({ Sid }) => Sid === 'DecryptRecordedRuns')).toMatchObject({
      Action: 'kms:Decrypt', Resource: `arn:aws:kms:eu-central-1:${ACCOUNT}:key/${KEY}`, Condition: { StringLike: { 'kms:ViaService': 'dynamodb.eu-central-1.*' } },
    });
  });

  test('besides read mappings and who is shut out, record decisions, mount its folder: nothing else', () => {
    expect(statements.flatMap(({ Action }) => Action).sort()).toEqual([
      'dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query',
      'elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite',
      'kms:Decrypt', 'kms:Decrypt', 'kms:GenerateDataKey',
      'logs:CreateLogStream', 'logs:GetLogEvents', 'logs:PutLogEvents',
      'ssm:GetParameter', 'ssm:GetParametersByPath', 'ssm:GetParametersByPath', 'ssm:GetParametersByPath', 'ssm:PutParameter',
      'states:DescribeExecution', 'states:GetExecutionHistory', 'states:RedriveExecution', 'states:StartExecution', 'states:StopExecution',
    ]);
    expect(statements.flatMap(({ Resource }) => Resource)).not.toContain('*');
  });
});

test('the task may do what the gateway calls, and calls what it may do', () => {
  const root = join(__dirname, '../../../../images/gateway/src');
  const services: Record<string, string> = { 'ssm': 'ssm', 'sfn': 'states', 'dynamodb': 'dynamodb', 'cloudwatch-logs': 'logs' };
  const called = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.startsWith('lane-agent'))
    .flatMap((file) => [...readFileSync(join(root, file), 'utf8').matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-([a-z-]+)'/g)])
    .flatMap(([, names = '', client = '']) => [...names.matchAll(/(?<!type )\b(\w+)Command\b/g)].map(([, operation]) => `${services[client]}:${operation}`));

  const allowed = taskPolicy().flatMap(({ Action }) => Action).filter((action) => !/^(?:kms|elasticfilesystem):/.test(action));

  expect([...new Set(called)].sort()).toEqual([...new Set(allowed)].sort());
});

describe('the gateway takes its settings as they are deployed', () => {
  test.each([['aws', 'eu-central-1'], ['aws-cn', 'cn-north-1'], ['aws-us-gov', 'us-gov-west-1']])('in %s', (partition, region) => {
    const [task] = deployed(partition, region).resources<{ ContainerDefinitions: { Name: string; Environment: { Name: string; Value: string }[] }[] }>('AWS::ECS::TaskDefinition');
    const { Environment: environment } = task!.ContainerDefinitions.find(({ Name }) => Name === 'gateway')!;

    const settings = readSettings({ ...Object.fromEntries(environment.map(({ Name, Value }) => [Name, Value])), AWS_REGION: region });

    expect(settings.jobs).toEqual({
      documents: { kind: 'ssm', path: '/luigi/etl/jobs' },
      runner: { kind: 'step-functions', stateMachinePrefix: `arn:${partition}:states:${region}:${ACCOUNT}:stateMachine:luigi-etl_`, runTable: 'runs' },
    });
    expect(settings.workerRoles).toEqual({
      audience: `${ACCOUNT}/${region}/etl`, region, stsOrigin: `https://sts.${region}.${partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'}`,
    });
    expect(settings.lane).toEqual({ parameter: '/luigi/etl/lane', host: '127.0.0.1', port: 8444 });
  });
});
