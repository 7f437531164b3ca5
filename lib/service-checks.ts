import { Token } from 'aws-cdk-lib';
import { SubnetType, type ISubnet } from 'aws-cdk-lib/aws-ec2';
import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import { checkHostName } from './authentication/checks';
import type { LuigiServiceProps } from './luigi-service-props';
import { FARGATE_MEMORY } from './task/fargate-memory';

/** One processor: luigid has one thread, and lighttpd and the gateway share what it leaves. */
export const DEFAULT_CPU = 1024;
/** In MiB. */
export const DEFAULT_MEMORY = 2048;

/** As in the gateway's settings. */
const MOST_CALLS = 1_000_000;

/** @throws Error where a property does not fit, before anything is made */
export function checkServiceProps({ domainName, hostedZone, cpu, memoryLimitMiB, callsPerMinute, changesPerMinute }: LuigiServiceProps): void {
  checkHostName('domainName', domainName, 'luigi.example.com');
  if (hostedZone !== undefined) checkZone(domainName, hostedZone);
  checkSize(cpu ?? DEFAULT_CPU, memoryLimitMiB ?? DEFAULT_MEMORY);
  checkRate('callsPerMinute', callsPerMinute);
  checkRate('changesPerMinute', changesPerMinute);
}

function checkZone(domainName: string, { zoneName }: IHostedZone): void {
  if (Token.isUnresolved(domainName) || Token.isUnresolved(zoneName)) return;
  const zone = zoneName.replace(/\.$/, '');
  if (domainName === zone || domainName.endsWith(`.${zone}`)) return;
  throw new Error(`domainName is "${domainName}", expected a name in the hosted zone ${zone}: give another name, or the zone that it lies in`);
}

function checkSize(cpu: number, memoryLimitMiB: number): void {
  if (Token.isUnresolved(cpu)) return;
  const memory = FARGATE_MEMORY.get(cpu);
  if (memory === undefined) throw new Error(`cpu is ${cpu}, expected one of ${[...FARGATE_MEMORY.keys()].join(', ')}: 1024 are one processor, less than half of one is too little for three containers, and Fargate knows no others`);
  if (Token.isUnresolved(memoryLimitMiB)) return;
  const { least, most, step } = memory;
  if (memoryLimitMiB >= least && memoryLimitMiB <= most && memoryLimitMiB % step === 0) return;
  throw new Error(`memoryLimitMiB is ${memoryLimitMiB} with cpu ${cpu}, expected ${least} to ${most} in steps of ${step}: Fargate takes no others with so many processors`);
}

function checkRate(property: string, given: number | undefined): void {
  if (given === undefined || Token.isUnresolved(given) || (Number.isSafeInteger(given) && given >= 1 && given <= MOST_CALLS)) return;
  throw new Error(`${property} is ${given}, expected a whole number from 1 to ${MOST_CALLS}`);
}

/**
 * The subnets that the task runs in.
 * @throws Error where it would have no way out: it has no public address
 */
export function taskSubnetsOf({ vpc, taskSubnets = { subnetType: SubnetType.PRIVATE_WITH_EGRESS } }: LuigiServiceProps): ISubnet[] {
  const { subnets, hasPublic } = vpc.selectSubnets(taskSubnets);
  if (!hasPublic) return subnets;
  throw new Error('taskSubnets are public, expected private ones with a way out: the task has no public address and would reach nothing from there; choose the subnetType PRIVATE_WITH_EGRESS');
}
