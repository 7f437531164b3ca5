import { Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer, NetworkLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { LOAD_BALANCER_HAS_WEB_ACL } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/load-balancer-has-web-acl';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, raw, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const TYPE = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const association = (resourceArn: object | string, type = 'AWS::WAFv2::WebACLAssociation') => (stack: Stack) => { raw(stack, 'A', type, { ResourceArn: resourceArn, WebACLArn: 'acl' }); };

test('one without a web ACL is found', () => {
  expect(verdictOn(LOAD_BALANCER_HAS_WEB_ACL, TYPE, {})).toEqual(['']);
  expect(verdictOn(LOAD_BALANCER_HAS_WEB_ACL, TYPE, { Scheme: 'internet-facing', Type: 'application' })).toEqual(['']);
  expect(verdictOn(LOAD_BALANCER_HAS_WEB_ACL, TYPE, {}, association('arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/other/1'))).toEqual(['']);
});

test.each([{ Ref: 'Judged' }, { 'Fn::GetAtt': ['Judged', 'LoadBalancerArn'] }, { 'Fn::Sub': '${Judged}' }])('one with a web ACL complies: %j', (arn) => {
  expect(verdictOn(LOAD_BALANCER_HAS_WEB_ACL, TYPE, {}, association(arn))).toEqual([]);
});

test('a web ACL of WAF Classic is one, too', () => {
  expect(verdictOn(LOAD_BALANCER_HAS_WEB_ACL, TYPE, {}, association({ Ref: 'Judged' }, 'AWS::WAFRegional::WebACLAssociation'))).toEqual([]);
});

test('the association may be in another stack', () => {
  const found = judged(LOAD_BALANCER_HAS_WEB_ACL, (stack) => {
    const balancer = new ApplicationLoadBalancer(stack, 'Alb', { vpc: new Vpc(stack, 'Vpc'), internetFacing: true });
    new CfnWebACLAssociation(new Stack(stack.node.root, 'Other'), 'A', { resourceArn: balancer.loadBalancerArn, webAclArn: 'acl' });
  });

  expect(found).toEqual({ 'Stack/Alb/Resource': [] });
});

test('internal ones, and those that know no HTTP, are not looked at', () => {
  const found = judged(LOAD_BALANCER_HAS_WEB_ACL, (stack) => {
    const vpc = new Vpc(stack, 'Vpc');
    new ApplicationLoadBalancer(stack, 'Internal', { vpc });
    new NetworkLoadBalancer(stack, 'Nlb', { vpc, internetFacing: true });
    raw(stack, 'Gwlb', TYPE, { Type: 'gateway' });
  });

  expect(found).toEqual({});
});

test('what deployment decides is a finding of its own', () => {
  expect(verdictOn(LOAD_BALANCER_HAS_WEB_ACL, TYPE, { Scheme: HANDED_IN })).toEqual(unresolvedAt('Scheme'));
  expect(verdictOn(LOAD_BALANCER_HAS_WEB_ACL, TYPE, { Type: HANDED_IN })).toEqual(unresolvedAt('Type'));
  expect(verdictOn(LOAD_BALANCER_HAS_WEB_ACL, TYPE, {}, association(HANDED_IN))).toEqual(unresolvedAt('WebACLAssociation'));
});
