import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Domain, EngineVersion } from 'aws-cdk-lib/aws-opensearchservice';
import { SEARCH_DOMAIN_NOT_PUBLIC } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/search-domain-not-public';
import { judged } from '../../../../../../support/lib/soc2';
import { verdictOn } from '../../../../../../support/lib/soc2-resource';

test('a domain in a network complies, one without is found', () => {
  const found = judged(SEARCH_DOMAIN_NOT_PUBLIC, (stack) => {
    const version = EngineVersion.OPENSEARCH_2_11;
    new Domain(stack, 'Inside', { version, vpc: new Vpc(stack, 'Vpc'), zoneAwareness: { enabled: false }, vpcSubnets: [{ availabilityZones: ['dummy1a'] }] });
    new Domain(stack, 'Outside', { version });
  });

  expect(found).toEqual({ 'Stack/Inside/Resource': [], 'Stack/Outside/Resource': [''] });
});

test('other resources are not looked at', () => {
  expect(verdictOn(SEARCH_DOMAIN_NOT_PUBLIC, 'AWS::OpenSearchServerless::Collection', {})).toBeUndefined();
});
