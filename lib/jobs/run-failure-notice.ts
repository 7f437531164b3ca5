import { ArnFormat, Stack } from 'aws-cdk-lib';
import { EventField, Rule, RuleTargetInput, type EventPattern } from 'aws-cdk-lib/aws-events';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { letEventsPublish } from '../audit/event-notices';
import { stateMachineName } from '../contract/parameter-names';

/** What a notice of failed runs is made of. */
export interface RunFailureNoticeProps {
  /** Name of the service whose jobs are watched. */
  readonly serviceName: string;
  /**
   * Where the notice goes: a topic of this account and region. EventBridge is allowed to publish to it where it is made in this app;
   * a topic that is brought must allow it by itself, without a condition. If the topic is encrypted, its key must let
   * EventBridge use `kms:Decrypt` and `kms:GenerateDataKey*`.
   */
  readonly topic: ITopic;
  /**
   * Takes notices that could not be delivered within 24 hours.
   * @default - they are lost, and counted in the rule's metric FailedInvocations
   */
  readonly deadLetterQueue?: IQueue;
}

/**
 * Tells a topic when a run of any of a service's jobs fails, runs out of time, or is stopped: which, in a sentence. It needs no change when a job
 * is added. Step Functions sends such events as well as it can, without a promise; a job's own `failureTopic` is told by the run itself.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export class RunFailureNotice extends Construct {
  /** The rule. */
  public readonly rule: Rule;

  public constructor(scope: Construct, id: string, props: RunFailureNoticeProps) {
    super(scope, id);
    this.rule = new Rule(this, 'Rule', {
      description: `Runs of jobs of the Luigi service ${props.serviceName} that did not succeed`,
      eventPattern: this.endedBadly(props.serviceName),
      targets: [{
        bind: () => ({
          arn: props.topic.topicArn,
          targetResource: props.topic,
          input: notice(props.serviceName),
          deadLetterConfig: props.deadLetterQueue === undefined ? undefined : { arn: props.deadLetterQueue.queueArn },
        }),
      }],
    });
    letEventsPublish('RunFailureNotices', this.rule, props);
  }

  private endedBadly(serviceName: string): EventPattern {
    const prefix = Stack.of(this).formatArn({
      service: 'states', resource: 'stateMachine', resourceName: stateMachineName(serviceName, ''), arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [{ prefix }] },
    };
  }
}

/**
 * EventBridge doesn't escape what it puts in, and gives up where the outcome is no JSON. So only fields are put in that cannot hold a quote: not
 * the error and the cause, which are whoever stops an execution's own words. Those, and who asked, stand in the run's record.
 */
function notice(serviceName: string): RuleTargetInput {
  const field = (path: string): string => EventField.fromPath(`$.detail.${path}`);
  return RuleTargetInput.fromText([
    `A run of a job of the Luigi service ${serviceName} did not succeed: ${field('status')}.`,
    `Run: ${field('name')}.`,
    `Job: the last part of ${field('stateMachineArn')}.`,
    `When: ${EventField.time}, in account ${EventField.account}, region ${EventField.region}.`,
    'Its page in Luigi says why and who asked for it; so does the execution in Step Functions.',
  ].join(' '));
}
