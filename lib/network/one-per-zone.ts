import type { ISubnet } from 'aws-cdk-lib/aws-ec2';

/**
 * The first of these subnets in each zone. Load balancers and file systems take no second one in a zone, though networks with several
 * groups of private subnets have it. Where a zone is not known, its subnet is taken.
 */
export function onePerZone(subnets: readonly ISubnet[]): ISubnet[] {
  const taken = new Set<string>();
  return subnets.filter((subnet) => {
    const zone = zoneOf(subnet);
    if (zone === undefined) return true;
    if (taken.has(zone)) return false;
    taken.add(zone);
    return true;
  });
}

/** The zone of a subnet; of one that is brought by its id alone, it is not known. */
export function zoneOf(subnet: ISubnet): string | undefined {
  try {
    return subnet.availabilityZone;
  } catch {
    return undefined;
  }
}
