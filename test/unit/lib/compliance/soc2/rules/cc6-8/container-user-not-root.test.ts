import { CONTAINER_USER_NOT_ROOT as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-8/container-user-not-root';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const TASK = 'AWS::ECS::TaskDefinition';
const task = (User?: unknown) => verdictOn(RULE, TASK, { ContainerDefinitions: [{ Name: 'web', Image: 'i', User }] });

test.each([['1000'], [1000], ['app'], ['1000:0'], ['app:root'], [{ 'Fn::Sub': '1000:${HandedIn}' }], [{ 'Fn::Join': [':', ['1000', HANDED_IN]] }]])('the user %j complies', (user) => {
  expect(task(user)).toEqual([]);
});

test.each([[undefined], [null], [''], ['0'], [0], ['00'], ['root'], ['Root'], ['0:1000'], ['root:app'], [':1000'], [{ 'Fn::Sub': '0:${HandedIn}' }]])('the user %j is found', (user) => {
  expect(task(user)).toEqual(['web']);
});

test.each([[HANDED_IN], [{ 'Fn::Sub': '${HandedIn}:1000' }], [{ 'Fn::Sub': '10${HandedIn}' }], ['{{resolve:ssm:user}}']])('of %j it can\'t be told', (user) => {
  expect(task(user)).toEqual(unresolvedAt('web'));
});

test('containers of Windows have no such user', () => {
  expect(verdictOn(RULE, TASK, { RuntimePlatform: { OperatingSystemFamily: 'WINDOWS_SERVER_2022_CORE' }, ContainerDefinitions: [{ Name: 'web' }] })).toBeUndefined();
});
