import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

/** What a topic for alarms is made of. */
export interface AlarmTopicProps {
  /** Name of the service, shown to those who get mail from it. */
  readonly serviceName: string;
  /** Encrypts messages. Its policy must let alarms and rules use it (`ServiceKeyPolicy.alarms`, `ServiceKeyPolicy.events`). */
  readonly encryptionKey: IKey;
}

/**
 * The SNS topic that a service's alarms go to: encrypted, by TLS only. It has no subscriptions: add your own.
 *
 * CloudWatch alarms of this account may publish. An EventBridge rule whose target it is (`targets.SnsTopic`) adds itself, without a
 * condition: EventBridge can't publish under a topic policy that has one. Nobody else may by this policy.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 */
export class AlarmTopic extends Construct {
  /** The topic. */
  public readonly topic: Topic;

  public constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Resource', {
      displayName: `Luigi ${props.serviceName}`,
      masterKey: props.encryptionKey,
      enforceSSL: true,
    });
    this.topic.addToResourcePolicy(new PolicyStatement({
      sid: 'AlarmsOfThisAccount',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [this.topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    }));
    Validations.of(this.topic).acknowledge({
      id: 'Soc2-CC7.4-AlarmTopicReachesSomebody[Subscription]',
      reason: 'Whom alarms reach is the organisation\'s to say: people and tools subscribe to this topic, in the app or outside it. The subscriptions of the account, confirmed, are the evidence',
    });
  }
}
