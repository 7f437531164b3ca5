import { Stack } from 'aws-cdk-lib';
import { CfnAutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import { CfnService, CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { HEALTH_CHECKED } from '../../../../../../../lib/compliance/soc2/rules/a1-2/health-checked';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

function service(container: object, properties: object = {}) {
  return judged(HEALTH_CHECKED, (stack) => {
    const task = new CfnTaskDefinition(new Stack(stack.node.scope, 'Other'), 'Task', { containerDefinitions: [{ name: 'web', image: 'nginx', ...container }] });
    new CfnService(stack, 'Service', { taskDefinition: task.ref, ...properties });
  })['Stack/Service'];
}

const portMappings = [{ containerPort: 80 }];

test('a service that takes calls past any load balancer needs a health check', () => {
  expect(service({ portMappings })).toEqual(['']);
  expect(service({ portMappings }, { loadBalancers: [] })).toEqual(['']);
  expect(service({ portMappings, healthCheck: { command: ['CMD', 'true'] } })).toEqual([]);
});

test('one behind a load balancer, or without ports, is not looked at', () => {
  expect(service({ portMappings }, { loadBalancers: [{ containerPort: 80, targetGroupArn: 'arn' }] })).toBeUndefined();
  expect(service({})).toBeUndefined();
});

test('an Auto Scaling group behind a load balancer uses its checks', () => {
  expect(judged(HEALTH_CHECKED, (stack) => {
    const size = { minSize: '1', maxSize: '2', targetGroupArns: ['arn'] };
    new CfnAutoScalingGroup(stack, 'Instance', size);
    new CfnAutoScalingGroup(stack, 'Balanced', { ...size, healthCheckType: 'ELB' });
    new CfnAutoScalingGroup(stack, 'Both', { ...size, healthCheckType: 'EBS,ELB' });
    new CfnAutoScalingGroup(stack, 'Classic', { minSize: '1', maxSize: '2', loadBalancerNames: ['classic'] });
    new CfnAutoScalingGroup(stack, 'Alone', { ...size, targetGroupArns: [] });
  })).toEqual({ 'Stack/Instance': [''], 'Stack/Balanced': [], 'Stack/Both': [], 'Stack/Classic': [''] });
  expect(judgedTemplate(HEALTH_CHECKED, {
    Parameters: { Type: { Type: 'String', Default: 'ELB' } },
    Resources: { Group: { Type: 'AWS::AutoScaling::AutoScalingGroup', Properties: { MinSize: '1', MaxSize: '1', TargetGroupARNs: ['arn'], HealthCheckType: { Ref: 'Type' } } } },
  })).toEqual({ Group: ['unresolved:HealthCheckType'] });
});
