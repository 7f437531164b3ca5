import { CONTAINER_NOT_PRIVILEGED as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-8/container-not-privileged';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const task = (Privileged?: unknown) => verdictOn(RULE, 'AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Name: 'web', Image: 'i', Privileged }] });

test.each([[undefined], [false], ['false']])('a container that is not privileged complies (%p)', (value) => {
  expect(task(value)).toEqual([]);
});

test.each([[true], ['true'], ['TRUE']])('one that is, is found by its name (%p)', (value) => {
  expect(task(value)).toEqual(['web']);
});

test('what deployment decides is a finding of its own; no container, nothing to say', () => {
  expect(task(HANDED_IN)).toEqual(unresolvedAt('web'));
  expect(verdictOn(RULE, 'AWS::ECS::TaskDefinition', {})).toBeUndefined();
});

test('a privileged job of Batch is found', () => {
  expect(verdictOn(RULE, 'AWS::Batch::JobDefinition', { ContainerProperties: { Image: 'i', Privileged: true } })).toEqual(['ContainerProperties.0']);
});
