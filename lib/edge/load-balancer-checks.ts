import { Token } from 'aws-cdk-lib';
import { SubnetType, type ISubnet, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { addressRange } from '../network/address-range';
import { onePerZone } from '../network/one-per-zone';
import type { LoadBalancerOptions } from './load-balancer-options';

/**
 * Where the load balancer stands: one subnet in each zone, since it takes no second one there.
 * @throws Error where there are too few zones
 */
export function subnetsOf({ vpc, internetFacing = false, subnets }: LoadBalancerOptions & { readonly vpc: IVpc }): ISubnet[] {
  const selected = vpc.selectSubnets(subnets ?? { subnetType: internetFacing ? SubnetType.PUBLIC : SubnetType.PRIVATE_WITH_EGRESS });
  const taken = onePerZone(selected.subnets);
  if (taken.length >= 2) return taken;
  throw new Error(`got subnets in ${taken.length} availability zone for the load balancer, expected two zones at least: choose others by loadBalancer.subnets, or give the VPC more (maxAzs)`);
}

/** @throws Error where access logs can't be kept as long as asked for */
export function checkAccessLogs({ accessLogBucket, accessLogRetention: retention }: LoadBalancerOptions): void {
  if (retention === undefined) return;
  if (accessLogBucket !== undefined) {
    throw new Error('got both loadBalancer.accessLogBucket and loadBalancer.accessLogRetention, expected one of them: a bucket that is brought has rules of its own; leave out accessLogRetention');
  }
  if (retention.isUnresolved()) return;
  const days = retention.toDays({ integral: false });
  if (!Number.isInteger(days) || days < 1) throw new Error(`loadBalancer.accessLogRetention is ${retention.toHumanString()}, expected whole days, 1 at least`);
}

/** Address ranges of the load balancer's subnets, whose X-Forwarded-For is believed. */
export function cidrsOf({ subnetCidrs }: LoadBalancerOptions, subnets: readonly ISubnet[]): string[] {
  if (subnetCidrs !== undefined) {
    checkCidrs(subnetCidrs);
    return subnetCidrs;
  }
  return subnets.map((subnet) => {
    try {
      return subnet.ipv4CidrBlock;
    } catch {
      throw new Error(`the address range of subnet ${subnet.node.id} is not known, expected it to tell the load balancer's requests from others: give loadBalancer.subnetCidrs`);
    }
  });
}

function checkCidrs(cidrs: readonly string[]): void {
  if (Token.isUnresolved(cidrs)) return;
  if (cidrs.length === 0) throw new Error('loadBalancer.subnetCidrs is empty, expected the address ranges of the load balancer\'s subnets; leave it out where the VPC knows them');
  for (const cidr of cidrs) {
    if (Token.isUnresolved(cidr)) continue;
    const range = addressRange(cidr);
    if (range === undefined) throw new Error(`loadBalancer.subnetCidrs holds ${JSON.stringify(cidr)}, expected address ranges such as 10.0.0.0/24`);
    if (range.prefix === 0) {
      throw new Error(`loadBalancer.subnetCidrs holds ${cidr}, which is every address, expected those of the load balancer's subnets: whoever is among them is believed where a request came from`);
    }
  }
}
