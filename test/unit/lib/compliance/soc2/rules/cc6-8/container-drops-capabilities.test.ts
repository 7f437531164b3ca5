import { Capability, ContainerImage, FargateTaskDefinition, LinuxParameters } from 'aws-cdk-lib/aws-ecs';
import { CONTAINER_DROPS_CAPABILITIES as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-8/container-drops-capabilities';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const TASK = 'AWS::ECS::TaskDefinition';
const task = (Capabilities?: unknown) => verdictOn(RULE, TASK, { ContainerDefinitions: [{ Name: 'web', Image: 'i', LinuxParameters: { Capabilities } }] });

test.each([[{ Drop: ['ALL'] }], [{ Drop: 'ALL' }], [{ Drop: ['all'] }], [{ Drop: ['ALL'], Add: ['NET_BIND_SERVICE'] }]])('%j complies', (capabilities) => {
  expect(task(capabilities)).toEqual([]);
});

test.each([
  [undefined], [{}], [{ Drop: [] }], [{ Drop: ['NET_RAW'] }], [{ Add: ['SYS_PTRACE'] }], [{ Drop: ['ALL'], Add: ['SYS_ADMIN'] }], [{ Drop: ['ALL'], Add: ['ALL'] }],
  [{ Drop: ['ALL'], Add: ['SYS_MODULE'] }], [{ Drop: ['ALL'], Add: ['SYS_RAWIO'] }], [{ Drop: ['ALL'], Add: ['CAP_DAC_READ_SEARCH'] }],
  [{ Drop: HANDED_IN, Add: ['cap_sys_admin'] }],
])('%j is found', (capabilities) => {
  expect(task(capabilities)).toEqual(['web']);
});

test.each([[HANDED_IN], [{ Drop: HANDED_IN }], [{ Drop: ['ALL'], Add: [HANDED_IN] }]])('of %j it can\'t be told', (capabilities) => {
  expect(task(capabilities)).toEqual(unresolvedAt('web'));
});

test('a container that says nothing of Linux keeps them all', () => {
  expect(verdictOn(RULE, TASK, { ContainerDefinitions: [{ Name: 'web' }] })).toEqual(['web']);
});

test('L2 says it by LinuxParameters', () => {
  expect(judged(RULE, (stack) => {
    const linuxParameters = new LinuxParameters(stack, 'Linux');
    linuxParameters.dropCapabilities(Capability.ALL);
    new FargateTaskDefinition(stack, 'Task').addContainer('web', { image: ContainerImage.fromRegistry('i'), linuxParameters });
  })).toEqual({ 'Stack/Task/Resource': [] });
});

test('Windows knows no such capabilities', () => {
  expect(verdictOn(RULE, TASK, { RuntimePlatform: { OperatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' }, ContainerDefinitions: [{ Name: 'web' }] })).toBeUndefined();
});
