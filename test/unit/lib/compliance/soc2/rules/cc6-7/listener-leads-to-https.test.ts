import { Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationListenerRule, ApplicationLoadBalancer, ApplicationTargetGroup, ListenerAction, ListenerCondition } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { LISTENER_LEADS_TO_HTTPS as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-7/listener-leads-to-https';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, raw, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const REDIRECT = { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', StatusCode: 'HTTP_301' } };
const FORWARD = { Type: 'forward', TargetGroupArn: 'x' };
const listener = (action: unknown, Protocol: unknown = 'HTTP') => verdictOn(RULE, 'AWS::ElasticLoadBalancingV2::Listener', { Protocol, DefaultActions: [action] });
const AT = 'DefaultActions.0';

test.each([[REDIRECT], [{ Type: 'redirect', RedirectConfig: { Protocol: 'https' } }], [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }]])('%j complies', (action) => {
  expect(listener(action)).toEqual([]);
});

test.each([[FORWARD], [{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301', Host: 'x' } }], [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTP' } }], [{ Type: 'redirect', RedirectConfig: { Protocol: '#{protocol}' } }]])('%j is found', (action) => {
  expect(listener(action)).toEqual([AT]);
});

test('what deployment decides is a finding of its own, unless it doesn\'t matter', () => {
  expect(listener({ Type: HANDED_IN })).toEqual(unresolvedAt(AT));
  expect(listener({ Type: 'redirect', RedirectConfig: { Protocol: HANDED_IN } })).toEqual(unresolvedAt(AT));
  expect(listener(HANDED_IN)).toEqual(unresolvedAt('DefaultActions'));
  expect(listener(FORWARD, HANDED_IN)).toEqual(unresolvedAt('Protocol'));
  expect(listener(REDIRECT, HANDED_IN)).toEqual([]);
});

test('listeners that encrypt, or know no HTTP, are not looked at', () => {
  for (const protocol of ['HTTPS', 'TCP', 'TLS', 'UDP']) expect(listener(FORWARD, protocol)).toBeUndefined();
});

test('rules are judged by their listener', () => {
  const rule = (ListenerArn: unknown, ...Actions: unknown[]) => verdictOn(RULE, 'AWS::ElasticLoadBalancingV2::ListenerRule', { ListenerArn, Actions }, (stack) => {
    raw(stack, 'Http', 'AWS::ElasticLoadBalancingV2::Listener', { Protocol: 'HTTP' });
    raw(stack, 'Https', 'AWS::ElasticLoadBalancingV2::Listener', { Protocol: 'HTTPS' });
  });
  expect(rule({ Ref: 'Http' }, FORWARD)).toEqual(['Actions.0']);
  expect(rule({ Ref: 'Http' }, REDIRECT)).toEqual([]);
  expect(rule({ Ref: 'Https' }, FORWARD)).toBeUndefined();
  expect(rule('arn:brought', FORWARD)).toEqual(unresolvedAt('ListenerArn'));
  expect(rule('arn:brought', { Type: 'authenticate-oidc' }, FORWARD)).toBeUndefined();
});

test('L2: a rule of another stack on a listener that redirects', () => {
  expect(judged(RULE, (stack) => {
    const vpc = new Vpc(stack, 'Vpc');
    const balancer = new ApplicationLoadBalancer(stack, 'Balancer', { vpc });
    const good = balancer.addRedirect({ sourcePort: 8080, targetPort: 443 });
    const targets = new ApplicationTargetGroup(stack, 'Targets', { vpc, port: 80 });
    balancer.addListener('Bad', { port: 80, defaultAction: ListenerAction.forward([targets]) });
    new ApplicationListenerRule(new Stack(stack.node.scope, 'Other'), 'Rule', { listener: good, priority: 1, conditions: [ListenerCondition.pathPatterns(['/x'])], action: ListenerAction.fixedResponse(200) });
  })).toEqual({ 'Stack/Balancer/Redirect8080To443/Resource': [], 'Stack/Balancer/Bad/Resource': [AT], 'Other/Rule/Resource': [] });
});
