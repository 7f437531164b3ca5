import { Duration, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { LuigiJob } from '../../../../../lib/jobs/luigi-job';
import type { LuigiJobOptions } from '../../../../../lib/jobs/luigi-job-props';
import { flat } from '../../../../support/lib/flat';
import { aJobStack, someJob } from '../../../../support/lib/luigi-job';
import { checkDefinition, type State } from '../../../../support/step-functions/definition';
import { stateMachinesOf } from '../../../../support/step-functions/synthesised';

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: object;
}
interface Roles {
  readonly Properties: {
    readonly Policies?: { readonly PolicyDocument: { readonly Statement: Statement[] } }[];
    readonly AssumeRolePolicyDocument: object;
  };
}

const KEY = 'arn:aws:kms:eu-central-1:111122223333:key/12345678-1234-1234-1234-123456789012';
const CALLED = ['ecs:runTask.sync', 'dynamodb:getItem', 'dynamodb:putItem', 'dynamodb:updateItem', 'aws-sdk:sfn:describeExecution', 'sns:publish'];

function aJob(over: (stack: Stack) => Partial<LuigiJobOptions> = () => ({})): { readonly stack: Stack; readonly job: LuigiJob } {
  const { stack, service } = aJobStack();
  return { stack, job: service.addJob('daily', someJob(over(stack))) };
}

function definitionOf({ stack }: { readonly stack: Stack }): ReturnType<typeof checkDefinition> {
  const [machine] = stateMachinesOf(stack);
  return checkDefinition(machine?.definition, CALLED);
}

/** The role of the state machine, with references as `<...>`. */
function roleOf({ stack }: { readonly stack: Stack }): Roles['Properties'] & { readonly bySid: Readonly<Record<string, Omit<Statement, 'Sid'>>> } {
  const roles = Template.fromStack(stack).findResources('AWS::IAM::Role') as Record<string, Roles>;
  const [, role] = Object.entries(roles).find(([id]) => id.includes('StateMachineRole')) as [string, Roles];
  const properties = flat(role.Properties) as Roles['Properties'];
  const statements = properties.Policies?.flatMap(({ PolicyDocument: { Statement: each } }) => each) ?? [];
  return { ...properties, bySid: Object.fromEntries(statements.map(({ Sid, ...rest }) => [Sid, rest])) };
}

