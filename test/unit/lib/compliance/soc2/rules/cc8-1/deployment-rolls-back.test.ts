import { Cluster, ContainerImage, FargateService, FargateTaskDefinition, type FargateServiceProps } from 'aws-cdk-lib/aws-ecs';
import { DEPLOYMENT_ROLLS_BACK } from '../../../../../../../lib/compliance/soc2/rules/cc8-1/deployment-rolls-back';
import { judged, judgedTemplate } from '../../../../../../support/lib/soc2';

function service(properties: object) {
  return judgedTemplate(DEPLOYMENT_ROLLS_BACK, {
    Parameters: { Flag: { Type: 'String', Default: 'true' } },
    Resources: { Service: { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: 'task', ...properties } } },
  }).Service;
}

const withBreaker = (breaker: object) => ({ DeploymentConfiguration: { DeploymentCircuitBreaker: breaker } });

test.each([{}, { DeploymentConfiguration: { MaximumPercent: 200 } }, withBreaker({ Enable: true, Rollback: false }), withBreaker({ Enable: 'false', Rollback: 'true' }), { DeploymentController: { Type: 'ECS' } }])(
  '%j is found', (properties) => { expect(service(properties)).toEqual(['']); });

test.each([withBreaker({ Enable: true, Rollback: true }), withBreaker({ Enable: 'true', Rollback: 'true' }), { DeploymentConfiguration: { Alarms: { AlarmNames: ['a'], Enable: true, Rollback: true } } }])(
  '%j complies', (properties) => { expect(service(properties)).toEqual([]); });

test.each(['CODE_DEPLOY', 'EXTERNAL'])('what %s controls is not looked at', (type) => {
  expect(service({ DeploymentController: { Type: type } })).toBeUndefined();
});

test('what deployment decides can\'t be told, unless the rest settles it', () => {
  expect(service(withBreaker({ Enable: true, Rollback: { Ref: 'Flag' } }))).toEqual(['unresolved:DeploymentConfiguration']);
  expect(service(withBreaker({ Enable: false, Rollback: { Ref: 'Flag' } }))).toEqual(['']);
});

test('services made by CDK are judged by their circuit breaker', () => {
  const made = (props: Partial<FargateServiceProps>) => judged(DEPLOYMENT_ROLLS_BACK, (stack) => {
    const taskDefinition = new FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('web', { image: ContainerImage.fromRegistry('nginx') });
    new FargateService(stack, 'Service', { cluster: new Cluster(stack, 'Cluster'), taskDefinition, ...props });
  })['Stack/Service/Service'];

  expect(made({})).toEqual(['']);
  expect(made({ circuitBreaker: { rollback: true } })).toEqual([]);
});
