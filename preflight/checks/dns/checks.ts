import { isAbsent, list, number, objects, reference, shown, text, texts } from '../../../lib/cloudformation/read';
import type { Resource } from '../../../lib/cloudformation/resource';
import { target } from '../../../lib/cloudformation/template';
import { assemblyCheck, type Check, resourceCheck } from '../check';

const RECORD = 'AWS::Route53::RecordSet';

/** Route 53, certificates and Cloud Map. */
export const DNS_CHECKS: readonly Check[] = [
  resourceCheck('route53-record', [RECORD], (record, found) => {
    const [name, zone, type] = [withoutDot(text(record.get('Name'))), zoneName(record), text(record.get('Type'))];
    if (name !== undefined && zone !== undefined && name !== zone && !name.endsWith(`.${zone}`)) found(`record ${name} in zone ${zone}: expected a name within; correct it`, 'Name');
    if (name !== undefined && zone === name && type === 'CNAME') found(`CNAME at the top of zone ${zone}: expected an alias record of type A; change it`, 'Type');
    const isAlias = record.get('AliasTarget') !== undefined;
    if (isAlias && !isAbsent(record.get('TTL'))) found('an alias record with a TTL: expected none; remove it', 'TTL');
    if (isAlias && record.get('ResourceRecords') !== undefined) found('an alias record with ResourceRecords: expected one of them; remove the other', 'ResourceRecords');
    if (!isAlias && record.get('ResourceRecords') !== undefined && isAbsent(record.get('TTL'))) found('a record without TTL: expected seconds; add it', 'TTL');
    const routing = ['Weight', 'Failover', 'Region', 'GeoLocation', 'MultiValueAnswer', 'CidrRoutingConfig', 'GeoProximityLocation'].filter((key) => !isAbsent(record.get(key)));
    if (routing.length > 1) found(`${routing.join(' with ')}: expected one way of routing; keep one`);
    if (routing.length > 0 && isAbsent(record.get('SetIdentifier'))) found(`${routing[0]} without SetIdentifier: expected one; add it`, 'SetIdentifier');
    if (routing.length === 0 && !isAbsent(record.get('SetIdentifier'))) found('SetIdentifier without Weight, Failover, Region or the like: expected one of these; add it or remove the identifier', 'SetIdentifier');
    const weight = number(record.get('Weight'));
    if (weight !== undefined && (weight < 0 || weight > 255)) found(`weight ${weight}: expected 0 to 255; change it`, 'Weight');
    if (type === 'CNAME' && texts(record.get('ResourceRecords') ?? []).length > 1) found('a CNAME of several names: expected one; keep one', 'ResourceRecords');
  }),

  assemblyCheck('route53-record-doubled', (assembly, found) => {
    const taken = new Map<string, { name: string; routed: boolean }>();
    for (const record of assembly.ofType(RECORD)) {
      if (record.raw.Condition !== undefined) continue;
      const name = withoutDot(shown(record.get('Name'))) ?? '';
      const key = [record.template.source.file, shown(record.get('HostedZoneId') ?? record.get('HostedZoneName')), name, shown(record.get('Type')), shown(record.get('SetIdentifier'))].join(' ');
      const other = taken.get(key);
      if (other !== undefined) found({ template: record.template, resource: record, at: 'Name', message: `record ${name} of type ${shown(record.get('Type'))} is made by ${other.name} too: expected it once; change one` });
      else taken.set(key, { name: record.logicalId, routed: !isAbsent(record.get('SetIdentifier')) });
    }
  }),

  resourceCheck('route53-zone', ['AWS::Route53::HostedZone'], (zone, found) => {
    const name = withoutDot(text(zone.get('Name')));
    if (name !== undefined && (!/^[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i.test(name) || name.length > 255 || name.split('.').some((label) => label.length > 63))) found(`zone ${name}: expected a domain name; correct it`, 'Name');
  }),

  resourceCheck('acm-certificate', ['AWS::CertificateManager::Certificate'], (certificate, found) => {
    const main = text(certificate.get('DomainName'));
    const others = texts(certificate.get('SubjectAlternativeNames') ?? []);
    if (main !== undefined && main.length > 64) found(`certificate for a name of ${main.length} characters: expected 64 at most as DomainName; put it among SubjectAlternativeNames`, 'DomainName');
    for (const name of [main, ...others]) {
      if (name !== undefined && !/^(\*\.)?([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i.test(name)) found(`certificate for ${name}: expected a domain name, at most with "*." in front; correct it`, 'DomainName');
    }
    if (others.length > 100) found(`${others.length} alternative names: expected 100 at most; use a wildcard`, 'SubjectAlternativeNames');
    if (text(certificate.get('ValidationMethod')) === 'EMAIL') return;
    objects(certificate.get('DomainValidationOptions')).forEach((option, index) => {
      const [domain, zone] = [text(option.DomainName)?.replace(/^\*\./, ''), target(reference(option.HostedZoneId))];
      const zoned = zone?.type === 'AWS::Route53::HostedZone' ? withoutDot(text(zone.get('Name'))) : undefined;
      if (domain !== undefined && zoned !== undefined && domain !== zoned && !domain.endsWith(`.${zoned}`)) found(`${domain} is to be proven in zone ${zoned}: expected a zone that it is in; correct HostedZoneId`, `DomainValidationOptions.${index}`);
      if (zone?.type === 'AWS::Route53::HostedZone' && (list(zone.get('VPCs')) ?? []).length > 0) found(`zone ${zone.logicalId} is private: expected a public one, which the certificate authority can read; change HostedZoneId`, `DomainValidationOptions.${index}`);
    });
  }),

  resourceCheck('cloudfront-certificate', ['AWS::CloudFront::Distribution'], (distribution, found) => {
    const arn = distribution.get('DistributionConfig', 'ViewerCertificate', 'AcmCertificateArn');
    const certificate = target(reference(arn));
    const region = /^arn:aws:acm:([\w-]+):/.exec(text(arn) ?? '')?.[1] ?? (certificate?.type === 'AWS::CertificateManager::Certificate' ? certificate.template.environment.region : undefined);
    if (region !== undefined && region !== 'us-east-1') found(`certificate of region ${region}: expected us-east-1, the one that CloudFront reads; request it there`, 'DistributionConfig.ViewerCertificate');
  }),

  resourceCheck('cloud-map-service', ['AWS::ServiceDiscovery::Service'], (service, found) => {
    const namespace = target(reference(service.get('NamespaceId') ?? service.get('DnsConfig', 'NamespaceId')));
    const types = objects(service.get('DnsConfig', 'DnsRecords')).map(({ Type }) => text(Type));
    const [health, custom] = [service.get('HealthCheckConfig'), service.get('HealthCheckCustomConfig')];
    if (health !== undefined && custom !== undefined) found('HealthCheckConfig with HealthCheckCustomConfig: expected one of them; remove the other', 'HealthCheckConfig');
    if (health !== undefined && namespace !== undefined && namespace.type !== 'AWS::ServiceDiscovery::PublicDnsNamespace') found(`HealthCheckConfig in namespace ${namespace.logicalId}, which is not public: expected HealthCheckCustomConfig; change it`, 'HealthCheckConfig');
    if (namespace?.type === 'AWS::ServiceDiscovery::HttpNamespace' && service.get('DnsConfig') !== undefined) found(`DNS records in HTTP namespace ${namespace.logicalId}: expected none; remove DnsConfig or use a DNS namespace`, 'DnsConfig');
    if (types.includes('CNAME') && types.length > 1) found(`records ${types.join(', ')}: expected CNAME alone; remove the others`, 'DnsConfig');
    if (types.includes('CNAME') && text(service.get('DnsConfig', 'RoutingPolicy')) === 'MULTIVALUE') found('CNAME with routing MULTIVALUE: expected WEIGHTED; change it', 'DnsConfig');
    const name = text(service.get('Name'));
    if (name !== undefined && (name.length > 127 || types.length > 0 && !/^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/i.test(name))) found(`service ${name}: expected the labels of a host name; rename it`, 'Name');
  }),
];

function withoutDot(name: string | undefined): string | undefined {
  return name?.replace(/\.$/, '').toLowerCase();
}

function zoneName(record: Resource): string | undefined {
  const zone = target(reference(record.get('HostedZoneId')));
  return withoutDot(zone?.type === 'AWS::Route53::HostedZone' ? text(zone.get('Name')) : text(record.get('HostedZoneName')));
}