describe('the role of a job\'s state machine', () => {
  const arn = (rest: string): string => `arn:<AWS::Partition>:${rest}`;
  const viaDynamoDb = { StringLike: { 'kms:ViaService': 'dynamodb.eu-central-1.*' } };

  test('may run this task only, on its cluster, and pass its two roles to ECS only', () => {
    const job = aJob();
    const { bySid } = roleOf(job);
    const onCluster = { ArnEquals: { 'ecs:cluster': arn('ecs:eu-central-1:111122223333:cluster/shared') } };

    expect(bySid['RunTask']).toEqual({ Action: 'ecs:RunTask', Effect: 'Allow', Condition: onCluster, Resource: [
      arn('ecs:eu-central-1:111122223333:task-definition/luigi-luigi_daily'), arn('ecs:eu-central-1:111122223333:task-definition/luigi-luigi_daily:*'),
    ] });
    expect(bySid['FollowTask']).toEqual({
      Action: ['ecs:DescribeTasks', 'ecs:StopTask'], Effect: 'Allow', Condition: onCluster, Resource: arn('ecs:eu-central-1:111122223333:task/shared/*'),
    });
    const { taskDefinition } = job.job;
    expect(bySid['PassRoles']).toEqual({
      Action: 'iam:PassRole', Effect: 'Allow', Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      Resource: [taskDefinition.taskRole, taskDefinition.obtainExecutionRole()].map(({ roleArn }) => flat(job.stack.resolve(roleArn))),
    });
  });

  test('may write this job\'s items of the table only, with its key through DynamoDB only', () => {
    const { bySid } = roleOf(aJob());

    expect(bySid['KeepTurns']).toEqual({
      Action: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'], Effect: 'Allow', Resource: arn('dynamodb:eu-central-1:111122223333:table/luigi-runs'),
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['daily'] }, 'Null': { 'dynamodb:LeadingKeys': 'false' } },
    });
    expect(bySid['UseTableKey']).toMatchObject({ Resource: KEY, Condition: viaDynamoDb });
    expect(bySid['LookAtRuns']).toMatchObject({ Action: 'states:DescribeExecution', Resource: arn('states:eu-central-1:111122223333:execution:luigi-luigi_daily:*') });
  });

  test('may encrypt its executions, and what it logs of them', () => {
    const { bySid } = roleOf(aJob());

    expect(bySid['EncryptRuns']).toEqual({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Effect: 'Allow', Resource: KEY, Condition: {
      StringEquals: { 'kms:EncryptionContext:aws:states:stateMachineArn': arn('states:eu-central-1:111122223333:stateMachine:luigi-luigi_daily') },
    } });
    expect(bySid['EncryptLog']).toEqual({ Action: 'kms:GenerateDataKey', Effect: 'Allow', Resource: KEY, Condition: {
      StringEquals: { 'kms:EncryptionContext:SourceArn': arn('logs:eu-central-1:111122223333:*') },
    } });
  });

  test('may publish to the topic of failures only, with its key through SNS only; without one to none', () => {
    const told = roleOf(aJob((stack) => ({ failureTopic: new Topic(stack, 'Topic', { masterKey: Key.fromKeyArn(stack, 'TopicKey', `${KEY}0`) }) })));
    const [topic] = [told.bySid['TellOfFailure']?.Resource];

    expect(told.bySid['TellOfFailure']).toMatchObject({ Action: 'sns:Publish', Resource: expect.stringMatching(/^<Topic/) as string });
    expect(topic).not.toBe('*');
    expect(told.bySid['UseTopicKey']).toMatchObject({ Resource: `${KEY}0`, Condition: { StringLike: { 'kms:ViaService': 'sns.eu-central-1.*' } } });
    expect(Object.keys(roleOf(aJob()).bySid).filter((sid) => sid.includes('Topic') || sid.includes('Tell'))).toEqual([]);
  });

  test('may do nothing to everything, but log and trace', () => {
    const wide = Object.values(roleOf(aJob()).bySid).filter(({ Resource }) => [Resource].flat().includes('*')).flatMap(({ Action }) => Action);
    expect(wide.filter((action) => !/^(logs:.*(LogDeliver|ResourcePolic|DescribeLogGroups)|xray:)/.test(action))).toEqual([]);
    expect(wide).toHaveLength(12);
  });

  test('is one resource, whose policy is short enough', () => {
    const job = aJob();
    const { Policies } = roleOf(job);
    const others = Object.keys(Template.fromStack(job.stack).findResources('AWS::IAM::Policy'));
    expect(others.filter((id) => id.includes('StateMachine'))).toEqual([]);
    // IAM takes 10,240 characters; what a deployment fills in is longer than what stands for it.
    expect(JSON.stringify(Policies).length).toBeLessThan(7_000);
  });

  test('is assumed by Step Functions for this state machine only', () => {
    expect(roleOf(aJob()).AssumeRolePolicyDocument).toMatchObject({ Statement: [{
      Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' },
      Condition: {
        StringEquals: { 'aws:SourceAccount': '111122223333' },
        ArnLike: { 'aws:SourceArn': arn('states:eu-central-1:111122223333:stateMachine:luigi-luigi_daily') },
      },
    }] });
  });
});

