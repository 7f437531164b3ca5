import { BUILD_ENVIRONMENT_HOLDS_NO_SECRET } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/build-environment-holds-no-secret';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const build = (EnvironmentVariables: object | readonly object[]) => verdictOn(BUILD_ENVIRONMENT_HOLDS_NO_SECRET, 'AWS::CodeBuild::Project', { Environment: { EnvironmentVariables } });

test('what the build fetches complies, and what is no secret', () => {
  expect(build([{ Name: 'NPM_TOKEN', Type: 'SECRETS_MANAGER', Value: 'npm' }, { Name: 'API_TOKEN', Type: 'PARAMETER_STORE', Value: 'npm' }])).toEqual([]);
  expect(build([{ Name: 'STAGE', Value: 'prod' }])).toEqual([]);
});

test.each([[[{ Name: 'NPM_TOKEN', Value: 'abc' }]], [{ Name: 'NPM_TOKEN', Type: 'PLAINTEXT', Value: 'abc' }]])('a secret in plain text is found: %j', (variables) => {
  expect(build(variables)).toEqual(['NPM_TOKEN']);
});

test('what deployment decides is a finding of its own', () => {
  expect(build([{ Name: 'NPM_TOKEN', Value: HANDED_IN }])).toEqual(unresolvedAt('NPM_TOKEN'));
  expect(build(HANDED_IN)).toEqual(unresolvedAt('Environment.EnvironmentVariables'));
});

test('a project without variables is not looked at', () => {
  expect(verdictOn(BUILD_ENVIRONMENT_HOLDS_NO_SECRET, 'AWS::CodeBuild::Project', { Environment: {} })).toBeUndefined();
});
