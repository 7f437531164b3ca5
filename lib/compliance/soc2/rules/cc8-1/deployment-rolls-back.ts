import { isAbsent, text } from '../../../../cloudformation/read';
import type { Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, NON_COMPLIANT, NOT_APPLICABLE, unresolved } from '../../verdict';
import { look, readFlag } from '../support/look';
import { cloudFormation } from '../support/sources';

const SERVICE = 'AWS::ECS::Service';
const WAYS = ['DeploymentCircuitBreaker', 'Alarms'];

/** A change that does not come up is taken back. */
export const DEPLOYMENT_ROLLS_BACK: Rule = {
  criterion: TrustServicesCriterion.CC8_1,
  alsoServes: [TrustServicesCriterion.CC7_1],
  name: 'DeploymentRollsBack',
  info: 'A deployment of the service that fails is not taken back.',
  explanation: 'ECS goes on starting tasks of a change that does not come up until somebody sees it (CC8.1). Set DeploymentCircuitBreaker, or Alarms, of the DeploymentConfiguration with Enable and Rollback.',
  sources: [cloudFormation(SERVICE), 'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html'],
  resourceTypes: [SERVICE],
  check: (service) => {
    const controller = text(look(service.properties, 'DeploymentController', 'Type') ?? 'ECS');
    // CodeDeploy, and whoever else controls it from outside, has its own way back.
    if (controller === 'CODE_DEPLOY' || controller === 'EXTERNAL') return NOT_APPLICABLE;
    const ways = WAYS.map((way) => all(['Enable', 'Rollback'].map((part) => isOn(look(service.properties, 'DeploymentConfiguration', way, part)))));
    if (ways.includes(true)) return COMPLIANT;
    return ways.includes(undefined) || controller === undefined ? unresolved('DeploymentConfiguration') : NON_COMPLIANT;
  },
};

function isOn(value: Value | undefined): boolean | undefined {
  return isAbsent(value) ? false : readFlag(value);
}

function all(parts: readonly (boolean | undefined)[]): boolean | undefined {
  return parts.includes(false) ? false : parts.includes(undefined) ? undefined : true;
}