describe('a job\'s state machine', () => {
  const states = (job: { readonly stack: Stack }): Readonly<Record<string, State>> => definitionOf(job).States;
  const everyState = (job: { readonly stack: Stack }): State[] => Object.values(states(job))
    .flatMap((state) => [state, ...Object.values((state['ItemProcessor'] as { States: Record<string, State> } | undefined)?.States ?? {})]);

  test('is encrypted with the job\'s key, without a word to the key', () => {
    Template.fromStack(aJob().stack).hasResourceProperties('AWS::StepFunctions::StateMachine', {
      EncryptionConfiguration: { Type: 'CUSTOMER_MANAGED_KMS_KEY', KmsKeyId: KEY, KmsDataKeyReusePeriodSeconds: 300 },
    });
  });

  test('is logged with what it was given and gave, and traced', () => {
    Template.fromStack(aJob().stack).hasResourceProperties('AWS::StepFunctions::StateMachine', {
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: true }, TracingConfiguration: { Enabled: true },
    });
  });

  test('runs the newest of its task definition, without a public address, and waits for it', () => {
    expect(states(aJob())['Run']).toMatchObject({
      Type: 'Task', Resource: 'arn:aws:states:::ecs:runTask.sync',
      Arguments: {
        TaskDefinition: 'luigi-luigi_daily', LaunchType: 'FARGATE', EnableExecuteCommand: false,
        NetworkConfiguration: { AwsvpcConfiguration: { Subnets: ['subnet-0000000000000000c', 'subnet-0000000000000000d'], AssignPublicIp: 'DISABLED' } },
      },
    });
  });

  test('tells the job and its lane agent which run it is', () => {
    const Environment = [{ Name: 'LUIGI_RUN_ID', Value: '{% $states.context.Execution.Name %}' }];
    expect(states(aJob())['Run']).toMatchObject({
      Arguments: { Overrides: { ContainerOverrides: [{ Name: 'job', Environment }, { Name: 'lane-agent', Environment }] } },
    });
  });

  test('asks the service\'s table for as many turns as the job may have', () => {
    const turn = (job: { readonly stack: Stack }): State => states(job)['Take turn'] as State;
    expect(turn(aJob())).toMatchObject({ Arguments: { TableName: 'luigi-runs', ExpressionAttributeValues: { ':most': { N: '1' } } } });
    expect(turn(aJob(() => ({ maxConcurrentRuns: 7 })))).toMatchObject({ Arguments: { ExpressionAttributeValues: { ':most': { N: '7' } } } });
  });

  test('reads who holds the turns as the last write has left them, and lets what Step Functions tells settle before it asks', () => {
    expect(states(aJob())['Read turns']).toMatchObject({ Resource: 'arn:aws:states:::dynamodb:getItem', Arguments: { ConsistentRead: true }, Next: 'Let news settle' });
    expect(states(aJob())['Let news settle']).toEqual({ Type: 'Wait', Seconds: 3, Next: 'Look at holders' });
  });

  test('waits for no call without end, and tries none again whose condition does not hold', () => {
    const calls = everyState(aJob((stack) => ({ failureTopic: new Topic(stack, 'Topic') }))).filter(({ Type }) => Type === 'Task');
    expect(calls).toHaveLength(11);
    expect(calls.filter(({ TimeoutSeconds }) => !Number.isInteger(TimeoutSeconds))).toEqual([]);
    const short = calls.filter(({ Resource }) => !String(Resource).endsWith('runTask.sync'));
    expect(short.filter(({ TimeoutSeconds }) => TimeoutSeconds !== 10)).toEqual([]);
    for (const { Retry } of short) {
      expect(Retry).toEqual(expect.arrayContaining([
        { ErrorEquals: ['DynamoDB.ConditionalCheckFailedException', 'States.QueryEvaluationError'], MaxAttempts: 0 },
        expect.objectContaining({ ErrorEquals: ['States.ALL'], JitterStrategy: 'FULL' }),
      ]));
    }
  });

  test('ends by itself: each try, and all of them with the waits between', () => {
    expect(definitionOf(aJob())).toMatchObject({ TimeoutSeconds: 12 * 3600 + 3600, States: { Run: { TimeoutSeconds: 12 * 3600 } } });
    expect(states(aJob())['Run']).not.toHaveProperty('Retry');
    const retries = { maxAttempts: 3, interval: Duration.seconds(30), backoffRate: 3 };
    const tried = definitionOf(aJob(() => ({ timeout: Duration.minutes(10), retries })));
    expect(tried).toMatchObject({ TimeoutSeconds: 4 * 600 + 30 + 90 + 270 + 3600, States: { Run: {
      TimeoutSeconds: 600, Retry: [
        { ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 0 },
        { ErrorEquals: ['States.TaskFailed'], MaxAttempts: 3, IntervalSeconds: 30, BackoffRate: 3, MaxDelaySeconds: 86_400 },
      ],
    } } });
  });

  test('is far from what Step Functions takes at most', () => {
    expect(JSON.stringify(definitionOf(aJob())).length).toBeLessThan(40_000);
  });

  test('is there only once its task definition is', () => {
    const { stack } = aJob();
    const [task] = Object.keys(Template.fromStack(stack).findResources('AWS::ECS::TaskDefinition'));
    Template.fromStack(stack).hasResource('AWS::StepFunctions::StateMachine', { DependsOn: Match.arrayWith([task]) });
  });
});
