import { Duration, Token, type Stack } from 'aws-cdk-lib';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { LuigiService } from '../../../../lib/luigi-service';
import type { LuigiServiceProps } from '../../../../lib/luigi-service-props';
import { aLuigiStack } from '../../../support/lib/luigi-stack';

type Over = (stack: Stack) => Partial<LuigiServiceProps>;

const zone = (zoneName: string) => (stack: Stack) => HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123456789EXAMPLE00', zoneName });
const memory = (cpu: number, memoryLimitMiB: number): Over => () => ({ cpu, memoryLimitMiB });
const hostName = (given: string) => `domainName is ${JSON.stringify(given)}, expected a host name in lower case such as luigi.example.com, without https:// and path`;
const rate = (property: string, given: number) => `${property} is ${given}, expected a whole number from 1 to 1000000`;
const retention = (given: string) => `loadBalancer.accessLogRetention is ${given}, expected whole days, 1 at least`;
const sizes = '512, 1024, 2048, 4096, 8192, 16384: 1024 are one processor, less than half of one is too little for three containers, and Fargate knows no others';
const others = 'Fargate takes no others with so many processors';

describe('a service is refused, with what was got, what is expected and how to mend it:', () => {
  test.each<[string, Over, string]>([
    ['a domain name in capitals', () => ({ domainName: 'Luigi.example.com' }), hostName('Luigi.example.com')],
    ['an address for a domain name', () => ({ domainName: 'https://luigi.example.com/' }), hostName('https://luigi.example.com/')],
    ['a domain name with a port', () => ({ domainName: 'luigi.example.com:443' }), hostName('luigi.example.com:443')],
    ['a domain name of one word', () => ({ domainName: 'luigi' }), hostName('luigi')],
    ['a domain name outside the zone', (stack) => ({ hostedZone: zone('example.org')(stack) }),
      'domainName is "luigi.example.com", expected a name in the hosted zone example.org: give another name, or the zone that it lies in'],
    ['a domain name that only ends like the zone', (stack) => ({ domainName: 'myexample.com', hostedZone: zone('example.com')(stack) }),
      'domainName is "myexample.com", expected a name in the hosted zone example.com: give another name, or the zone that it lies in'],
    ['processors that Fargate has not', () => ({ cpu: 1000 }), `cpu is 1000, expected one of ${sizes}`],
    ['too few processors', () => ({ cpu: 256, memoryLimitMiB: 512 }), `cpu is 256, expected one of ${sizes}`],
    ['too little memory', memory(1024, 1024), `memoryLimitMiB is 1024 with cpu 1024, expected 2048 to 8192 in steps of 1024: ${others}`],
    ['too much memory', memory(512, 5120), `memoryLimitMiB is 5120 with cpu 512, expected 1024 to 4096 in steps of 1024: ${others}`],
    ['memory between steps', memory(8192, 17_408), `memoryLimitMiB is 17408 with cpu 8192, expected 16384 to 61440 in steps of 4096: ${others}`],
    ['more processors with the default memory', () => ({ cpu: 2048 }), `memoryLimitMiB is 2048 with cpu 2048, expected 4096 to 16384 in steps of 1024: ${others}`],
    ['memory that is no number', memory(1024, Number.NaN), `memoryLimitMiB is NaN with cpu 1024, expected 2048 to 8192 in steps of 1024: ${others}`],
    ['no calls', () => ({ callsPerMinute: 0 }), rate('callsPerMinute', 0)],
    ['half a call', () => ({ callsPerMinute: 0.5 }), rate('callsPerMinute', 0.5)],
    ['too many calls', () => ({ callsPerMinute: 1_000_001 }), rate('callsPerMinute', 1_000_001)],
    ['no changes', () => ({ changesPerMinute: 0 }), rate('changesPerMinute', 0)],
    ['changes without end', () => ({ changesPerMinute: Number.POSITIVE_INFINITY }), rate('changesPerMinute', Number.POSITIVE_INFINITY)],
    ['public subnets for the task', () => ({ taskSubnets: { subnetType: SubnetType.PUBLIC } }),
      'taskSubnets are public, expected private ones with a way out: the task has no public address and would reach nothing from there; choose the subnetType PRIVATE_WITH_EGRESS'],
    ['logs for less than a year', () => ({ logRetention: RetentionDays.SIX_MONTHS }),
      'got a log retention of 180 days, expected 365 or more for the decision log and the access log, which auditors ask for: use RetentionDays.ONE_YEAR or longer'],
    ['a break-glass mapping that can\'t be one', () => ({ breakGlassMapping: 'in need' }),
      'got break-glass mapping "in need", expected the name of an access mapping: 1 to 128 letters, digits and _ . -'],
    ['an alarm that can\'t ring', () => ({ alarmThresholds: { deniedCalls: 0 } }), 'got alarm threshold deniedCalls 0, expected a whole number of 1 or more'],
    ['access logs for no time', () => ({ loadBalancer: { accessLogRetention: Duration.days(0) } }), retention('0 days')],
    ['access logs for hours', () => ({ loadBalancer: { accessLogRetention: Duration.hours(36) } }), retention('1 day 12 hours')],
    ['an end to access logs in a bucket that is brought', (stack) => ({ loadBalancer: { accessLogBucket: Bucket.fromBucketName(stack, 'Ours', 'ours'), accessLogRetention: Duration.days(30) } }),
      'got both loadBalancer.accessLogBucket and loadBalancer.accessLogRetention, expected one of them: a bucket that is brought has rules of its own; leave out accessLogRetention'],
    ['no address ranges', () => ({ loadBalancer: { subnetCidrs: [] } }),
      'loadBalancer.subnetCidrs is empty, expected the address ranges of the load balancer\'s subnets; leave it out where the VPC knows them'],
    ...['10.0.0.0', '10.0.0.0/33', 'subnet-1', '10.0.0.0/24/1', '10.0.0/24', '2001:db8::/129', '10.0.0.0/024', 'fe80::1%eth0/64', ''].map((cidr): [string, Over, string] => [
      `the address range "${cidr}"`, () => ({ loadBalancer: { subnetCidrs: ['10.0.2.0/24', cidr] } }), `loadBalancer.subnetCidrs holds "${cidr}", expected address ranges such as 10.0.0.0/24`,
    ]),
    ...['0.0.0.0/0', '::/0'].map((cidr): [string, Over, string] => [
      `the address range ${cidr}`, () => ({ loadBalancer: { subnetCidrs: [cidr] } }),
      `loadBalancer.subnetCidrs holds ${cidr}, which is every address, expected those of the load balancer's subnets: whoever is among them is believed where a request came from`,
    ]),
  ])('%s', (_, over, message) => {
    expect(() => aLuigiStack(over)).toThrow(new Error(message));
  });

  test('a name that is known at deployment only', () => {
    expect(() => aLuigiStack(() => ({ serviceName: Token.asString({ Ref: 'Name' }) }))).toThrow(new Error(
      'got a token as serviceName, expected a name that is known at synthesis, since parameters are named after it: give plain text'));
  });

  test('one of another stack by a name that can\'t be', () => {
    const { stack } = aLuigiStack();
    expect(() => LuigiService.fromLuigiServiceAttributes(stack, 'There', { serviceName: 'No' })).toThrow(new Error(
      'got \'No\' as serviceName, expected lower-case letters, digits and inner hyphens, 32 at most'));
  });

  test.each(['http://workers.luigi.internal:8444', 'workers.luigi.internal:8444', 'https://workers.luigi.internal:8444/api', 'https://a b:8444', 'https://me@workers.luigi.internal:8444', ''])(
    'one of another stack by the address "%s" for workers, which is no worker lane\'s', (workerUrl) => {
      const { stack } = aLuigiStack();
      expect(() => LuigiService.fromLuigiServiceAttributes(stack, 'There', { serviceName: 'there', workerUrl })).toThrow(new Error(
        `got the workerUrl ${JSON.stringify(workerUrl)} for the service there of another stack, expected https, host and port such as https://workers.there.internal:8444: give service.workerUrl of the app that made it`));
    });

  test.each(['https://workers.luigi.internal:8444', 'https://workers.luigi.internal:8444/', Token.asString({ Ref: 'WorkerUrl' }), `https://${Token.asString({ Ref: 'Host' })}:8444`])('one of another stack is taken by the address %s for workers', (workerUrl) => {
    const { stack } = aLuigiStack();
    expect(LuigiService.fromLuigiServiceAttributes(stack, 'There', { serviceName: 'there', workerUrl }).workerUrl).toBe(workerUrl);
  });
});

