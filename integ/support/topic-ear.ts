import { ExpectedResult, Match, type IApiCall, type IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** Hears what a topic says, in a queue that goes with the test. */
export class TopicEar extends Construct {
  private readonly queue: Queue;

  public constructor(scope: Construct, id: string, topic: ITopic) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, visibilityTimeout: Duration.seconds(0), removalPolicy: RemovalPolicy.DESTROY,
    });
    topic.addSubscription(new SqsSubscription(this.queue, { rawMessageDelivery: true }));
    Validations.of(this.queue).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'The end of a test\'s line: what is not read from it is not needed' });
  }

  /** Something was said that holds this text. */
  public hears(assertions: IDeployAssert, text: string): IApiCall {
    return assertions.awsApiCall('SQS', 'receiveMessage', { QueueUrl: this.queue.queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 })
      .expect(ExpectedResult.objectLike({ Messages: Match.arrayWith([Match.objectLike({ Body: Match.stringLikeRegexp(text) })]) }))
      .waitForAssertions({ totalTimeout: Duration.minutes(5), interval: Duration.seconds(10) });
  }
}
