import { CfnListener } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { LISTENER_REQUIRES_LOGIN } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/listener-requires-login';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

const LISTENER = { loadBalancerArn: 'arn', port: 443, protocol: 'HTTPS' };
const FORWARD = { type: 'forward', targetGroupArn: 'tg', order: 2 };
const LOGIN = { type: 'authenticate-oidc', order: 1 };

test('a listener that only forwards is found', () => {
  expect(judged(LISTENER_REQUIRES_LOGIN, (stack) => { new CfnListener(stack, 'L', { ...LISTENER, defaultActions: [FORWARD] }); })).toEqual({ 'Stack/L': [''] });
});

test('one that logs in before it forwards complies', () => {
  expect(judged(LISTENER_REQUIRES_LOGIN, (stack) => { new CfnListener(stack, 'L', { ...LISTENER, defaultActions: [LOGIN, FORWARD] }); })).toEqual({ 'Stack/L': [] });
});

test('one of a network load balancer is not looked at', () => {
  expect(judged(LISTENER_REQUIRES_LOGIN, (stack) => { new CfnListener(stack, 'L', { ...LISTENER, protocol: 'TCP', defaultActions: [FORWARD] }); })).toEqual({});
});

test('an action whose type is handed in at deployment is a finding of its own', () => {
  const template = {
    Parameters: { Kind: { Type: 'String', Default: 'fixed-response' } },
    Resources: { L: { Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: { LoadBalancerArn: 'arn', Protocol: 'HTTPS', DefaultActions: [{ Type: { Ref: 'Kind' } }] } } },
  };

  expect(judgedTemplate(LISTENER_REQUIRES_LOGIN, template)).toEqual({ L: ['unresolved:DefaultActions'] });
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
