import { TASK_SHARES_NOTHING_OF_HOST as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-8/task-shares-nothing-of-host';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const task = (properties: object) => verdictOn(RULE, 'AWS::ECS::TaskDefinition', properties);
const mounting = (SourcePath: unknown) => task({ Volumes: [{ Name: 'own' }, { Name: 'host', Host: { SourcePath } }] });

test.each([
  [{}], [{ NetworkMode: 'awsvpc' }], [{ NetworkMode: 'bridge', PidMode: 'task', IpcMode: 'none' }], [{ Volumes: [{ Name: 'own', Host: {} }] }],
  [{ Volumes: [{ Name: 'efs', EFSVolumeConfiguration: { FilesystemId: 'fs' } }] }],
])('%j complies', (properties) => {
  expect(task(properties)).toEqual([]);
});

test.each([['NetworkMode', 'host'], ['PidMode', 'host'], ['IpcMode', 'host'], ['NetworkMode', 'Host']])('%s %s is found', (property, mode) => {
  expect(task({ [property]: mode })).toEqual([property]);
});

test.each([['/'], ['/var/run/docker.sock'], ['/run/docker.sock'], ['/var/run'], ['/run/containerd/containerd.sock'], ['/etc/'], ['/proc']])('mounting %s of the machine is found', (path) => {
  expect(mounting(path)).toEqual(['Volumes.1']);
});

test.each([['/var/lib/app'], ['/run/app.sock'], ['/mnt/data']])('mounting %s is not', (path) => {
  expect(mounting(path)).toEqual([]);
});

test('what deployment decides is a finding of its own', () => {
  expect(task({ NetworkMode: HANDED_IN, PidMode: HANDED_IN })).toEqual(unresolvedAt('NetworkMode', 'PidMode'));
});