describe('a service is not refused', () => {
  test.each<[string, Over]>([
    ['on the least of the largest', memory(16_384, 32_768)],
    ['on the most of the smallest', memory(512, 4096)],
    ['with the zone itself for a name', (stack) => ({ domainName: 'example.com', hostedZone: zone('example.com')(stack) })],
    ['with a zone that is written with its dot', (stack) => ({ hostedZone: zone('example.com.')(stack) })],
    ['at the limits of calls', () => ({ callsPerMinute: 1, changesPerMinute: 1_000_000 })],
    ['with access logs for a day', () => ({ loadBalancer: { accessLogRetention: Duration.days(1) } })],
    ['with ranges of both address families', () => ({ loadBalancer: { subnetCidrs: ['10.0.2.0/23', '2001:db8::/56'] } })],
    ['where numbers, names and ranges are known at deployment only', () => ({
      cpu: Token.asNumber({ Ref: 'Cpu' }), memoryLimitMiB: Token.asNumber({ Ref: 'Memory' }), domainName: Token.asString({ Ref: 'Domain' }),
      callsPerMinute: Token.asNumber({ Ref: 'Calls' }), changesPerMinute: Token.asNumber({ Ref: 'Changes' }),
      loadBalancer: { subnetCidrs: [Token.asString({ Ref: 'Cidr' })] },
    })],
    ['where only memory is known at deployment', () => ({ memoryLimitMiB: Token.asNumber({ Ref: 'Memory' }) })],
    ['where the list of ranges is known at deployment only', () => ({ loadBalancer: { subnetCidrs: Token.asList({ Ref: 'Cidrs' }) } })],
    ['where the zone\'s name is known at deployment only', (stack) => ({ hostedZone: zone(Token.asString({ Ref: 'ZoneName' }))(stack) })],
  ])('%s', (_, over) => {
    expect(() => aLuigiStack(over)).not.toThrow();
  });
});
