import { allowsService, asList, mayBeForService, statements } from '../../../lib/cloudformation/policy';
import { at, object, objects, reference, shown, text } from '../../../lib/cloudformation/read';
import { resourcesIn } from '../../../lib/cloudformation/references';
import type { Resource } from '../../../lib/cloudformation/resource';
import { target } from '../../../lib/cloudformation/template';
import type { Value } from '../../../lib/cloudformation/value';
import type { Assembly } from '../../assembly/assembly';
import { assemblyCheck, type Check, resourceCheck } from '../check';

const DECRYPT = ['kms:Decrypt', 'kms:GenerateDataKey'];
const TOPIC = 'AWS::SNS::Topic';
const QUEUE = 'AWS::SQS::Queue';

/** Services that use a key by themselves, in nobody's name, must be let in by its policy. */
export const KEY_USER_CHECKS: readonly Check[] = [
  resourceCheck('kms-logs', ['AWS::Logs::LogGroup'], (group, found) => {
    const named = group.get('KmsKeyId');
    const key = keyOf(named);
    if (key === undefined) return;
    const policy = statements(key.get('KeyPolicy'));
    if (!allowsService([policy], 'logs', ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey'])) {
      found(`the policy of key ${key.logicalId} does not let CloudWatch Logs use it: expected logs.<region>.amazonaws.com with kms:Encrypt*, kms:Decrypt*, kms:ReEncrypt*, kms:GenerateDataKey* and kms:Describe*; add the statement`, 'KmsKeyId');
      return;
    }
    const name = text(group.get('LogGroupName'));
    const arns = (policy ?? []).filter((statement) => mayBeForService(statement, 'logs')).flatMap(({ condition }) => Object.values(condition ?? {}))
      .flatMap((test) => asList(object(test)?.['kms:EncryptionContext:aws:logs:arn']));
    if (name !== undefined && arns.length > 0 && !arns.some((arn) => mayMatch(arn, name))) {
      found(`the policy of key ${key.logicalId} lets CloudWatch Logs in for ${arns.map(shown).join(', ')} only: expected log group ${name} among them; widen the condition`, 'KmsKeyId');
    }
  }),

  assemblyCheck('kms-publishers', (assembly, found) => {
    for (const { by, service, to, what } of publishers(assembly)) {
      const named = to.get('KmsMasterKeyId');
      const key = keyOf(named);
      const where = { template: to.template, resource: to, at: 'KmsMasterKeyId' };
      if (key !== undefined && !allowsService([statements(key.get('KeyPolicy'))], service, DECRYPT)) {
        found({ ...where, message: `the policy of key ${key.logicalId} does not let ${service}.amazonaws.com use it, which ${what} by ${by.logicalId}: expected kms:Decrypt and kms:GenerateDataKey* for it; add the statement` });
      }
      const alias = text(named);
      if (alias !== undefined && /^alias\/aws\/(sns|sqs)$/.test(alias)) {
        found({ ...where, message: `key ${alias} can't be used by ${service}.amazonaws.com, which ${what} by ${by.logicalId}: expected a key of your own whose policy allows it; make one` });
      }
    }
  }),

  resourceCheck('kms-trail', ['AWS::CloudTrail::Trail'], (trail, found) => {
    const key = keyOf(trail.get('KMSKeyId'));
    if (key !== undefined && !allowsService([statements(key.get('KeyPolicy'))], 'cloudtrail', ['kms:GenerateDataKey'])) {
      found(`the policy of key ${key.logicalId} does not let CloudTrail use it: expected kms:GenerateDataKey* for cloudtrail.amazonaws.com; add the statement`, 'KMSKeyId');
    }
  }),
];

interface Publisher { readonly by: Resource; readonly service: string; readonly to: Resource; readonly what: string }

/** Who sends messages to topics and queues of the assembly, in a service's own name. */
export function publishers(assembly: Assembly): readonly Publisher[] {
  const to = (by: Resource, value: Value | undefined, service: string, what: string): Publisher[] => resourcesIn(value)
    .filter(({ type }) => type === TOPIC || type === QUEUE).map((resource) => ({ by, service, to: resource, what }));
  return [
    ...assembly.ofType('AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm').flatMap((alarm) => ['AlarmActions', 'OKActions', 'InsufficientDataActions']
      .flatMap((property) => to(alarm, alarm.get(property), 'cloudwatch', 'sends alarms there'))),
    ...assembly.ofType('AWS::Events::Rule').flatMap((rule) => objects(rule.get('Targets')).filter(({ RoleArn }) => RoleArn === undefined)
      .flatMap(({ Arn }) => to(rule, Arn, 'events', 'sends events there'))),
    ...assembly.ofType('AWS::SNS::Subscription').filter((one) => text(one.get('Protocol')) === 'sqs')
      .flatMap((one) => to(one, one.get('Endpoint'), 'sns', 'sends messages there')),
    ...assembly.ofType('AWS::S3::Bucket').flatMap((bucket) => ['TopicConfigurations', 'QueueConfigurations'].flatMap((property) => objects(bucket.get('NotificationConfiguration', property))
      .flatMap((one) => to(bucket, at(one, 'Topic') ?? at(one, 'Queue'), 's3', 'sends notifications there')))),
  ];
}

/** The key of the assembly that a value names, by itself or by an alias. */
function keyOf(value: Value | undefined): Resource | undefined {
  const named = target(reference(value));
  const key = named?.type === 'AWS::KMS::Alias' ? target(reference(named.get('TargetKeyId'))) : named;
  return key?.type === 'AWS::KMS::Key' ? key : undefined;
}

/** Whether a pattern of ARNs may be for a log group, whatever its unknown parts are. */
function mayMatch(pattern: Value, name: string): boolean {
  const group = /:log-group:(.*)$/.exec(shown(pattern))?.[1];
  if (group === undefined || group.includes('${')) return true;
  const expression = group.replace(/:\*$/, '').replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  return new RegExp(`^${expression}$`).test(name);
}
