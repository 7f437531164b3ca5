import { Stack } from 'aws-cdk-lib';
import { CfnRegistryScanningConfiguration, Repository } from 'aws-cdk-lib/aws-ecr';
import { ECR_IMAGES_SCANNED as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-8/ecr-images-scanned';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, raw, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const REPOSITORY = 'AWS::ECR::Repository';
const scanning = (ScanOnPush?: unknown) => verdictOn(RULE, REPOSITORY, { ImageScanningConfiguration: { ScanOnPush } });
const inRegistry = (rule: object, properties: object = { RepositoryName: 'luigi/gateway' }) => verdictOn(RULE, REPOSITORY, properties, (stack) => {
  raw(stack, 'Registry', 'AWS::ECR::RegistryScanningConfiguration', { ScanType: 'ENHANCED', Rules: [rule] });
});

test.each([[true], ['true']])('scanning on push complies (%p)', (value) => {
  expect(scanning(value)).toEqual([]);
});

test('without it the repository is found', () => {
  expect(scanning(false)).toEqual(['']);
  expect(scanning('false')).toEqual(['']);
  expect(verdictOn(RULE, REPOSITORY, {})).toEqual(['']);
});

test('what deployment decides is a finding of its own', () => {
  expect(scanning(HANDED_IN)).toEqual(unresolvedAt('ImageScanningConfiguration.ScanOnPush'));
});

test.each([
  ['all', '*'], ['those of a prefix', 'luigi/*'], ['those whose name holds it', 'gateway'],
])('a registry that scans %s covers it', (_what, Filter) => {
  expect(inRegistry({ ScanFrequency: 'CONTINUOUS_SCAN', RepositoryFilters: [{ Filter, FilterType: 'WILDCARD' }] })).toEqual([]);
});

test('one that scans others, or only by hand, does not; nor does part of a name where CloudFormation makes it', () => {
  expect(inRegistry({ ScanFrequency: 'SCAN_ON_PUSH', RepositoryFilters: [{ Filter: 'other*', FilterType: 'WILDCARD' }] })).toEqual(['']);
  expect(inRegistry({ ScanFrequency: 'MANUAL', RepositoryFilters: [{ Filter: '*', FilterType: 'WILDCARD' }] })).toEqual(['']);
  expect(inRegistry({ ScanFrequency: 'SCAN_ON_PUSH', RepositoryFilters: [{ Filter: 'luigi*', FilterType: 'WILDCARD' }] }, {})).toEqual(['']);
});

test('each region has a registry of its own', () => {
  expect(judged(RULE, (stack) => {
    const [here, there] = ['eu-west-1', 'eu-west-2'].map((region) => new Stack(stack.node.scope, region, { env: { account: '111122223333', region } })) as [Stack, Stack];
    new Repository(here, 'Repository');
    new CfnRegistryScanningConfiguration(there, 'Registry', {
      scanType: 'BASIC', rules: [{ scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: [{ filter: '*', filterType: 'WILDCARD' }] }],
    });
  })).toEqual({ 'eu-west-1/Repository/Resource': [''] });
});

test('the registry\'s configuration may stand in another stack', () => {
  expect(judged(RULE, (stack) => {
    new Repository(stack, 'Repository');
    new CfnRegistryScanningConfiguration(new Stack(stack.node.scope, 'Other'), 'Registry', {
      scanType: 'BASIC', rules: [{ scanFrequency: 'SCAN_ON_PUSH', repositoryFilters: [{ filter: '*', filterType: 'WILDCARD' }] }],
    });
  })).toEqual({ 'Stack/Repository/Resource': [] });
});
