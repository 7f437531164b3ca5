import { ContainerImage, FargateTaskDefinition, FireLensLogDriver, LogDrivers } from 'aws-cdk-lib/aws-ecs';
import { CONTAINER_LOGS } from '../../../../../../../lib/compliance/soc2/rules/cc7-2/container-logs';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

const image = ContainerImage.fromRegistry('nginx');

function task(properties: object) {
  return judgedTemplate(CONTAINER_LOGS, {
    Parameters: { Driver: { Type: 'String', Default: 'awslogs' } }, Resources: { Task: { Type: 'AWS::ECS::TaskDefinition', Properties: properties } },
  }).Task;
}

const container = (logging: unknown) => ({ ContainerDefinitions: [{ Name: 'web', Image: 'nginx', LogConfiguration: logging }] });

test.each([[undefined], [{ LogDriver: 'json-file' }], [{ LogDriver: 'local' }], [{ LogDriver: 'none' }]])('a container with %j is found by its name', (logging) => {
  expect(task(container(logging))).toEqual(['web']);
});

test('drivers that carry logs away comply; what deployment decides can\'t be told; no containers, nothing to look at', () => {
  expect(task(container({ LogDriver: 'splunk' }))).toEqual([]);
  expect(task(container({ LogDriver: { Ref: 'Driver' } }))).toEqual(['unresolved:web']);
  expect(task({})).toBeUndefined();
});

test('the router of FireLens carries the logs of the others, and needs none of its own', () => {
  const withRouter = (properties: object) => task({ ContainerDefinitions: [
    { Name: 'web', Image: 'nginx', LogConfiguration: { LogDriver: 'awsfirelens' } }, { Name: 'router', Image: 'fluent-bit', ...properties },
  ] });

  expect(withRouter({ FirelensConfiguration: { Type: 'fluentbit' } })).toEqual([]);
  expect(withRouter({})).toEqual(['router']);
});

test('of a task of CDK, each container must log, but for the router of FireLens', () => {
  expect(judged(CONTAINER_LOGS, (stack) => {
    const logging = LogDrivers.awsLogs({ streamPrefix: 'web' });
    const routed = new FargateTaskDefinition(stack, 'Routed');
    routed.addContainer('web', { image, logging: new FireLensLogDriver({ options: { Name: 'cloudwatch' } }) });
    new FargateTaskDefinition(stack, 'Good').addContainer('web', { image, logging });
    const mixed = new FargateTaskDefinition(stack, 'Mixed');
    mixed.addContainer('web', { image, logging });
    mixed.addContainer('sidecar', { image });
  })).toEqual({ 'Stack/Routed/Resource': [], 'Stack/Good/Resource': [], 'Stack/Mixed/Resource': ['sidecar'] });
});
