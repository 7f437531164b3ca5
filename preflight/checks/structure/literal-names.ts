import { everyAt, text } from '../../../lib/cloudformation/read';
import { waitsFor } from '../../../lib/cloudformation/references';
import { assemblyCheck, type Check, resourceCheck } from '../check';

/** Properties that name another resource by its name, with the type that is meant and the property that names it. */
const USES: Readonly<Record<string, readonly (readonly [path: string, type: string, name: string])[]>> = {
  'AWS::Logs::MetricFilter': [['LogGroupName', 'AWS::Logs::LogGroup', 'LogGroupName']],
  'AWS::Logs::SubscriptionFilter': [['LogGroupName', 'AWS::Logs::LogGroup', 'LogGroupName']],
  'AWS::Backup::BackupPlan': [['BackupPlan.BackupPlanRule.*.TargetBackupVault', 'AWS::Backup::BackupVault', 'BackupVaultName']],
  'AWS::IAM::Policy': [['Roles.*', 'AWS::IAM::Role', 'RoleName'], ['Users.*', 'AWS::IAM::User', 'UserName'], ['Groups.*', 'AWS::IAM::Group', 'GroupName']],
  'AWS::IAM::InstanceProfile': [['Roles.*', 'AWS::IAM::Role', 'RoleName']],
  'AWS::ECS::Service': [['Cluster', 'AWS::ECS::Cluster', 'ClusterName'], ['TaskDefinition', 'AWS::ECS::TaskDefinition', 'Family']],
  'AWS::Events::Rule': [['EventBusName', 'AWS::Events::EventBus', 'Name']],
  'AWS::S3::BucketPolicy': [['Bucket', 'AWS::S3::Bucket', 'BucketName']],
  'AWS::RDS::DBInstance': [['DBSubnetGroupName', 'AWS::RDS::DBSubnetGroup', 'DBSubnetGroupName'], ['DBClusterIdentifier', 'AWS::RDS::DBCluster', 'DBClusterIdentifier']],
  'AWS::RDS::DBCluster': [['DBSubnetGroupName', 'AWS::RDS::DBSubnetGroup', 'DBSubnetGroupName']],
  'AWS::Lambda::Permission': [['FunctionName', 'AWS::Lambda::Function', 'FunctionName']],
  'AWS::Lambda::EventSourceMapping': [['FunctionName', 'AWS::Lambda::Function', 'FunctionName']],
};

/** A name that is written out tells CloudFormation nothing of the order in which to make things. */
export const LITERAL_NAME_CHECKS: readonly Check[] = [
  resourceCheck('order-by-name', Object.keys(USES), (resource, found) => {
    for (const [path, type, property] of USES[resource.type] ?? []) {
      for (const name of everyAt(resource.properties, path).map((value) => text(value))) {
        const other = name === undefined ? undefined : resource.template.ofType(type).find((one) => text(one.get(property)) === name
          && one.raw.Condition === undefined);
        if (other !== undefined && !waitsFor(resource, other)) found(`names ${name}, and may be made before ${other.logicalId}: expected Ref or DependsOn; add it`, path);
      }
    }
  }),

  assemblyCheck('parameter-of-own-stack', (assembly, found) => {
    for (const template of assembly.templates) {
      const made = new Map(template.ofType('AWS::SSM::Parameter').map((parameter) => [text(parameter.get('Name')), parameter]));
      for (const [id, { Type, Default }] of Object.entries(template.raw.Parameters ?? {})) {
        const parameter = typeof Type === 'string' && Type.startsWith('AWS::SSM::Parameter::') && typeof Default === 'string' ? made.get(Default) : undefined;
        if (parameter !== undefined) found({ template, resource: parameter, message: `parameter ${id} of the stack reads ${String(Default)}, which this stack makes: expected one that is there before; use the value itself` });
      }
    }
  }),
];
