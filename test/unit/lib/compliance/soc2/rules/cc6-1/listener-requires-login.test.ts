import { Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { UserPool, UserPoolDomain } from 'aws-cdk-lib/aws-cognito';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationListenerRule, ApplicationLoadBalancer, ApplicationTargetGroup, CfnListener, ListenerAction, ListenerCondition, NetworkLoadBalancer, NetworkTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { AuthenticateCognitoAction } from 'aws-cdk-lib/aws-elasticloadbalancingv2-actions';
import { LISTENER_REQUIRES_LOGIN } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/listener-requires-login';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';
import { HANDED_IN, raw, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const LISTENER = { loadBalancerArn: 'arn', port: 443, protocol: 'HTTPS' };
const TYPE = 'AWS::ElasticLoadBalancingV2::Listener';
const RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';
const FORWARD = { Type: 'forward', TargetGroupArn: 'tg', Order: 2 };
const LOGIN = { Type: 'authenticate-oidc', Order: 1 };

test.each([
  ['oidc', [LOGIN, FORWARD]],
  ['cognito', [{ Type: 'authenticate-cognito', Order: 1 }, FORWARD]],
  ['a bearer token', [{ Type: 'jwt-validation', Order: '1' }, { ...FORWARD, Order: '2' }]],
  ['a login that stands behind but has the lower order', [FORWARD, LOGIN]],
  ['no order, the login first', [{ Type: 'authenticate-oidc' }, { Type: 'forward' }]],
  ['a redirect', [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', StatusCode: 'HTTP_301' } }]],
  ['a fixed response', [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }]],
])('a listener complies with %s', (_what, actions) => {
  expect(verdictOn(LISTENER_REQUIRES_LOGIN, TYPE, { Protocol: 'HTTPS', DefaultActions: actions })).toEqual([]);
});

test.each([
  ['only forwards', { Protocol: 'HTTPS', DefaultActions: [FORWARD] }],
  ['forwards over plain HTTP', { Protocol: 'HTTP', DefaultActions: [FORWARD] }],
  ['may forward first, by the same order', { Protocol: 'HTTPS', DefaultActions: [{ ...LOGIN, Order: 2 }, FORWARD] }],
  ['forwards first', { Protocol: 'HTTPS', DefaultActions: [{ ...LOGIN, Order: 3 }, FORWARD] }],
  ['forwards, in an action that is no list', { Protocol: 'HTTPS', DefaultActions: FORWARD }],
  ['forwards, its protocol in lower case', { Protocol: 'https', DefaultActions: [FORWARD] }],
  ['forwards and takes client certificates unverified', { Protocol: 'HTTPS', MutualAuthentication: { Mode: 'passthrough' }, DefaultActions: [FORWARD] }],
])('a listener is found that %s', (_what, properties) => {
  expect(verdictOn(LISTENER_REQUIRES_LOGIN, TYPE, properties)).toEqual(['']);
});

test('a rule of a listener is found that forwards, whatever the listener does', () => {
  expect(verdictOn(LISTENER_REQUIRES_LOGIN, RULE, { ListenerArn: { Ref: 'L' }, Actions: [FORWARD] }, (stack) => {
    raw(stack, 'L', TYPE, { Protocol: 'HTTPS', DefaultActions: [LOGIN, FORWARD] });
  })).toEqual(['']);
});

test('verified client certificates are a login, also for the rules of a listener in another stack', () => {
  const found = judged(LISTENER_REQUIRES_LOGIN, (stack) => {
    const listener = new CfnListener(stack, 'L', { ...LISTENER, mutualAuthentication: { mode: 'verify', trustStoreArn: 'arn' }, defaultActions: [{ type: 'forward', targetGroupArn: 'tg' }] });
    raw(new Stack(stack.node.root, 'Other'), 'R', RULE, { ListenerArn: listener.ref, Actions: [FORWARD] });
  });

  expect(found).toEqual({ 'Stack/L': [], 'Other/R': [] });
});

test.each(['TCP', 'TLS', 'UDP', 'TCP_UDP'])('a listener of a network load balancer is not looked at: %s', (Protocol) => {
  expect(verdictOn(LISTENER_REQUIRES_LOGIN, TYPE, { Protocol, DefaultActions: [FORWARD] })).toBeUndefined();
});

test('nor is one of a gateway load balancer, which has no protocol', () => {
  expect(verdictOn(LISTENER_REQUIRES_LOGIN, TYPE, { DefaultActions: [FORWARD] })).toBeUndefined();
});

test.each([
  ['the actions', { Protocol: 'HTTPS', DefaultActions: HANDED_IN }],
  ['one of the actions', { Protocol: 'HTTPS', DefaultActions: [HANDED_IN, FORWARD] }],
  ['the type of the only action', { Protocol: 'HTTPS', DefaultActions: [{ Type: HANDED_IN }] }],
  ['the type of the first action', { Protocol: 'HTTPS', DefaultActions: [{ Type: HANDED_IN, Order: 1 }, FORWARD] }],
  ['the order', { Protocol: 'HTTPS', DefaultActions: [{ ...LOGIN, Order: HANDED_IN }, FORWARD] }],
])('a finding of its own, where deployment decides: %s', (_what, properties) => {
  expect(verdictOn(LISTENER_REQUIRES_LOGIN, TYPE, properties)).toEqual(unresolvedAt('DefaultActions'));
});

test('listeners and rules that CDK makes', () => {
  const found = judged(LISTENER_REQUIRES_LOGIN, (stack) => {
    const vpc = new Vpc(stack, 'Vpc');
    const targets = new ApplicationTargetGroup(stack, 'Targets', { vpc, port: 80 });
    const userPool = new UserPool(stack, 'Pool');
    const login = new AuthenticateCognitoAction({
      userPool, userPoolClient: userPool.addClient('C', { generateSecret: true }),
      userPoolDomain: new UserPoolDomain(stack, 'D', { userPool, cognitoDomain: { domainPrefix: 'a' } }), next: ListenerAction.forward([targets]),
    });
    const balancer = new ApplicationLoadBalancer(stack, 'Alb', { vpc });
    balancer.addRedirect();
    const listener = balancer.addListener('Login', { port: 443, certificates: [Certificate.fromCertificateArn(stack, 'Cert', 'arn')], defaultAction: login });
    new ApplicationListenerRule(stack, 'Rule', { listener, priority: 1, conditions: [ListenerCondition.pathPatterns(['/x'])], action: ListenerAction.forward([targets]) });
    new NetworkLoadBalancer(stack, 'Nlb', { vpc }).addListener('Tcp', { port: 80, defaultTargetGroups: [new NetworkTargetGroup(stack, 'T', { vpc, port: 80 })] });
  });

  expect(found).toEqual({ 'Stack/Alb/Redirect80To443/Resource': [], 'Stack/Alb/Login/Resource': [], 'Stack/Rule/Resource': [''] });
});

test('where a condition chooses, it must comply in each case', () => {
  const template = (other: object) => ({
    Parameters: { Stage: { Type: 'String', Default: 'prod' } },
    Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
    Resources: {
      L: {
        Type: 'AWS::ElasticLoadBalancingV2::Listener',
        Properties: { LoadBalancerArn: 'arn', Protocol: 'HTTPS', DefaultActions: [{ 'Fn::If': ['IsProd', { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '403' } }, other] }] },
      },
    },
  });

  expect(judgedTemplate(LISTENER_REQUIRES_LOGIN, template({ Type: 'forward', TargetGroupArn: 'tg' }))).toEqual({ L: [''] });
  expect(judgedTemplate(LISTENER_REQUIRES_LOGIN, template({ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301', Protocol: 'HTTPS' } }))).toEqual({ L: [] });
});
