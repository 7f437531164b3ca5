import { Repository, TagMutability } from 'aws-cdk-lib/aws-ecr';
import { ECR_TAGS_IMMUTABLE as RULE } from '../../../../../../../lib/compliance/soc2/rules/cc6-8/ecr-tags-immutable';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const repository = (properties: object) => verdictOn(RULE, 'AWS::ECR::Repository', properties);
const except = (value: unknown) => repository({
  ImageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
  ImageTagMutabilityExclusionFilters: [{ ImageTagMutabilityExclusionFilterType: 'WILDCARD', ImageTagMutabilityExclusionFilterValue: value }],
});

test('immutable tags comply, but for some too', () => {
  expect(repository({ ImageTagMutability: 'IMMUTABLE' })).toEqual([]);
  expect(except('cache-*')).toEqual([]);
});

test.each([[{}], [{ ImageTagMutability: 'MUTABLE' }], [{ ImageTagMutability: 'MUTABLE_WITH_EXCLUSION' }]])('%j is found', (properties) => {
  expect(repository(properties)).toEqual(['']);
});

test.each(['*', '**'])('an exception for all tags is found: %s', (value) => {
  expect(except(value)).toEqual(['ImageTagMutabilityExclusionFilters']);
});

test('what deployment decides is a finding of its own', () => {
  expect(repository({ ImageTagMutability: HANDED_IN })).toEqual(unresolvedAt('ImageTagMutability'));
  expect(except(HANDED_IN)).toEqual(unresolvedAt('ImageTagMutabilityExclusionFilters'));
});

test('L2', () => {
  expect(judged(RULE, (stack) => {
    new Repository(stack, 'Moving');
    new Repository(stack, 'Fixed', { imageTagMutability: TagMutability.IMMUTABLE });
  })).toEqual({ 'Stack/Moving/Resource': [''], 'Stack/Fixed/Resource': [] });
});
