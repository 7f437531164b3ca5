import { isAbsent } from '../../../../cloudformation/read';
import { resourcesIn } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule, Scene } from '../../rule';
import { COMPLIANT, NON_COMPLIANT, unresolved } from '../../verdict';
import { DATABASE_INSTANCE } from '../support/databases';
import { checkFlag } from '../support/look';
import { securityHub } from '../support/security-hub';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';
import { anyPublic } from '../support/subnets';

/** What the service does where PubliclyAccessible is not given; with RDS it depends on the network. */
const WHEN_ABSENT: Readonly<Record<string, boolean>> = {
  'AWS::AmazonMQ::Broker': false,
  'AWS::DMS::ReplicationInstance': true,
  'AWS::Redshift::Cluster': false,
  'AWS::RedshiftServerless::Workgroup': false,
};

/** A database has no address on the internet. */
export const DATABASE_NOT_PUBLIC: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  alsoServes: [TrustServicesCriterion.CC6_6],
  name: 'DatabaseNotPublic',
  info: 'The database, or what copies it, has an address that the internet reaches.',
  explanation: 'Then its password and its security groups are all that is before it (CC6.1, CC6.6). Set PubliclyAccessible to false. Where RDS is not told, it gives a public address to what stands in a public subnet.',
  sources: [
    CDK_NAG_RULES, securityHub('rds'), securityHub('redshift'), securityHub('dms'), cloudFormation(DATABASE_INSTANCE), cloudFormation('AWS::Redshift::Cluster'),
    'https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html',
  ],
  resourceTypes: [DATABASE_INSTANCE, ...Object.keys(WHEN_ABSENT)],
  check: (database, { estate }) => {
    const whenAbsent = WHEN_ABSENT[database.type];
    if (whenAbsent !== undefined || !isAbsent(database.get('PubliclyAccessible'))) {
      return checkFlag(database.properties, ['PubliclyAccessible'], { wanted: false, whenAbsent: whenAbsent === true });
    }
    return checkNetwork(database, estate);
  },
};

/** An instance of a cluster is in the cluster's subnets. */
function checkNetwork(instance: Resource, estate: Scene['estate']): readonly string[] {
  const cluster = resourcesIn(instance.get('DBClusterIdentifier')).find(({ type }) => type === 'AWS::RDS::DBCluster');
  const named = [instance, cluster].map((owner) => owner?.get('DBSubnetGroupName')).find((name) => !isAbsent(name));
  if (named === undefined) return cluster === undefined && !isAbsent(instance.get('DBClusterIdentifier')) ? unresolved('DBClusterIdentifier') : NON_COMPLIANT;
  const group = resourcesIn(named).find(({ type }) => type === 'AWS::RDS::DBSubnetGroup');
  const open = group === undefined ? undefined : anyPublic(group.get('SubnetIds'), estate);
  if (open === undefined) return unresolved('PubliclyAccessible');
  return open ? NON_COMPLIANT : COMPLIANT;
}
