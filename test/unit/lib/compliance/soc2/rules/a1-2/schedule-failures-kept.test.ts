import { Duration } from 'aws-cdk-lib';
import { Function as LambdaFunction, Code, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Schedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { SCHEDULE_FAILURES_KEPT } from '../../../../../../../lib/compliance/soc2/rules/a1-2/schedule-failures-kept';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

test.each([
  [{}, ['DeadLetterConfig']],
  [{ DeadLetterConfig: {} }, ['DeadLetterConfig']],
  [{ DeadLetterConfig: { Arn: { Ref: 'Queue' } } }, []],
  [{ DeadLetterConfig: { Arn: 'arn' }, RetryPolicy: { MaximumEventAgeInSeconds: 60 } }, []],
  [{ DeadLetterConfig: { Arn: 'arn' }, RetryPolicy: { MaximumRetryAttempts: '0' } }, ['RetryPolicy']],
  [{ RetryPolicy: { MaximumRetryAttempts: 0 } }, ['DeadLetterConfig', 'RetryPolicy']],
  [{ DeadLetterConfig: { Arn: 'arn' }, RetryPolicy: { MaximumRetryAttempts: { Ref: 'Times' } } }, ['unresolved:RetryPolicy']],
])('a target with %j gets %j', (target, verdict) => {
  expect(judgedTemplate(SCHEDULE_FAILURES_KEPT, {
    Parameters: { Queue: { Type: 'String' }, Times: { Type: 'Number', Default: 3 } },
    Resources: {
      Schedule: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: { FlexibleTimeWindow: { Mode: 'OFF' }, ScheduleExpression: 'rate(1 day)', Target: { Arn: 'arn', RoleArn: 'role', ...target } },
      },
    },
  })).toEqual({ Schedule: verdict });
});

test('schedules of CDK are judged alike', () => {
  expect(judged(SCHEDULE_FAILURES_KEPT, (stack) => {
    const called = new LambdaFunction(stack, 'Function', { runtime: Runtime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('//') });
    const schedule = ScheduleExpression.rate(Duration.days(1));
    new Schedule(stack, 'Dropped', { schedule, target: new LambdaInvoke(called) });
    new Schedule(stack, 'Kept', { schedule, target: new LambdaInvoke(called, { deadLetterQueue: new Queue(stack, 'Queue') }) });
  })).toEqual({ 'Stack/Dropped/Resource': ['DeadLetterConfig'], 'Stack/Kept/Resource': [] });
});
