import { Stack } from 'aws-cdk-lib';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AuroraPostgresEngineVersion, ClusterInstance, DatabaseCluster, DatabaseClusterEngine, DatabaseInstance, DatabaseInstanceEngine } from 'aws-cdk-lib/aws-rds';
import { DATABASE_NOT_PUBLIC } from '../../../../../../../lib/compliance/soc2/rules/cc6-1/database-not-public';
import { judged } from '../../../../../../support/lib/soc2';
import { HANDED_IN, raw, unresolvedAt, verdictOn } from '../../../../../../support/lib/soc2-resource';

const RDS = 'AWS::RDS::DBInstance';

test.each([
  [RDS, { PubliclyAccessible: 'false' }], ['AWS::Redshift::Cluster', {}], ['AWS::AmazonMQ::Broker', { PubliclyAccessible: false }], ['AWS::RedshiftServerless::Workgroup', {}],
])('%s complies with %j', (type, properties) => {
  expect(verdictOn(DATABASE_NOT_PUBLIC, type, properties)).toEqual([]);
});

test.each([
  [RDS, { PubliclyAccessible: true }], [RDS, { PubliclyAccessible: 'true' }], [RDS, {}], ['AWS::DMS::ReplicationInstance', {}], ['AWS::Redshift::Cluster', { PubliclyAccessible: true }],
])('%s is found with %j', (type, properties) => {
  expect(verdictOn(DATABASE_NOT_PUBLIC, type, properties)).toEqual(['']);
});

test('where nothing is said, the subnets decide: by CDK, also in another stack', () => {
  const found = judged(DATABASE_NOT_PUBLIC, (stack) => {
    const vpc = new Vpc(stack, 'Vpc');
    const engine = DatabaseInstanceEngine.POSTGRES;
    new DatabaseInstance(stack, 'Private', { vpc, engine });
    new DatabaseInstance(stack, 'Public', { vpc, engine, vpcSubnets: { subnetType: SubnetType.PUBLIC } });
    new DatabaseCluster(new Stack(stack.node.root, 'Other'), 'Cluster', {
      vpc, engine: DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.VER_15_3 }), writer: ClusterInstance.provisioned('Writer'),
    });
  });

  expect(found).toEqual({ 'Stack/Private/Resource': [], 'Stack/Public/Resource': [''], 'Other/Cluster/Writer/Resource': [] });
});

test('a subnet is public too by its way to an internet gateway', () => {
  const behind = (gateway: string) => verdictOn(DATABASE_NOT_PUBLIC, RDS, { DBSubnetGroupName: { Ref: 'Group' } }, (stack) => {
    raw(stack, 'Group', 'AWS::RDS::DBSubnetGroup', { SubnetIds: [{ Ref: 'Subnet' }] });
    raw(stack, 'Subnet', 'AWS::EC2::Subnet', {});
    raw(stack, 'Table', 'AWS::EC2::RouteTable', {});
    raw(stack, 'Tie', 'AWS::EC2::SubnetRouteTableAssociation', { SubnetId: { Ref: 'Subnet' }, RouteTableId: { Ref: 'Table' } });
    raw(stack, 'Internet', 'AWS::EC2::InternetGateway', {});
    raw(stack, 'Vpn', 'AWS::EC2::VPNGateway', {});
    raw(stack, 'Route', 'AWS::EC2::Route', { RouteTableId: { Ref: 'Table' }, DestinationCidrBlock: '0.0.0.0/0', GatewayId: { Ref: gateway } });
  });

  expect(behind('Internet')).toEqual(['']);
  expect(behind('Vpn')).toEqual([]);
});

test('what can\'t be told is a finding of its own', () => {
  expect(verdictOn(DATABASE_NOT_PUBLIC, RDS, { PubliclyAccessible: HANDED_IN })).toEqual(unresolvedAt('PubliclyAccessible'));
  expect(verdictOn(DATABASE_NOT_PUBLIC, RDS, { DBSubnetGroupName: 'ours' })).toEqual(unresolvedAt('PubliclyAccessible'));
  expect(verdictOn(DATABASE_NOT_PUBLIC, RDS, { DBClusterIdentifier: 'ours' })).toEqual(unresolvedAt('DBClusterIdentifier'));
});

test('tables are not looked at', () => {
  expect(verdictOn(DATABASE_NOT_PUBLIC, 'AWS::DynamoDB::Table', {})).toBeUndefined();
});
