import { asList } from '../../../../cloudformation/policy';
import { isAbsent, text } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, compliantIf, unresolved } from '../../verdict';
import { TASK_DEFINITION } from '../support/containers';
import { look } from '../support/look';
import { securityHub } from '../support/security-hub';
import { cloudFormation } from '../support/sources';

const NAMESPACES = ['NetworkMode', 'PidMode', 'IpcMode'];

/** Who holds one of these holds the machine: all files, or the programs that start its containers. */
const KEYS_TO_HOST = /^\/?$|^\/(var\/)?run(\/(docker|containerd\/containerd)\.sock|\/containerd)?\/?$|^\/(etc|proc|root)\/?$/;

/** A task has namespaces of its own and no way to the machine's. */
export const TASK_SHARES_NOTHING_OF_HOST: Rule = {
  criterion: TrustServicesCriterion.CC6_8,
  name: 'TaskSharesNothingOfHost',
  info: 'The task shares its machine\'s network, processes or memory, or mounts what controls the machine.',
  explanation: 'Its containers can then see or signal the processes of others, reach what listens on the machine alone (the credentials of its instance too), or start containers of their own (CC6.8). Leave NetworkMode, PidMode and IpcMode at awsvpc, task or nothing, and mount neither / nor the socket of Docker or containerd.',
  sources: [
    cloudFormation(TASK_DEFINITION),
    securityHub('ecs'),
  ],
  resourceTypes: [TASK_DEFINITION],
  check: (resource) => [...NAMESPACES.flatMap((property) => checkNamespace(resource, property)), ...checkVolumes(resource)],
};

function checkNamespace(resource: Resource, property: string): readonly string[] {
  const given = resource.get(property);
  if (isAbsent(given)) return COMPLIANT;
  const mode = text(given)?.toLowerCase();
  return mode === undefined ? unresolved(property) : compliantIf(mode !== 'host', property);
}

function checkVolumes(resource: Resource): readonly string[] {
  return asList(resource.get('Volumes')).flatMap((volume, index) => {
    const path = text(look(volume, 'Host', 'SourcePath'));
    return compliantIf(path === undefined || path === '' || !KEYS_TO_HOST.test(path.trim()), `Volumes.${index}`);
  });
}
