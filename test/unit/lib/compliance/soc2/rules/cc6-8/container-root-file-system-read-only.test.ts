import { CfnTaskDefinition, ContainerImage, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { CONTAINER_ROOT_FILE_SYSTEM_READ_ONLY as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-8/container-root-file-system-read-only';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const TASK = 'AWS::ECS::TaskDefinition';
const task = (ReadonlyRootFilesystem?: unknown) => verdictOn(RULE, TASK, { ContainerDefinitions: [{ Name: 'web', Image: 'i', ReadonlyRootFilesystem }] });

test.each([[true], ['true'], ['True']])('a container whose root can only be read complies (%p)', (value) => {
  expect(task(value)).toEqual([]);
});

test.each([[undefined], [false], ['false'], [null]])('one that can write is found by its name (%p)', (value) => {
  expect(task(value)).toEqual(['web']);
});

test('what deployment decides is a finding of its own', () => {
  expect(task(HANDED_IN)).toEqual(unresolvedAt('web'));
  expect(verdictOn(RULE, TASK, { ContainerDefinitions: [HANDED_IN] })).toEqual(unresolvedAt('ContainerDefinitions'));
  expect(verdictOn(RULE, TASK, { ContainerDefinitions: HANDED_IN })).toEqual(unresolvedAt('ContainerDefinitions'));
});

test('each container counts, of L1 and L2', () => {
  expect(judged(RULE, (stack) => {
    new CfnTaskDefinition(stack, 'L1', { containerDefinitions: [{ name: 'a', image: 'i', readonlyRootFilesystem: true }, { name: 'b', image: 'i' }] });
    const l2 = new FargateTaskDefinition(stack, 'L2');
    l2.addContainer('good', { image: ContainerImage.fromRegistry('i'), readonlyRootFilesystem: true });
    l2.addContainer('bad', { image: ContainerImage.fromRegistry('i') });
  })).toEqual({ 'Stack/L1': ['b'], 'Stack/L2/Resource': ['bad'] });
});

test('so do those of Batch', () => {
  expect(verdictOn(RULE, 'AWS::Batch::JobDefinition', { ContainerProperties: { Image: 'i' } })).toEqual(['ContainerProperties.0']);
  expect(verdictOn(RULE, 'AWS::Batch::JobDefinition', { ContainerProperties: { Image: 'i', ReadonlyRootFilesystem: true } })).toEqual([]);
  expect(verdictOn(RULE, 'AWS::Batch::JobDefinition', { EcsProperties: { TaskProperties: [{ Containers: [{ Name: 'job', Image: 'i' }] }] } })).toEqual(['job']);
});

test('containers of Windows can\'t be so, and a task definition without any has none', () => {
  expect(verdictOn(RULE, TASK, { RuntimePlatform: { OperatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' }, ContainerDefinitions: [{ Name: 'web' }] })).toBeUndefined();
  expect(verdictOn(RULE, TASK, {})).toBeUndefined();
});
