import { EventField, Rule, RuleTargetInput, type EventPattern } from 'aws-cdk-lib/aws-events';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { letEventsPublish } from '../audit/event-notices';
import { accessPath, controlPath } from '../contract/parameter-names';
import { MappingWrites } from './mapping-writes';

/** What a notice of changed mappings is made of. */
export interface MappingChangeNoticeProps {
  /** Name of the service whose mappings are watched. */
  readonly serviceName: string;
  /**
   * Where the notice goes: a topic of this account and region. EventBridge is allowed to publish to it where it is made in this app;
   * a topic that is brought must allow it by itself, without a condition. If the topic is encrypted, its key must let
   * EventBridge use `kms:Decrypt` and `kms:GenerateDataKey*`.
   */
  readonly topic: ITopic;
  /**
   * Which writes are told.
   * @default MappingWrites.OUTSIDE_CLOUDFORMATION
   */
  readonly writes?: MappingWrites;
  /**
   * Takes notices that could not be delivered within 24 hours.
   * @default - they are lost, and counted in the rule's metric FailedInvocations
   */
  readonly deadLetterQueue?: IQueue;
}

/**
 * Tells a topic when an access mapping is written or deleted, or the document of who is shut out: in a sentence, within some minutes.
 *
 * It tells what was done, not what was tried. Whoever may deploy a stack into the account may write mappings by it: such writes are
 * told with MappingWrites.EVERY only, and stand in CloudFormation's own record.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export class MappingChangeNotice extends Construct {
  /** The rule. */
  public readonly rule: Rule;

  public constructor(scope: Construct, id: string, props: MappingChangeNoticeProps) {
    super(scope, id);
    const every = props.writes === MappingWrites.EVERY;
    this.rule = new Rule(this, 'Rule', {
      description: `${every ? 'Writes' : 'Writes outside CloudFormation'} of access mappings of the Luigi service ${props.serviceName}, and of who is shut out`,
      eventPattern: every ? everyWrite(props.serviceName) : writeOutsideCloudFormation(props.serviceName),
      targets: [{
        bind: () => ({
          arn: props.topic.topicArn,
          targetResource: props.topic,
          input: every ? everyWriteNotice(props.serviceName) : outsideNotice(props.serviceName),
          deadLetterConfig: props.deadLetterQueue === undefined ? undefined : { arn: props.deadLetterQueue.queueArn },
        }),
      }],
    });
    letEventsPublish('MappingChangeNotices', this.rule, props);
  }
}

/**
 * The calls by which a parameter can be changed take its name only, never its ARN. What CloudFormation calls says so in place of an
 * address, also where it has a role of its own; nobody else can: the service writes it there.
 */
function writeOutsideCloudFormation(serviceName: string): EventPattern {
  const below = belowPaths(serviceName);
  return {
    source: ['aws.ssm'],
    detailType: ['AWS API Call via CloudTrail'],
    detail: {
      eventName: ['PutParameter', 'DeleteParameter', 'DeleteParameters'],
      sourceIPAddress: [{ 'anything-but': { prefix: 'cloudformation.' } }],
      errorCode: [{ exists: false }],
      $or: [{ requestParameters: { name: below } }, { requestParameters: { names: below } }],
    },
  };
}

/** Where it stands what people may do, and who may do nothing any more. */
function belowPaths(serviceName: string): { readonly prefix: string }[] {
  return [accessPath(serviceName), controlPath(serviceName)].map((path) => ({ prefix: `${path}/` }));
}

function everyWrite(serviceName: string): EventPattern {
  return {
    source: ['aws.ssm'],
    detailType: ['Parameter Store Change'],
    detail: { operation: ['Create', 'Update', 'Delete'], name: belowPaths(serviceName) },
  };
}

/**
 * EventBridge doesn't escape what it puts in, and gives up where the outcome is no JSON. So only fields are put in that cannot hold a quote:
 * not the user agent, which is the caller's own words, and not the names of DeleteParameters, which may be of anything besides mappings.
 * A field that an event doesn't have is left out.
 */
function outsideNotice(serviceName: string): RuleTargetInput {
  const field = (path: string): string => EventField.fromPath(`$.detail.${path}`);
  return RuleTargetInput.fromText([
    `Access mappings of the Luigi service ${serviceName}, or who is shut out of it, were changed outside CloudFormation.`,
    `What: ${field('eventName')} ${field('requestParameters.name')} in account ${EventField.account}, region ${EventField.region}.`,
    `Who: ${field('userIdentity.arn')}.`,
    `When: ${field('eventTime')}.`,
    `From: ${field('sourceIPAddress')}.`,
    `CloudTrail has more under the event id ${field('eventID')}.`,
  ].join(' '));
}

function everyWriteNotice(serviceName: string): RuleTargetInput {
  return RuleTargetInput.fromText([
    `An access mapping of the Luigi service ${serviceName}, or who is shut out of it, was written.`,
    `What: ${EventField.fromPath('$.detail.operation')} ${EventField.fromPath('$.detail.name')} in account ${EventField.account}, region ${EventField.region}.`,
    `When: ${EventField.time}.`,
    'CloudTrail and CloudFormation say by whom.',
  ].join(' '));
}
