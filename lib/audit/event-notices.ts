import type { Rule } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { ServiceKeyPolicy } from './service-key-policy';

/** Who may be told by a rule. */
export interface NoticePlaces {
  readonly topic: ITopic;
  /** Takes what the topic did not. @default - none */
  readonly deadLetterQueue?: IQueue;
}

/**
 * Lets EventBridge publish what a rule tells. Not by CDK's own target, which would let EventBridge use the topic's key for everything,
 * beside the statement that has a condition.
 * @param sid of the topic's statement
 */
export function letEventsPublish(sid: string, rule: Rule, { topic, deadLetterQueue }: NoticePlaces): void {
  const principals = [new ServicePrincipal('events.amazonaws.com')];
  topic.addToResourcePolicy(new PolicyStatement({ sid, principals, actions: ['sns:Publish'], resources: [topic.topicArn] }));
  topic.masterKey?.addToResourcePolicy(ServiceKeyPolicy.events(rule), true);
  deadLetterQueue?.addToResourcePolicy(new PolicyStatement({
    principals,
    actions: ['sqs:SendMessage'],
    resources: [deadLetterQueue.queueArn],
    conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
  }));
}
