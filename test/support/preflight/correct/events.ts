import { Duration, TimeZone } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as cwactions from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as destinations from 'aws-cdk-lib/aws-logs-destinations';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as schedulerTargets from 'aws-cdk-lib/aws-scheduler-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { CorrectCase } from '../stack-case';

/** What reacts, runs by the clock, and watches. */
export const EVENTS: readonly CorrectCase[] = [
  {
    name: 'Step Functions with ECS, DynamoDB, choices, retries, a map and parallel branches',
    build: (stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
      const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
      const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task', { family: 'job' });
      const containerDefinition = taskDefinition.addContainer('job', { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/python:3.13'), logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'job' }) });
      const table = new dynamodb.Table(stack, 'Locks', { partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } });
      const lock = new tasks.DynamoPutItem(stack, 'Lock', { table, item: { id: tasks.DynamoAttributeValue.fromString(sfn.JsonPath.stringAt('$.id')) }, resultPath: sfn.JsonPath.DISCARD });
      const run = new tasks.EcsRunTask(stack, 'Run', {
        integrationPattern: sfn.IntegrationPattern.RUN_JOB, cluster, taskDefinition, launchTarget: new tasks.EcsFargateLaunchTarget(),
        taskTimeout: sfn.Timeout.duration(Duration.hours(2)),
        containerOverrides: [{ containerDefinition, command: sfn.JsonPath.listAt('$.command'), environment: [{ name: 'RUN', value: sfn.JsonPath.stringAt('$$.Execution.Name') }] }],
      });
      run.addRetry({ errors: ['States.TaskFailed'], maxAttempts: 2, backoffRate: 2 });
      run.addCatch(new sfn.Fail(stack, 'Failed', { error: 'Failed', cause: 'the task failed' }), { resultPath: '$.error' });
      const map = new sfn.Map(stack, 'Each', { itemsPath: '$.items', maxConcurrency: 3 });
      map.itemProcessor(new sfn.Pass(stack, 'One').next(new sfn.Wait(stack, 'Wait', { time: sfn.WaitTime.duration(Duration.seconds(5)) })));
      const both = new sfn.Parallel(stack, 'Both').branch(new sfn.Pass(stack, 'Left')).branch(new sfn.Pass(stack, 'Right'));
      const choice = new sfn.Choice(stack, 'Any?').when(sfn.Condition.isPresent('$.items'), map.next(both).next(new sfn.Succeed(stack, 'Done'))).otherwise(run);
      const log = new logs.LogGroup(stack, 'Log', { logGroupName: '/aws/vendedlogs/states/job' });
      new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(lock.next(choice)), logs: { destination: log, level: sfn.LogLevel.ALL }, tracingEnabled: true, timeout: Duration.hours(3) });
    },
  },
  {
    name: 'Step Functions in JSONata, by a string, an express workflow',
    build: (stack) => {
      const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('states.amazonaws.com') });
      new sfn.CfnStateMachine(stack, 'Machine', {
        roleArn: role.roleArn, stateMachineName: 'luigi-x-job',
        definitionString: stack.toJsonString({
          QueryLanguage: 'JSONata', StartAt: 'Compute', States: {
            Compute: { Type: 'Pass', Assign: { n: '{% $states.input.n + 1 %}' }, Output: { total: '{% $states.input.a & "x" %}' }, Next: 'Choose' },
            Choose: { Type: 'Choice', Choices: [{ Condition: '{% $n > 3 %}', Next: 'Call' }], Default: 'End' },
            Call: { Type: 'Task', Resource: `arn:${stack.partition}:states:::aws-sdk:ssm:getParameter`, Arguments: { Name: role.roleName }, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'End' }], Next: 'End' },
            End: { Type: 'Succeed' },
          },
        }),
      });
      new sfn.StateMachine(stack, 'Express', { stateMachineType: sfn.StateMachineType.EXPRESS, definitionBody: sfn.DefinitionBody.fromChainable(sfn.Pass.jsonata(stack, 'Pass', { outputs: { a: '{% 1 %}' } })) });
    },
  },
  {
    name: 'EventBridge: rules by pattern and by schedule, targets of many kinds, a bus with an archive',
    build: (stack) => {
      const queue = new sqs.Queue(stack, 'Queue');
      const topic = new sns.Topic(stack, 'Topic');
      const handler = new lambda.Function(stack, 'Function', { runtime: lambda.Runtime.PYTHON_3_13, handler: 'index.h', code: lambda.Code.fromInline('def h(e, c): pass') });
      new events.Rule(stack, 'Pattern', {
        eventPattern: { source: ['aws.ssm'], detailType: ['Parameter Store Change'], detail: { name: [{ prefix: '/luigi/' }], operation: events.Match.anythingBut('LabelParameterVersion'), size: events.Match.greaterThan(3) } },
        targets: [new targets.SqsQueue(queue, { message: events.RuleTargetInput.fromEventPath('$.detail') }), new targets.SnsTopic(topic), new targets.LambdaFunction(handler, { retryAttempts: 2, deadLetterQueue: new sqs.Queue(stack, 'Dead') })],
      });
      new events.Rule(stack, 'Clock', { schedule: events.Schedule.rate(Duration.minutes(5)), targets: [new targets.CloudWatchLogGroup(new logs.LogGroup(stack, 'Group', { logGroupName: '/aws/events/x' }))] });
      new events.Rule(stack, 'Single', { schedule: events.Schedule.rate(Duration.hours(1)) });
      const bus = new events.EventBus(stack, 'Bus', { eventBusName: 'orders' });
      bus.archive('Archive', { eventPattern: { account: [stack.account] }, retention: Duration.days(30) });
    },
  },
  {
    name: 'Scheduler: cron with a time zone, rate, one time, a group, a dead-letter queue',
    build: (stack) => {
      const queue = new sqs.Queue(stack, 'Queue');
      const machine = new sfn.StateMachine(stack, 'Machine', { definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Pass')) });
      const group = new scheduler.ScheduleGroup(stack, 'Group', { scheduleGroupName: 'luigi' });
      new scheduler.Schedule(stack, 'Cron', {
        schedule: scheduler.ScheduleExpression.cron({ minute: '0', hour: '3', timeZone: TimeZone.EUROPE_ZURICH }), scheduleGroup: group, timeWindow: scheduler.TimeWindow.flexible(Duration.minutes(15)),
        target: new schedulerTargets.StepFunctionsStartExecution(machine, { deadLetterQueue: queue, retryAttempts: 3,
          maxEventAge: Duration.hours(1), input: scheduler.ScheduleTargetInput.fromObject({ at: scheduler.ContextAttribute.scheduledTime }) }),
      });
      new scheduler.Schedule(stack, 'Rate', { schedule: scheduler.ScheduleExpression.rate(Duration.hours(6)), target: new schedulerTargets.SqsSendMessage(queue) });
      new scheduler.Schedule(stack, 'Once', { schedule: scheduler.ScheduleExpression.at(new Date('2030-01-01T00:00:00Z')), target: new schedulerTargets.SqsSendMessage(queue) });
    },
  },
  {
    name: 'CloudWatch: metrics of log groups, alarms of all kinds, a dashboard, saved queries, an encrypted alarm topic',
    build: (stack) => {
      const key = new kms.Key(stack, 'Key', { enableKeyRotation: true });
      for (const service of ['cloudwatch.amazonaws.com', 'events.amazonaws.com']) {
        key.addToResourcePolicy(new iam.PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey*'], principals: [new iam.ServicePrincipal(service)], resources: ['*'] }));
      }
      const topic = new sns.Topic(stack, 'Alarms', { masterKey: key });
      const group = new logs.LogGroup(stack, 'Group', { retention: logs.RetentionDays.FIVE_YEARS });
      const filter = group.addMetricFilter('Denied', { filterPattern: logs.FilterPattern.all(logs.FilterPattern.stringValue('$.outcome', '=', 'deny'), logs.FilterPattern.exists('$.who')), metricName: 'Denied', metricNamespace: 'Luigi', defaultValue: 0 });
      group.addMetricFilter('Words', { filterPattern: logs.FilterPattern.anyTerm('ERROR', 'WARN'), metricName: 'Errors', metricNamespace: 'Luigi', dimensions: undefined });
      group.addMetricFilter('Columns', { filterPattern: logs.FilterPattern.spaceDelimited('ip', '...', 'status', 'bytes').whereNumber('status', '>=', 500), metricName: 'Status', metricNamespace: 'Luigi', metricValue: '$bytes' });
      const alarm = filter.metric({ period: Duration.minutes(1), statistic: 'Sum' }).createAlarm(stack, 'Spike', { threshold: 10, evaluationPeriods: 5, datapointsToAlarm: 3, treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING });
      alarm.addAlarmAction(new cwactions.SnsAction(topic));
      const rate = new cloudwatch.MathExpression({ expression: 'e / IF(r > 0, r, 1) * 100', usingMetrics: { e: filter.metric(), r: new cloudwatch.Metric({ namespace: 'Luigi', metricName: 'Requests', statistic: 'p99' }) } });
      const mathAlarm = new cloudwatch.Alarm(stack, 'Rate', { metric: rate, threshold: 5, evaluationPeriods: 1 });
      new cloudwatch.Alarm(stack, 'Odd', { metric: new cloudwatch.Metric({ namespace: 'Luigi', metricName: 'P', statistic: 'p99.9', period: Duration.seconds(10) }), threshold: 1, evaluationPeriods: 1 });
      new cloudwatch.CompositeAlarm(stack, 'Any', { alarmRule: cloudwatch.AlarmRule.anyOf(alarm, cloudwatch.AlarmRule.fromAlarm(mathAlarm, cloudwatch.AlarmState.ALARM)) }).addAlarmAction(new cwactions.SnsAction(topic));
      new cloudwatch.AnomalyDetectionAlarm(stack, 'Anomaly', { metric: filter.metric(), evaluationPeriods: 2, stdDevs: 3 });
      new cloudwatch.Dashboard(stack, 'Dashboard', { widgets: [[new cloudwatch.GraphWidget({ left: [rate], width: 12 }), new cloudwatch.LogQueryWidget({ logGroupNames: [group.logGroupName], queryLines: ['fields @message'] })], [new cloudwatch.TextWidget({ markdown: '# x', width: 24 })]] });
      new logs.QueryDefinition(stack, 'Query', { queryDefinitionName: 'luigi/who', queryString: new logs.QueryString({ fields: ['@timestamp'], limit: 20 }), logGroups: [group] });
      new logs.SubscriptionFilter(stack, 'Forward', { logGroup: group, filterPattern: logs.FilterPattern.allEvents(), destination: new destinations.LambdaDestination(new lambda.Function(stack, 'Function', { runtime: lambda.Runtime.PYTHON_3_13, handler: 'index.h', code: lambda.Code.fromInline('def h(e, c): pass') })) });
    },
  },
];
