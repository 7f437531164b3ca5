import { Stack } from 'aws-cdk-lib';
import { Alarm, type Metric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import {
  ApplicationLoadBalancer, ApplicationProtocol, ApplicationTargetGroup, CfnListener, CfnLoadBalancer, CfnTargetGroup, HttpCodeElb,
  HttpCodeTarget, TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Rule } from '../../../../../../../lib/compliance/soc2/rule';
import { LOAD_BALANCER_ALARM } from '../../../../../../../lib/compliance/soc2/rules/cc7-4/load-balancer-alarm';
import { TARGET_GROUP_ALARM } from '../../../../../../../lib/compliance/soc2/rules/cc7-4/target-group-alarm';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

interface Balanced {
  readonly balancer: ApplicationLoadBalancer;
  readonly group: ApplicationTargetGroup;
  readonly other: Stack;
  readonly stack: Stack;
}

function balanced(rule: Rule, also: (made: Balanced) => void) {
  const verdicts = judged(rule, (stack) => {
    const vpc = new Vpc(stack, 'Vpc');
    const balancer = new ApplicationLoadBalancer(stack, 'Balancer', { vpc });
    const group = new ApplicationTargetGroup(stack, 'Group', { vpc, port: 80, targetType: TargetType.IP });
    balancer.addListener('Listener', { protocol: ApplicationProtocol.HTTP, defaultTargetGroups: [group] });
    also({ balancer, group, stack, other: new Stack(stack.node.scope, 'Other') });
  });
  return verdicts['Stack/Balancer/Resource'] ?? verdicts['Stack/Group/Resource'];
}

const alarm = (scope: Stack, metric: Metric | MathExpression) => { new Alarm(scope, 'Alarm', { metric, threshold: 1, evaluationPeriods: 1 }); };

test('errors of a load balancer are watched by an alarm on it or on its target groups, in any stack', () => {
  expect(balanced(LOAD_BALANCER_ALARM, () => undefined)).toEqual(['']);
  const ofBalancer = ({ balancer }: Balanced) => balancer.metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT);
  const ofGroup = ({ group }: Balanced) => group.metrics.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT);
  expect(balanced(LOAD_BALANCER_ALARM, (made) => { alarm(made.stack, ofBalancer(made)); })).toEqual([]);
  expect(balanced(LOAD_BALANCER_ALARM, (made) => { alarm(made.other, ofBalancer(made)); })).toEqual([]);
  expect(balanced(LOAD_BALANCER_ALARM, (made) => { alarm(made.other, ofGroup(made)); })).toEqual([]);
  expect(balanced(LOAD_BALANCER_ALARM, ({ balancer, stack }) => {
    alarm(stack, new MathExpression({ expression: 'a / b', usingMetrics: { a: balancer.metrics.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT), b: balancer.metrics.requestCount() } }));
  })).toEqual([]);
});

test('alarms on something else don\'t watch errors', () => {
  expect(balanced(LOAD_BALANCER_ALARM, ({ balancer, stack }) => { alarm(stack, balancer.metrics.httpCodeElb(HttpCodeElb.ELB_4XX_COUNT)); })).toEqual(['']);
  expect(balanced(LOAD_BALANCER_ALARM, ({ group, stack }) => { alarm(stack, group.metrics.unhealthyHostCount()); })).toEqual(['']);
});

test('load balancers without HTTP are not looked at', () => {
  expect(judged(LOAD_BALANCER_ALARM, (stack) => { new CfnLoadBalancer(stack, 'Network', { type: 'network' }); })).toEqual({});
});

test('health of targets is watched by an alarm in any stack', () => {
  expect(balanced(TARGET_GROUP_ALARM, () => undefined)).toEqual(['']);
  expect(balanced(TARGET_GROUP_ALARM, ({ group, stack }) => { alarm(stack, group.metrics.unhealthyHostCount()); })).toEqual([]);
  expect(balanced(TARGET_GROUP_ALARM, ({ group, other }) => { alarm(other, group.metrics.healthyHostCount()); })).toEqual([]);
  expect(balanced(TARGET_GROUP_ALARM, ({ group, stack }) => { alarm(stack, group.metrics.custom('HealthyStateRouting')); })).toEqual([]);
  expect(balanced(TARGET_GROUP_ALARM, ({ group, stack }) => { alarm(stack, group.metrics.requestCountPerTarget()); })).toEqual(['']);
});

test('a target group that no listener names is not looked at', () => {
  expect(judged(TARGET_GROUP_ALARM, (stack) => { new CfnTargetGroup(stack, 'Unused', { port: 80 }); })).toEqual({});
});

test('a function behind a load balancer has no hosts whose health an alarm could watch', () => {
  expect(judged(TARGET_GROUP_ALARM, (stack) => {
    const { ref: targetGroupArn } = new CfnTargetGroup(stack, 'Function', { targetType: 'lambda' });
    new CfnListener(stack, 'Listener', { loadBalancerArn: 'arn', defaultActions: [{ type: 'forward', targetGroupArn }] });
  })).toEqual({});
});

test('a name that is cut out of an ARN still names the load balancer', () => {
  const template = (metric: string) => ({
    Resources: {
      Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: {} },
      Alarm: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          ComparisonOperator: 'GreaterThanThreshold', EvaluationPeriods: 1, Namespace: 'AWS/ApplicationELB', MetricName: metric,
          Dimensions: [{ Name: 'LoadBalancer', Value: { 'Fn::Select': [1, { 'Fn::Split': ['loadbalancer/', { Ref: 'Balancer' }] }] } }],
        },
      },
    },
  });

  expect(judgedTemplate(LOAD_BALANCER_ALARM, template('HTTPCode_Target_5XX_Count'))).toEqual({ Balancer: [] });
  expect(judgedTemplate(LOAD_BALANCER_ALARM, template('TargetResponseTime'))).toEqual({ Balancer: [''] });
});

test('a kind that deployment decides can\'t be told', () => {
  expect(judgedTemplate(LOAD_BALANCER_ALARM, {
    Parameters: { Kind: { Type: 'String', Default: 'network' } },
    Resources: { Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Type: { Ref: 'Kind' } } } },
  })).toEqual({ Balancer: ['unresolved:Type'] });
});
