import { everyAt, text } from '../../../lib/cloudformation/read';
import { target } from '../../../lib/cloudformation/template';
import { Reference } from '../../../lib/cloudformation/value';
import { type Check, resourceCheck } from '../check';

/** What gives a value of some kind: the type, and its attributes that do; `Ref` is one of them. */
const KINDS = {
  'role ARN': { 'AWS::IAM::Role': ['Arn'] },
  'target group ARN': { 'AWS::ElasticLoadBalancingV2::TargetGroup': ['Ref', 'TargetGroupArn'] },
  'listener ARN': { 'AWS::ElasticLoadBalancingV2::Listener': ['Ref', 'ListenerArn'] },
  'load balancer ARN': { 'AWS::ElasticLoadBalancingV2::LoadBalancer': ['Ref', 'LoadBalancerArn'] },
  'topic ARN': { 'AWS::SNS::Topic': ['Ref', 'TopicArn'] },
  'queue ARN': { 'AWS::SQS::Queue': ['Arn'] },
  'queue or topic ARN': { 'AWS::SQS::Queue': ['Arn'], 'AWS::SNS::Topic': ['Ref', 'TopicArn'] },
  'function ARN': { 'AWS::Lambda::Function': ['Arn'], 'AWS::Lambda::Alias': ['Ref', 'AliasArn'], 'AWS::Lambda::Version': ['Ref', 'FunctionArn'] },
  'subnet id': { 'AWS::EC2::Subnet': ['Ref', 'SubnetId'] },
  'security group id': { 'AWS::EC2::SecurityGroup': ['Ref', 'GroupId', 'Id'], 'AWS::EC2::VPC': ['DefaultSecurityGroup'] },
  'VPC id': { 'AWS::EC2::VPC': ['Ref', 'VpcId'] },
  'log group ARN': { 'AWS::Logs::LogGroup': ['Arn'] },
  'log group name': { 'AWS::Logs::LogGroup': ['Ref'] },
  'key ARN': { 'AWS::KMS::Key': ['Arn'] },
  'file system id': { 'AWS::EFS::FileSystem': ['Ref', 'FileSystemId'] },
  'user pool id': { 'AWS::Cognito::UserPool': ['Ref', 'UserPoolId'] },
  'user pool ARN': { 'AWS::Cognito::UserPool': ['Arn'] },
  'user pool client id': { 'AWS::Cognito::UserPoolClient': ['Ref', 'ClientId'] },
  'web ACL ARN': { 'AWS::WAFv2::WebACL': ['Arn'] },
  'hosted zone id': { 'AWS::Route53::HostedZone': ['Ref', 'Id'] },
  'certificate ARN': { 'AWS::CertificateManager::Certificate': ['Ref', 'Arn', 'CertificateArn'] },
  'bucket name': { 'AWS::S3::Bucket': ['Ref'] },
  'state machine ARN': { 'AWS::StepFunctions::StateMachine': ['Ref', 'Arn'] },
  'service registry ARN': { 'AWS::ServiceDiscovery::Service': ['Arn'] },
  'any target ARN': {
    'AWS::SQS::Queue': ['Arn'], 'AWS::SNS::Topic': ['Ref', 'TopicArn'], 'AWS::Lambda::Function': ['Arn'], 'AWS::StepFunctions::StateMachine': ['Ref', 'Arn'], 'AWS::ECS::Cluster': ['Arn'],
    'AWS::Logs::LogGroup': ['Arn'], 'AWS::Kinesis::Stream': ['Arn'], 'AWS::Events::EventBus': ['Arn'], 'AWS::Lambda::Alias': ['Ref', 'AliasArn'], 'AWS::Lambda::Version': ['Ref', 'FunctionArn'],
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

type Kind = keyof typeof KINDS;

/** Where values of these kinds stand. `*` stands for all members of a list. */
const USES: Readonly<Record<string, readonly (readonly [path: string, kind: Kind])[]>> = {
  'AWS::ECS::TaskDefinition': [['ExecutionRoleArn', 'role ARN'], ['TaskRoleArn', 'role ARN']],
  'AWS::ECS::Service': [
    ['LoadBalancers.*.TargetGroupArn', 'target group ARN'], ['ServiceRegistries.*.RegistryArn', 'service registry ARN'],
    ['NetworkConfiguration.AwsvpcConfiguration.Subnets.*', 'subnet id'], ['NetworkConfiguration.AwsvpcConfiguration.SecurityGroups.*', 'security group id'],
  ],
  'AWS::Lambda::Function': [['Role', 'role ARN'], ['VpcConfig.SubnetIds.*', 'subnet id'], ['VpcConfig.SecurityGroupIds.*', 'security group id'], ['DeadLetterConfig.TargetArn', 'queue or topic ARN'], ['KmsKeyArn', 'key ARN']],
  'AWS::StepFunctions::StateMachine': [['RoleArn', 'role ARN'], ['LoggingConfiguration.Destinations.*.CloudWatchLogsLogGroup.LogGroupArn', 'log group ARN']],
  'AWS::Scheduler::Schedule': [['Target.RoleArn', 'role ARN'], ['Target.Arn', 'any target ARN'], ['Target.DeadLetterConfig.Arn', 'queue ARN']],
  'AWS::Events::Rule': [['RoleArn', 'role ARN'], ['Targets.*.RoleArn', 'role ARN'], ['Targets.*.Arn', 'any target ARN'], ['Targets.*.DeadLetterConfig.Arn', 'queue ARN']],
  'AWS::Backup::BackupSelection': [['BackupSelection.IamRoleArn', 'role ARN']],
  'AWS::ElasticLoadBalancingV2::Listener': [['LoadBalancerArn', 'load balancer ARN'], ['DefaultActions.*.TargetGroupArn', 'target group ARN'], ['Certificates.*.CertificateArn', 'certificate ARN'],
    ['DefaultActions.*.AuthenticateCognitoConfig.UserPoolArn', 'user pool ARN'], ['DefaultActions.*.AuthenticateCognitoConfig.UserPoolClientId', 'user pool client id']],
  'AWS::ElasticLoadBalancingV2::ListenerRule': [['ListenerArn', 'listener ARN'], ['Actions.*.TargetGroupArn', 'target group ARN'],
    ['Actions.*.AuthenticateCognitoConfig.UserPoolArn', 'user pool ARN'], ['Actions.*.AuthenticateCognitoConfig.UserPoolClientId', 'user pool client id']],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': [['Subnets.*', 'subnet id'], ['SecurityGroups.*', 'security group id']],
  'AWS::ElasticLoadBalancingV2::TargetGroup': [['VpcId', 'VPC id']],
  'AWS::EC2::SecurityGroup': [['VpcId', 'VPC id']],
  'AWS::EC2::Subnet': [['VpcId', 'VPC id']],
  'AWS::EFS::MountTarget': [['FileSystemId', 'file system id'], ['SubnetId', 'subnet id'], ['SecurityGroups.*', 'security group id']],
  'AWS::EFS::AccessPoint': [['FileSystemId', 'file system id']],
  'AWS::CloudWatch::Alarm': [['AlarmActions.*', 'topic ARN'], ['OKActions.*', 'topic ARN']],
  'AWS::CloudWatch::CompositeAlarm': [['AlarmActions.*', 'topic ARN']],
  'AWS::SNS::Subscription': [['TopicArn', 'topic ARN']],
  'AWS::SNS::TopicPolicy': [['Topics.*', 'topic ARN']],
  'AWS::Logs::LogGroup': [['KmsKeyId', 'key ARN']],
  'AWS::Logs::MetricFilter': [['LogGroupName', 'log group name']],
  'AWS::Logs::SubscriptionFilter': [['LogGroupName', 'log group name'], ['RoleArn', 'role ARN']],
  'AWS::WAFv2::WebACLAssociation': [['WebACLArn', 'web ACL ARN']],
  'AWS::WAFv2::LoggingConfiguration': [['ResourceArn', 'web ACL ARN'], ['LogDestinationConfigs.*', 'any target ARN']],
  'AWS::Route53::RecordSet': [['HostedZoneId', 'hosted zone id']],
  'AWS::Cognito::UserPoolClient': [['UserPoolId', 'user pool id']],
  'AWS::Cognito::UserPoolDomain': [['UserPoolId', 'user pool id']],
  'AWS::Cognito::UserPoolIdentityProvider': [['UserPoolId', 'user pool id']],
  'AWS::S3::BucketPolicy': [['Bucket', 'bucket name']],
  'AWS::RDS::DBSubnetGroup': [['SubnetIds.*', 'subnet id']],
};

/** All types that a kind knows: another of them is surely the wrong one. Anything else may give whatever it likes. */
const TYPES = new Set(Object.values(KINDS).flatMap((kind) => Object.keys(kind)));

/** What one resource is told of another must be what it asks for: an ARN, not a name. */
export const REFERENCE_CHECKS: readonly Check[] = [
  resourceCheck('reference-kind', Object.keys(USES), (resource, found) => {
    for (const [path, kind] of USES[resource.type] ?? []) {
      const suppliers = KINDS[kind] as Readonly<Record<string, readonly string[]>>;
      for (const value of everyAt(resource.properties, path)) {
        const known = text(value);
        if (known !== undefined && kind.endsWith('ARN') && !known.startsWith('arn:')) found(`"${known}" where the ${kind} is expected: write arn:<partition>:...`, path);
        const named = value instanceof Reference ? target(value) : undefined;
        if (!(value instanceof Reference) || named === undefined || !TYPES.has(named.type)) continue;
        const [got, wanted] = [value.attribute ?? 'Ref', suppliers[named.type]];
        if (wanted?.includes(got) === true) continue;
        const asked = wanted === undefined ? `one of a resource of type ${Object.keys(suppliers).join(', ')}` : `${wanted.map((one) => one === 'Ref' ? 'Ref' : `Fn::GetAtt ${one}`).join(' or ')}`;
        if (kind.endsWith('target ARN') && wanted === undefined || kind === 'topic ARN' && named.type.startsWith('AWS::Lambda::')) continue;
        found(`${got} of ${named.logicalId} (${named.type}) where the ${kind} is expected: expected ${asked}; change it`, path);
      }
    }
  }),
];
