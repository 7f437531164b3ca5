import { isIP } from 'node:net';
import { list, number, object, objects, reference, shown, text, texts } from '../../../lib/cloudformation/read';
import { target } from '../../../lib/cloudformation/template';
import { type Check, resourceCheck } from '../check';
import { isCidr } from '../network/cidr';
import { leastUnits, statementFaults } from './statement';

const ACL = 'AWS::WAFv2::WebACL';
const GROUP = 'AWS::WAFv2::RuleGroup';

/** The web application firewall. */
export const WAF_CHECKS: readonly Check[] = [
  resourceCheck('waf-rules', [ACL, GROUP], (acl, found) => {
    const rules = objects(acl.get('Rules'));
    for (const [key, values] of [['Priority', rules.map((rule) => number(rule.Priority))], ['Name', rules.map((rule) => text(rule.Name))]] as const) {
      values.forEach((value, index) => {
        if (value !== undefined && (values as readonly unknown[]).indexOf(value) !== index) found(`two rules of ${key.toLowerCase()} ${value}: expected each once; change one`, `Rules.${index}.${key}`);
      });
    }
    rules.forEach((rule, index) => {
      const where = `Rules.${index}`;
      for (const fault of statementFaults(rule.Statement)) found(fault, `${where}.Statement`);
      const [kind] = Object.keys(object(rule.Statement) ?? {});
      const isGroup = kind === 'ManagedRuleGroupStatement' || kind === 'RuleGroupReferenceStatement';
      if (kind !== undefined && isGroup && (rule.Action !== undefined || rule.OverrideAction === undefined)) found(`a rule of ${kind} with ${rule.Action !== undefined ? 'Action' : 'no OverrideAction'}: expected OverrideAction none or count; change it`, where);
      if (kind !== undefined && !isGroup && (rule.OverrideAction !== undefined || rule.Action === undefined)) found(`a rule of ${kind} with ${rule.OverrideAction !== undefined ? 'OverrideAction' : 'no Action'}: expected Action; change it`, where);
      if (isGroup && acl.type === GROUP) found(`${kind} within a rule group: expected it in a web ACL; move it`, where);
      const name = text(rule.Name);
      if (name !== undefined && !/^[\w-]{1,128}$/.test(name)) found(`rule ${name}: expected at most 128 letters, digits, "-" and "_"; rename it`, where);
      const metric = text((object(rule.VisibilityConfig) ?? {}).MetricName);
      if (metric !== undefined && (!/^[\w#:./-]{1,255}$/.test(metric) || ['All', 'Default_Action'].includes(metric))) found(`metric ${metric}: expected letters, digits and -_#:./, not All or Default_Action; rename it`, where);
    });
  }),

  resourceCheck('waf-default', [ACL], (acl, found) => {
    const kinds = Object.keys(object(acl.get('DefaultAction')) ?? { unknown: true });
    if (kinds.length !== 1) found(`default action ${kinds.join(' and ') || 'none'}: expected one of Allow and Block; keep one`, 'DefaultAction');
  }),

  resourceCheck('waf-responses', [ACL, GROUP], (acl, found) => {
    const bodies = object(acl.get('CustomResponseBodies')) ?? (acl.get('CustomResponseBodies') === undefined ? {} : undefined);
    const blocks = [...objects(acl.get('Rules')).map((rule) => object(object(rule.Action)?.Block)), object(acl.get('DefaultAction', 'Block'))];
    for (const block of blocks) {
      const response = object(block?.CustomResponse);
      const key = text(response?.CustomResponseBodyKey);
      const status = number(response?.ResponseCode);
      if (key !== undefined && bodies !== undefined && bodies[key] === undefined) found(`response body ${key}: expected one of ${Object.keys(bodies).join(', ') || 'CustomResponseBodies, which are none'}; add it there`, 'CustomResponseBodies');
      if (status !== undefined && (status < 200 || status > 599)) found(`response with status ${status}: expected 200 to 599; change it`, 'Rules');
    }
    for (const [key, body] of Object.entries(bodies ?? {})) {
      const content = text(object(body)?.Content);
      if (content !== undefined && Buffer.byteLength(content) > 4096) found(`response body ${key} of ${Buffer.byteLength(content)} bytes: expected 4,096 at most; shorten it`, 'CustomResponseBodies');
      if (content !== undefined && text(object(body)?.ContentType) === 'APPLICATION_JSON') {
        try { JSON.parse(content); } catch { found(`response body ${key} is no JSON: expected what its ContentType says; correct it`, 'CustomResponseBodies'); }
      }
    }
  }),

  resourceCheck('waf-capacity', [ACL, GROUP], (acl, found) => {
    const units = objects(acl.get('Rules')).reduce((sum, rule) => sum + leastUnits(rule.Statement), 0);
    const most = acl.type === ACL ? 5000 : number(acl.get('Capacity')) ?? 5000;
    if (units > most) found(`rules of ${units.toLocaleString('en')} capacity units at least: expected ${most.toLocaleString('en')} at most; remove rules${acl.type === GROUP ? ' or raise Capacity' : ''}`, 'Rules');
  }),

  resourceCheck('waf-scope', [ACL, GROUP, 'AWS::WAFv2::IPSet', 'AWS::WAFv2::RegexPatternSet'], (resource, found) => {
    const { region } = resource.template.environment;
    if (text(resource.get('Scope')) === 'CLOUDFRONT' && region !== undefined && region !== 'us-east-1') found(`scope CLOUDFRONT in ${region}: expected a stack in us-east-1; move it there`, 'Scope');
    const name = text(resource.get('Name'));
    if (name !== undefined && !/^[\w-]{1,128}$/.test(name)) found(`name ${name}: expected at most 128 letters, digits, "-" and "_"; rename it`, 'Name');
    for (const rule of objects(resource.get('Rules'))) {
      for (const set of [target(reference(object(object(rule.Statement)?.IPSetReferenceStatement)?.Arn)),
        target(reference(object(object(rule.Statement)?.RuleGroupReferenceStatement)?.Arn))]) {
        const [own, other] = [text(resource.get('Scope')), text(set?.get('Scope'))];
        if (own !== undefined && other !== undefined && own !== other) found(`scope ${own} with ${set?.logicalId} of scope ${other}: expected both alike; change one`, 'Rules');
      }
    }
  }),

  resourceCheck('waf-ip-set', ['AWS::WAFv2::IPSet'], (set, found) => {
    const version = text(set.get('IPAddressVersion'));
    for (const range of texts(set.get('Addresses') ?? [])) {
      const expected = version === 'IPV6' ? 6 : version === 'IPV4' ? 4 : undefined;
      if (!isCidr(range, expected)) found(`address ${range}: expected an ${version ?? 'IP'} range with its size, such as ${version === 'IPV6' ? '2001:db8::/32' : '192.0.2.1/32'}; correct it${isIP(range) ? ' (a single address has /32 or /128)' : ''}`, 'Addresses');
      else if (/\/0$/.test(range)) found(`address ${range}: expected /1 at least; a set of everybody is refused`, 'Addresses');
    }
  }),

  resourceCheck('waf-logging', ['AWS::WAFv2::LoggingConfiguration'], (logging, found) => {
    const destinations = list(logging.get('LogDestinationConfigs'));
    if (destinations !== undefined && destinations.length !== 1) found(`${destinations.length} destinations: expected exactly one; keep one`, 'LogDestinationConfigs');
    for (const destination of destinations ?? []) {
      const resource = target(reference(destination));
      const name = nameOf(resource) ?? /:(?:log-group:|s3:::|firehose:[^:]*:[^:]*:deliverystream\/|[^:]*deliverystream\/)([^:$]+)/.exec(shown(destination))?.[1];
      const isUnnamed = resource !== undefined && NAMED[resource.type] !== undefined && resource.get(NAMED[resource.type] as string) === undefined;
      if (isUnnamed) found(`WAF logs go to ${resource.logicalId}, whose name CloudFormation makes up: expected a name that begins with aws-waf-logs-; set ${NAMED[resource.type]}`, 'LogDestinationConfigs');
      else if (name !== undefined && !name.startsWith('aws-waf-logs-')) found(`WAF logs go to ${name}: expected a name that begins with aws-waf-logs-; rename it`, 'LogDestinationConfigs');
    }
    for (const field of objects(logging.get('RedactedFields'))) {
      const bad = Object.keys(field).find((key) => !['Method', 'QueryString', 'SingleHeader', 'UriPath'].includes(key));
      if (bad !== undefined) found(`redacts ${bad}: expected SingleHeader, Method, QueryString or UriPath; change it`, 'RedactedFields');
    }
  }),

  resourceCheck('waf-association', ['AWS::WAFv2::WebACLAssociation'], (association, found) => {
    const acl = target(reference(association.get('WebACLArn')));
    if (acl?.type === ACL && text(acl.get('Scope')) === 'CLOUDFRONT') found(`web ACL ${acl.logicalId} is of scope CLOUDFRONT: expected REGIONAL; distributions name theirs by WebACLId`, 'WebACLArn');
    const resource = target(reference(association.get('ResourceArn')));
    if (resource?.type === 'AWS::ElasticLoadBalancingV2::LoadBalancer' && ['network', 'gateway'].includes(text(resource.get('Type')) ?? '')) found(`load balancer ${resource.logicalId} is of type ${text(resource.get('Type'))}: expected application; WAF reads HTTP`, 'ResourceArn');
    if (resource !== undefined && !PROTECTED.includes(resource.type)) found(`protects ${resource.logicalId} of type ${resource.type}: expected one of ${PROTECTED.join(', ')}; name another`, 'ResourceArn');
    if (acl?.type === ACL && reference(association.get('WebACLArn'))?.attribute === undefined) found(`WebACLArn is the Ref of ${acl.logicalId}, name, id and scope: expected its ARN; use Fn::GetAtt Arn`, 'WebACLArn');
  }),
];

const PROTECTED = [
  'AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ApiGateway::Stage', 'AWS::ApiGateway::RestApi', 'AWS::AppSync::GraphQLApi', 'AWS::Cognito::UserPool', 'AWS::AppRunner::Service',
  'AWS::EC2::VerifiedAccessInstance', 'AWS::Amplify::App',
];
const NAMED: Readonly<Record<string, string>> = { 'AWS::Logs::LogGroup': 'LogGroupName', 'AWS::S3::Bucket': 'BucketName', 'AWS::KinesisFirehose::DeliveryStream': 'DeliveryStreamName' };

function nameOf(resource: ReturnType<typeof target>): string | undefined {
  const property = NAMED[resource?.type ?? ''];
  const value = property === undefined ? undefined : resource?.get(property);
  return text(value) ?? (/^[a-z0-9/._-]{13,}/i.exec(shown(value))?.[0]);
}
