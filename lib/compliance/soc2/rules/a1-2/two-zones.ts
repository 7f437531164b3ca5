import { isAbsent, list, objects, shown } from '../../../../cloudformation/read';
import { resourcesIn } from '../../../../cloudformation/references';
import { Unknown, type Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { COMPLIANT, compliantIf, NOT_APPLICABLE, unresolved } from '../../verdict';
import { kindOf, LOAD_BALANCER } from '../support/load-balancing';
import { look } from '../support/look';
import { cloudFormation } from '../support/sources';

const SERVICE = 'AWS::ECS::Service';
const GROUP = 'AWS::AutoScaling::AutoScalingGroup';

/** Where a type of resource names the subnets, or zones, that it may be in. */
const PLACES: Readonly<Record<string, (properties: Value) => Value | undefined>> = {
  [SERVICE]: (properties) => look(properties, 'NetworkConfiguration', 'AwsvpcConfiguration', 'Subnets'),
  [LOAD_BALANCER]: (properties) => {
    const mappings = look(properties, 'SubnetMappings');
    return list(mappings) === undefined ? mappings ?? look(properties, 'Subnets') : objects(mappings).map(({ SubnetId: subnet }) => subnet ?? null);
  },
  [GROUP]: (properties) => look(properties, 'VPCZoneIdentifier') ?? look(properties, 'AvailabilityZones'),
};

/** One zone may fail. */
export const TWO_ZONES: Rule = {
  criterion: TrustServicesCriterion.A1_2,
  name: 'RunsInTwoZones',
  info: 'It runs in one subnet or one Availability Zone only.',
  explanation: 'When that zone fails nothing can take its place (A1.2). Name subnets of at least two Availability Zones.',
  sources: [
    cloudFormation(SERVICE), cloudFormation(LOAD_BALANCER), cloudFormation(GROUP),
    'https://docs.aws.amazon.com/securityhub/latest/userguide/autoscaling-controls.html',
    'https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html',
  ],
  resourceTypes: Object.keys(PLACES),
  check: (resource) => {
    const { type, properties } = resource;
    const places = PLACES[type]?.(properties);
    if (isAbsent(places)) return NOT_APPLICABLE;
    // An application load balancer is not made in one zone alone, whatever is handed in.
    if (list(places) === undefined && type === LOAD_BALANCER && kindOf(resource) === 'application') return COMPLIANT;
    if (list(places) === undefined) return places instanceof Unknown && places.shown.includes('Fn::GetAZs') ? COMPLIANT : unresolved('Subnets');
    return compliantIf(new Set((list(places) ?? []).map(zoneOf)).size > 1);
  },
};

/** The zone of a subnet of the app; of others there is only the subnet itself to tell them by. */
function zoneOf(subnet: Value): string {
  const zone = resourcesIn(subnet).find(({ type }) => type === 'AWS::EC2::Subnet')?.get('AvailabilityZone');
  return isAbsent(zone) ? shown(subnet) : shown(zone);
}
