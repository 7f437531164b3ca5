import { parseJson } from '../../../lib/cloudformation/json-document';
import { list, object, objects, reference, shown, text } from '../../../lib/cloudformation/read';
import { target } from '../../../lib/cloudformation/template';
import { assemblyCheck, type Check, resourceCheck } from '../check';
import { filterPatternFault } from './filter-pattern';

/** Log groups and what is made of their lines. */
export const LOG_CHECKS: readonly Check[] = [
  resourceCheck('logs-group-name', ['AWS::Logs::LogGroup'], (group, found) => {
    const name = text(group.get('LogGroupName'));
    if (name === undefined) return;
    if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(name)) found(`log group ${name}: expected at most 512 letters, digits and ._-/#; rename it`, 'LogGroupName');
    else if (name.startsWith('aws/')) found(`log group ${name}: expected none that begins with aws/, which is reserved; rename it`, 'LogGroupName');
  }),

  resourceCheck('logs-filter-pattern', ['AWS::Logs::MetricFilter', 'AWS::Logs::SubscriptionFilter'], (filter, found) => {
    const pattern = text(filter.get('FilterPattern'));
    const fault = pattern === undefined ? undefined : filterPatternFault(pattern);
    if (fault !== undefined) found(`filter pattern ${pattern}: ${fault}`, 'FilterPattern');
  }),

  resourceCheck('logs-metric', ['AWS::Logs::MetricFilter'], (filter, found) => {
    const transformations = objects(filter.get('MetricTransformations'));
    transformations.forEach((one, index) => {
      const where = `MetricTransformations.${index}`;
      const [value, namespace, name] = [text(one.MetricValue), text(one.MetricNamespace), text(one.MetricName)];
      if (value !== undefined && !/^(-?\d+(\.\d+)?([eE]-?\d+)?|\$[\w.[\]@:-]+)$/.test(value)) found(`MetricValue ${value}: expected a number, or $ and the name of a field; correct it`, where);
      if (namespace !== undefined && (/^AWS\//.test(namespace) || /[:*$]/.test(namespace) || namespace.length > 255)) found(`namespace ${namespace}: expected none that begins with AWS/, and no ":", "*" or "$"; rename it`, where);
      if (name !== undefined && (/[:*$]/.test(name) || name.length > 255)) found(`metric ${name}: expected no ":", "*" or "$"; rename it`, where);
      const dimensions = list(one.Dimensions) ?? [];
      if (dimensions.length > 3) found(`${dimensions.length} dimensions: expected 3 at most; remove some`, where);
      if (dimensions.length > 0 && one.DefaultValue !== undefined) found('DefaultValue with dimensions: expected one of them; remove the default', where);
      const pattern = text(filter.get('FilterPattern'))?.trim() ?? '{';
      if (dimensions.length > 0 && !/^[{[]/.test(pattern)) found('dimensions with a filter pattern of words: expected one of JSON or of columns; change it', where);
    });
    if (transformations.length > 1) found(`${transformations.length} metric transformations: expected one; make a filter for each`, 'MetricTransformations');
  }),

  assemblyCheck('logs-filters', (assembly, found) => {
    for (const [type, most] of [['AWS::Logs::MetricFilter', 100], ['AWS::Logs::SubscriptionFilter', 2]] as const) {
      for (const group of assembly.ofType('AWS::Logs::LogGroup')) {
        const filters = assembly.ofType(type).filter((filter) => filter.raw.Condition === undefined && group.is(target(reference(filter.get('LogGroupName')))));
        if (filters.length > most) found({ template: group.template, resource: group, message: `${filters.length} of ${type}: expected ${most} at most for one log group; remove some` });
      }
    }
  }),

  resourceCheck('logs-class', ['AWS::Logs::MetricFilter', 'AWS::Logs::SubscriptionFilter'], (filter, found) => {
    const group = target(reference(filter.get('LogGroupName')));
    const kind = group && text(group.get('LogGroupClass'));
    if (kind !== undefined && kind !== 'STANDARD') found(`log group ${group?.logicalId} is of class ${kind}, which has no ${filter.type.endsWith('MetricFilter') ? 'metric' : 'subscription'} filters: expected STANDARD; change one`, 'LogGroupName');
  }),

  resourceCheck('logs-subscription-role', ['AWS::Logs::SubscriptionFilter'], (filter, found) => {
    const destination = filter.get('DestinationArn');
    const isStream = ['AWS::Kinesis::Stream', 'AWS::KinesisFirehose::DeliveryStream'].includes(target(reference(destination))?.type ?? '') || /:(kinesis|firehose):/.test(shown(destination));
    if (isStream && filter.get('RoleArn') === undefined) found('a subscription of a stream without RoleArn: expected a role that CloudWatch Logs can assume; add it', 'RoleArn');
  }),

  resourceCheck('logs-resource-policy', ['AWS::Logs::ResourcePolicy'], (policy, found) => {
    const document = policy.get('PolicyDocument');
    if (typeof document === 'string' && document.length > 5120) found(`a resource policy of ${document.length} characters: expected 5,120 at most; use wildcards`, 'PolicyDocument');
    const parsed = parseJson(document);
    if (parsed !== undefined && 'error' in parsed) found(`PolicyDocument is no JSON: ${parsed.error}; correct it`, 'PolicyDocument');
    if (object(document) !== undefined) found('PolicyDocument is an object: expected a text of JSON; use Fn::Sub or Fn::ToJsonString', 'PolicyDocument');
  }),
];
