import { asList } from '../../../../cloudformation/policy';
import { isAbsent, text } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';
import { sameEnvironment } from '../../../../cloudformation/template';
import type { Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Estate } from '../../model/estate';
import type { Rule } from '../../rule';
import { COMPLIANT, NON_COMPLIANT, unresolved } from '../../verdict';
import { look, readFlag } from '../support/look';
import { securityHub } from '../support/security-hub';
import { PROWLER_SOC2, cloudFormation } from '../support/sources';

const REGISTRY = 'AWS::ECR::RegistryScanningConfiguration';

/** What is pushed is looked through for known vulnerabilities. */
export const ECR_IMAGES_SCANNED: Rule = {
  criterion: TrustServicesCriterion.CC6_8,
  alsoServes: [TrustServicesCriterion.CC7_1],
  name: 'ECRImagesScanned',
  info: 'Images that are pushed to the repository are not scanned.',
  explanation: 'An image with known vulnerabilities, or with something planted in it, then runs unnoticed (CC6.8, CC7.1). Set ImageScanningConfiguration.ScanOnPush to true, or let a RegistryScanningConfiguration of the same account and region cover the repository.',
  sources: [
    cloudFormation('AWS::ECR::Repository'), cloudFormation(REGISTRY),
    securityHub('ecr'), PROWLER_SOC2,
  ],
  resourceTypes: ['AWS::ECR::Repository'],
  check: (resource, { estate }) => {
    const given = look(resource.properties, 'ImageScanningConfiguration', 'ScanOnPush');
    const set = isAbsent(given) ? false : readFlag(given);
    if (set === true || isCovered(resource, estate)) return COMPLIANT;
    return set === undefined ? unresolved('ImageScanningConfiguration.ScanOnPush') : NON_COMPLIANT;
  },
};

function isCovered(repository: Resource, estate: Estate): boolean {
  const name = text(repository.get('RepositoryName'));
  return estate.ofType(REGISTRY)
    .filter(({ template }) => sameEnvironment(template.environment, repository.template.environment))
    .flatMap((registry) => asList(registry.get('Rules')))
    .some((rule) => text(look(rule, 'ScanFrequency')) !== 'MANUAL' && filtersOf(rule).some((filter) => matches(filter, name)));
}

function filtersOf(rule: Value): readonly (string | undefined)[] {
  return asList(look(rule, 'RepositoryFilters')).map((filter) => text(look(filter, 'Filter')));
}

/** A filter without wildcard matches all names that hold it; a name that CloudFormation makes is matched by what matches every name. */
function matches(filter: string | undefined, name: string | undefined): boolean {
  if (filter === undefined) return false;
  if (/^\*+$/.test(filter)) return true;
  if (name === undefined) return false;
  const pattern = filter.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*');
  return new RegExp(filter.includes('*') ? `^${pattern}$` : pattern).test(name);
}
