import { shown } from '../../../lib/cloudformation/read';
import type { Resource } from '../../../lib/cloudformation/resource';
import { Unknown, Text } from '../../../lib/cloudformation/value';
import { assemblyCheck, type Check } from '../check';

/** The property that names a resource, unique in an account and region (or in what the second entry names). */
const NAMES: Readonly<Record<string, readonly [name: string, within?: string]>> = {
  'AWS::S3::Bucket': ['BucketName'], 'AWS::SQS::Queue': ['QueueName'], 'AWS::SNS::Topic': ['TopicName'], 'AWS::DynamoDB::Table': ['TableName'], 'AWS::Lambda::Function': ['FunctionName'],
  'AWS::Logs::LogGroup': ['LogGroupName'], 'AWS::SSM::Parameter': ['Name'], 'AWS::SecretsManager::Secret': ['Name'], 'AWS::IAM::Role': ['RoleName'], 'AWS::IAM::User': ['UserName'],
  'AWS::IAM::ManagedPolicy': ['ManagedPolicyName', 'Path'], 'AWS::IAM::InstanceProfile': ['InstanceProfileName'], 'AWS::KMS::Alias': ['AliasName'], 'AWS::ECS::Cluster': ['ClusterName'],
  'AWS::ECR::Repository': ['RepositoryName'], 'AWS::ElasticLoadBalancingV2::LoadBalancer': ['Name'], 'AWS::ElasticLoadBalancingV2::TargetGroup': ['Name'], 'AWS::StepFunctions::StateMachine': ['StateMachineName'],
  'AWS::Events::Rule': ['Name', 'EventBusName'], 'AWS::Events::EventBus': ['Name'], 'AWS::Scheduler::Schedule': ['Name', 'GroupName'], 'AWS::Scheduler::ScheduleGroup': ['Name'],
  'AWS::CloudWatch::Alarm': ['AlarmName'], 'AWS::CloudWatch::CompositeAlarm': ['AlarmName'], 'AWS::CloudWatch::Dashboard': ['DashboardName'], 'AWS::Backup::BackupVault': ['BackupVaultName'],
  'AWS::Cognito::UserPoolDomain': ['Domain'], 'AWS::Cognito::UserPoolGroup': ['GroupName', 'UserPoolId'], 'AWS::Cognito::UserPoolIdentityProvider': ['ProviderName', 'UserPoolId'],
  'AWS::WAFv2::WebACL': ['Name', 'Scope'], 'AWS::WAFv2::IPSet': ['Name', 'Scope'], 'AWS::RDS::DBInstance': ['DBInstanceIdentifier'], 'AWS::RDS::DBCluster': ['DBClusterIdentifier'],
  'AWS::ECS::Service': ['ServiceName', 'Cluster'], 'AWS::EC2::SecurityGroup': ['GroupName', 'VpcId'], 'AWS::ServiceDiscovery::Service': ['Name', 'NamespaceId'], 'AWS::Kinesis::Stream': ['Name'],
};

/** Names that belong to the whole account, whatever the region. */
const GLOBAL = new Set(['AWS::S3::Bucket', 'AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::InstanceProfile']);

/** Two resources can't have one name. */
export const PHYSICAL_NAME_CHECKS: readonly Check[] = [
  assemblyCheck('name-doubled', (assembly, found) => {
    const taken = new Map<string, Resource>();
    for (const resource of assembly.ofType(...Object.keys(NAMES))) {
      const key = keyOf(resource);
      if (key === undefined || resource.raw.Condition !== undefined) continue;
      const other = taken.get(key);
      if (other === undefined) {
        taken.set(key, resource);
        continue;
      }
      const [property] = NAMES[resource.type] as readonly [string];
      const where = other.template === resource.template ? other.logicalId : `${other.logicalId} of stack ${other.template.stack}`;
      found({ template: resource.template, resource, at: property, message: `${property} ${shown(resource.get(property))} is that of ${where} too: expected a name of its own; rename one` });
    }
  }),
];

function keyOf(resource: Resource): string | undefined {
  const [property, within] = NAMES[resource.type] as readonly [string, string?];
  const name = resource.get(property);
  // What else is not known may differ, also between two stacks of one name.
  const isFixed = typeof name === 'string' && !name.includes('{{resolve:') || name instanceof Text && name.parts.every((part) => typeof part === 'string' || part instanceof Unknown && ['AWS::Region', 'AWS::AccountId', 'AWS::Partition'].includes(part.shown));
  if (!isFixed) return undefined;
  const { account, region } = resource.template.environment;
  const scope = within === undefined ? '' : shown(resource.get(within));
  const isLocal = scope.includes('${') ? resource.template.source.file : '';
  const kind = resource.type.replace(/CloudWatch::CompositeAlarm$/, 'CloudWatch::Alarm');
  return [kind, account, GLOBAL.has(resource.type) ? '' : region, isLocal, scope, shown(name)].join(' ');
}
