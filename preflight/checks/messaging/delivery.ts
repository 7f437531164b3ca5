import { allowsService, statements } from '../../../lib/cloudformation/policy';
import { objects, reference, text } from '../../../lib/cloudformation/read';
import { mayReferTo, refersTo } from '../../../lib/cloudformation/references';
import type { Resource } from '../../../lib/cloudformation/resource';
import type { Assembly } from '../../assembly/assembly';
import { assemblyCheck, type Check } from '../check';
import { publishers } from '../kms/key-users';

/** A queue takes messages from no service, and a topic from few, unless a policy says so. */
export const DELIVERY_CHECKS: readonly Check[] = [
  assemblyCheck('messaging-policy', (assembly, found) => {
    for (const { by, service, to, what } of publishers(assembly)) {
      const isTopic = to.type === 'AWS::SNS::Topic';
      // The policy that a topic has by default lets alarms of the same account in.
      if (service === 'cloudwatch') continue;
      const action = isTopic ? 'sns:Publish' : 'sqs:SendMessage';
      const policies = policiesOf(to, isTopic, assembly);
      if (allowsService(policies, service, [action])) continue;
      found({
        template: by.template, resource: by,
        message: `${service}.amazonaws.com ${what}, to ${to.logicalId}, whose policy does not let it: expected ${action} for ${service}.amazonaws.com; add it by an ${isTopic ? 'AWS::SNS::TopicPolicy' : 'AWS::SQS::QueuePolicy'}`,
      });
    }
  }),

  assemblyCheck('lambda-permission', (assembly, found) => {
    const permissions = assembly.ofType('AWS::Lambda::Permission');
    for (const { by, service, handler } of callers(assembly)) {
      const isLet = permissions.some((permission) => {
        const name = text(permission.get('Principal'));
        return mayName(permission, handler) && (name === undefined || name.split('.')[0] === service || name === '*');
      });
      if (!isLet) found({ template: by.template, resource: by, message: `${service}.amazonaws.com calls function ${handler.logicalId}, which does not let it: expected lambda:InvokeFunction for ${service}.amazonaws.com; add an AWS::Lambda::Permission` });
    }
  }),
];

function policiesOf(to: Resource, isTopic: boolean, assembly: Assembly) {
  const property = isTopic ? 'Topics' : 'Queues';
  const many = assembly.ofType(isTopic ? 'AWS::SNS::TopicPolicy' : 'AWS::SQS::QueuePolicy')
    .filter((policy) => mayReferTo(policy.get(property), to));
  const one = assembly.ofType(isTopic ? 'AWS::SNS::TopicInlinePolicy' : 'AWS::SQS::QueueInlinePolicy').filter((policy) => mayReferTo(policy.get(isTopic ? 'TopicArn' : 'Queue'), to));
  return [...many, ...one].map((policy) => statements(policy.get('PolicyDocument')));
}

function callers(assembly: Assembly): readonly { by: Resource; service: string; handler: Resource }[] {
  const found: { by: Resource; service: string; handler: Resource }[] = [];
  const add = (by: Resource, service: string, value: Parameters<typeof reference>[0]) => {
    const named = reference(value);
    const handler = named?.template.resources.get(named.logicalId);
    if (handler?.type === 'AWS::Lambda::Function') found.push({ by, service, handler });
  };
  for (const rule of assembly.ofType('AWS::Events::Rule')) for (const one of objects(rule.get('Targets'))) if (one.RoleArn === undefined) add(rule, 'events', one.Arn);
  for (const one of assembly.ofType('AWS::SNS::Subscription')) if (text(one.get('Protocol')) === 'lambda') add(one, 'sns', one.get('Endpoint'));
  for (const bucket of assembly.ofType('AWS::S3::Bucket')) for (const one of objects(bucket.get('NotificationConfiguration', 'LambdaConfigurations'))) add(bucket, 's3', one.Function);
  for (const filter of assembly.ofType('AWS::Logs::SubscriptionFilter')) add(filter, 'logs', filter.get('DestinationArn'));
  return found;
}

function mayName(permission: Resource, handler: Resource): boolean {
  const named = permission.get('FunctionName');
  return reference(named) === undefined && typeof named !== 'string' || refersTo(named, handler) || typeof named === 'string' && named === handler.get('FunctionName');
}
