import { everyAt } from '../../../lib/cloudformation/read';
import { type Check, resourceCheck } from '../check';
import { roleOf, trusts } from '../support/role';

/** Which service takes on the role that a property names. `*` stands for all members of a list. */
const USES: Readonly<Record<string, readonly (readonly [path: string, ...services: readonly string[]])[]>> = {
  'AWS::ECS::TaskDefinition': [['ExecutionRoleArn', 'ecs-tasks'], ['TaskRoleArn', 'ecs-tasks']],
  'AWS::ECS::Service': [['VolumeConfigurations.*.ManagedEBSVolume.RoleArn', 'ecs']],
  'AWS::Lambda::Function': [['Role', 'lambda']],
  'AWS::StepFunctions::StateMachine': [['RoleArn', 'states']],
  'AWS::Events::Rule': [['RoleArn', 'events'], ['Targets.*.RoleArn', 'events']],
  'AWS::Scheduler::Schedule': [['Target.RoleArn', 'scheduler']],
  'AWS::Pipes::Pipe': [['RoleArn', 'pipes']],
  'AWS::Backup::BackupSelection': [['BackupSelection.IamRoleArn', 'backup']],
  'AWS::EC2::FlowLog': [['DeliverLogsPermissionArn', 'vpc-flow-logs']],
  'AWS::RDS::DBInstance': [['MonitoringRoleArn', 'monitoring']],
  'AWS::RDS::DBProxy': [['RoleArn', 'rds']],
  'AWS::S3::Bucket': [['ReplicationConfiguration.Role', 's3']],
  'AWS::Logs::SubscriptionFilter': [['RoleArn', 'logs']],
  'AWS::KinesisFirehose::DeliveryStream': [['ExtendedS3DestinationConfiguration.RoleARN', 'firehose'], ['S3DestinationConfiguration.RoleARN', 'firehose']],
  'AWS::CloudTrail::Trail': [['CloudWatchLogsRoleArn', 'cloudtrail']],
  'AWS::ApiGateway::Account': [['CloudWatchRoleArn', 'apigateway']],
  'AWS::CodeBuild::Project': [['ServiceRole', 'codebuild']],
  'AWS::CodePipeline::Pipeline': [['RoleArn', 'codepipeline']],
  'AWS::CodeDeploy::DeploymentGroup': [['ServiceRoleArn', 'codedeploy']],
  'AWS::EKS::Cluster': [['RoleArn', 'eks']],
  'AWS::EKS::Nodegroup': [['NodeRole', 'ec2']],
  'AWS::Batch::ComputeEnvironment': [['ServiceRole', 'batch']],
  'AWS::Glue::Job': [['Role', 'glue']],
  'AWS::SNS::Subscription': [['SubscriptionRoleArn', 'sns']],
  'AWS::Cognito::UserPool': [['SmsConfiguration.SnsCallerArn', 'cognito-idp']],
  'AWS::Config::ConfigurationRecorder': [['RoleARN', 'config']],
};

/** A role that a service is given must let that service take it on. */
export const ROLE_USE_CHECKS: readonly Check[] = [
  resourceCheck('iam-role-trust', Object.keys(USES), (resource, found) => {
    for (const [path, ...services] of USES[resource.type] ?? []) {
      for (const value of everyAt(resource.properties, path)) {
        const role = roleOf(value);
        if (role === undefined || services.some((service) => trusts(role, service))) continue;
        found(`role ${role.logicalId} does not trust ${services[0]}.amazonaws.com: expected sts:AssumeRole for it in AssumeRolePolicyDocument; add it or name another role`, path);
      }
    }
  }),
];
