/** Principals of services, without their suffix. Used to find slips: one that is not here but a letter away from one that is. */
export const SERVICES: ReadonlySet<string> = new Set([
  'access-analyzer', 'acm', 'acm-pca', 'airflow', 'airflow-env', 'amplify', 'apidestinations.events', 'apigateway', 'app-integrations', 'appconfig', 'appflow', 'application-autoscaling',
  'applicationinsights', 'appmesh', 'apprunner', 'appstream', 'appsync', 'athena', 'auditmanager', 'autoscaling', 'backup', 'backup-storage', 'batch', 'batchoperations.s3', 'bedrock',
  'bedrock-agentcore', 'billingconsole', 'braket', 'budgets', 'build.apprunner', 'ce', 'chatbot', 'chime', 'cloud9', 'cloudformation', 'cloudfront', 'cloudhsm', 'cloudsearch',
  'cloudtrail', 'cloudwatch', 'codebuild', 'codecommit', 'codedeploy', 'codepipeline', 'codestar', 'codestar-notifications', 'codeguru-reviewer', 'cognito-identity', 'cognito-idp',
  'cognito-sync', 'comprehend', 'config', 'config-conforms', 'connect', 'controltower', 'costalerts', 'custom-resource', 'databrew', 'datapipeline', 'datasync', 'dax', 'delivery.logs',
  'devops-guru', 'directconnect', 'diode', 'dlm', 'dms', 'dms-data-migrations', 'docdb-elastic', 'ds', 'dynamodb', 'ec2', 'ec2fleet', 'ec2scheduled', 'ecr', 'ecs', 'ecs-tasks',
  'edgelambda', 'eks', 'eks-fargate', 'eks-fargate-pods', 'eks-nodegroup', 'elasticache', 'elasticbeanstalk', 'elasticfilesystem', 'elasticloadbalancing', 'elasticmapreduce',
  'elastictranscoder', 'email', 'emr-containers', 'emr-serverless', 'es', 'events', 'evidently', 'export.rds', 'finspace', 'firehose', 'fis', 'fms', 'forecast', 'frauddetector', 'fsx',
  'gamelift', 'glacier', 'globalaccelerator', 'glue', 'grafana', 'greengrass', 'ground-station', 'guardduty', 'health', 'healthlake', 'iam', 'identitystore', 'imagebuilder', 'importexport',
  'inspector', 'inspector2', 'internetmonitor', 'iot', 'iotanalytics', 'iotevents', 'iotsitewise', 'ivs', 'jellyfish', 'kafka', 'kafkaconnect', 'kendra', 'kinesis', 'kinesisanalytics',
  'kms', 'lakeformation', 'lambda', 'lex', 'lexv2', 'license-manager', 'lightsail', 'location', 'logdelivery.elasticloadbalancing', 'logging.s3', 'logger.cloudfront', 'logs', 'lookoutmetrics', 'm2', 'machinelearning', 'macie',
  'managedblockchain', 'mediaconvert', 'medialive', 'mediapackage', 'mediastore', 'mediatailor', 'memorydb', 'mgn', 'migrationhub', 'monitoring', 'monitoring.rds', 'mq', 'nat-gateway', 'neptune',
  'network-firewall', 'networkmanager', 'oam', 'opensearchservice', 'opensearchserverless', 'opsworks', 'opsworks-cm', 'organizations', 'osis', 'osis-pipelines', 'panorama', 'payments', 'personalize',
  'pinpoint', 'pipes', 'polly', 'pricing', 'proton', 'qbusiness', 'qldb', 'quicksight', 'ram', 'rds', 'rds-data', 'redshift', 'redshift-serverless', 'rekognition', 'replication.dynamodb', 'replicator.lambda',
  'resiliencehub', 'resource-groups', 'robomaker', 'rolesanywhere', 'route53', 'route53-recovery-cluster', 'route53domains', 'route53resolver', 's3', 's3-outposts', 'sagemaker', 'scheduler', 'schemas', 'secretsmanager',
  'securityhub', 'securitylake', 'serverlessrepo', 'servicecatalog', 'servicediscovery', 'servicequotas', 'ses', 'shield', 'signer', 'sms', 'sms-voice', 'sns', 'spotfleet', 'spot', 'sqs', 'ssm', 'ssm-incidents', 'ssm-guiconnect',
  'sso', 'states', 'storagegateway', 'streams.metrics.cloudwatch', 'sts', 'support', 'swf', 'synthetics', 'tagpolicies', 'tagging', 'tasks.apprunner', 'textract', 'timestream', 'transcribe', 'transfer', 'translate', 'trustedadvisor',
  'verifiedpermissions', 'vmie', 'vmimportexport', 'voiceid', 'vpc-flow-logs', 'vpc-lattice', 'waf', 'waf-regional', 'wafv2', 'wellarchitected', 'workdocs', 'worklink', 'workmail', 'workspaces', 'workspaces-web', 'xray',
]);

/** Policies of AWS's own that stand under service-role/. Whoever leaves that out names a policy that doesn't exist. */
export const SERVICE_ROLE_POLICIES: ReadonlySet<string> = new Set([
  'AmazonAPIGatewayPushToCloudWatchLogs', 'AmazonDMSCloudWatchLogsRole', 'AmazonDMSVPCManagementRole', 'AmazonEBSCSIDriverPolicy', 'AmazonEC2ContainerServiceAutoscaleRole',
  'AmazonEC2ContainerServiceEventsRole', 'AmazonEC2ContainerServiceforEC2Role', 'AmazonEC2ContainerServiceRole', 'AmazonEC2RoleforAWSCodeDeploy', 'AmazonEC2RoleforSSM',
  'AmazonEC2SpotFleetTaggingRole', 'AmazonECSInfrastructureRolePolicyForVolumes', 'AmazonECSTaskExecutionRolePolicy', 'AmazonEFSCSIDriverPolicy', 'AmazonElasticMapReduceforEC2Role', 'AmazonElasticMapReduceRole',
  'AmazonRDSEnhancedMonitoringRole', 'AmazonS3ObjectLambdaExecutionRolePolicy', 'AmazonSNSRole', 'AmazonSSMAutomationRole', 'AmazonSSMMaintenanceWindowRole', 'AWSBackupServiceRolePolicyForBackup',
  'AWSBackupServiceRolePolicyForRestores', 'AWSBatchServiceRole', 'AWSCodeDeployRole', 'AWSConfigRole', 'AWS_ConfigRole', 'AWSDataLifecycleManagerServiceRole', 'AWSGlueServiceRole', 'AWSLambdaBasicExecutionRole',
  'AWSLambdaDynamoDBExecutionRole', 'AWSLambdaENIManagementAccess', 'AWSLambdaKinesisExecutionRole', 'AWSLambdaMSKExecutionRole', 'AWSLambdaRole', 'AWSLambdaSQSQueueExecutionRole', 'AWSLambdaVPCAccessExecutionRole',
  'AWSQuickSightListIAM', 'AWSServiceCatalogAdminReadOnlyAccess', 'AWSTransferLoggingAccess', 'ApplicationAutoScalingForAmazonAppStreamAccess', 'AutoScalingNotificationAccessRole', 'CloudWatchEventsBuiltInTargetExecutionAccess',
  'CloudWatchEventsInvocationAccess', 'AWSAppSyncPushToCloudWatchLogs', 'AWSElasticBeanstalkEnhancedHealth', 'AmazonCodeGuruReviewerServiceRolePolicy', 'AWSIoTLogging', 'AWSIoTRuleActions', 'AWSIoTThingsRegistration', 'RDSCloudHsmAuthorizationRole',
  'AWSCodeDeployRoleForLambda', 'ServerMigrationServiceRole', 'VMImportExportRoleForAWSConnector',
]);

/** Policies of AWS's own without a path, that are often attached. Used to find slips, and a service-role/ too much. */
export const PLAIN_POLICIES: ReadonlySet<string> = new Set([
  'AdministratorAccess', 'PowerUserAccess', 'ReadOnlyAccess', 'SecurityAudit', 'AmazonAthenaFullAccess', 'AmazonCognitoPowerUser', 'AmazonCognitoReadOnly', 'AmazonDynamoDBFullAccess', 'AmazonDynamoDBReadOnlyAccess', 'AmazonEC2ContainerRegistryFullAccess',
  'AmazonEC2ContainerRegistryPowerUser', 'AmazonEC2ContainerRegistryPullOnly', 'AmazonEC2ContainerRegistryReadOnly', 'AmazonEC2FullAccess', 'AmazonEC2ReadOnlyAccess', 'AmazonECS_FullAccess', 'AmazonEKSClusterPolicy', 'AmazonEKSServicePolicy', 'AmazonEKSWorkerNodePolicy',
  'AmazonEKS_CNI_Policy', 'AmazonEKSVPCResourceController', 'AmazonElastiCacheFullAccess', 'AmazonElasticFileSystemClientFullAccess', 'AmazonElasticFileSystemClientReadWriteAccess', 'AmazonElasticFileSystemClientReadOnlyAccess', 'AmazonElasticFileSystemFullAccess',
  'AmazonEventBridgeFullAccess', 'AmazonKinesisFullAccess', 'AmazonRDSFullAccess', 'AmazonRDSReadOnlyAccess', 'AmazonRedshiftFullAccess', 'AmazonRoute53FullAccess', 'AmazonS3FullAccess', 'AmazonS3ReadOnlyAccess', 'AmazonSESFullAccess', 'AmazonSNSFullAccess', 'AmazonSNSReadOnlyAccess',
  'AmazonSQSFullAccess', 'AmazonSQSReadOnlyAccess', 'AmazonSSMFullAccess', 'AmazonSSMManagedInstanceCore', 'AmazonSSMReadOnlyAccess', 'AmazonVPCFullAccess', 'AmazonVPCReadOnlyAccess', 'AWSCloudFormationFullAccess', 'AWSCodeBuildAdminAccess', 'AWSKeyManagementServicePowerUser', 'AWSLambda_FullAccess',
  'AWSLambda_ReadOnlyAccess', 'AWSStepFunctionsFullAccess', 'AWSXRayDaemonWriteAccess', 'AWSXrayFullAccess', 'AWSXrayReadOnlyAccess', 'AWSXrayWriteOnlyAccess', 'CloudWatchAgentAdminPolicy', 'CloudWatchAgentServerPolicy', 'CloudWatchFullAccess', 'CloudWatchFullAccessV2',
  'CloudWatchLambdaInsightsExecutionRolePolicy', 'CloudWatchLogsFullAccess', 'CloudWatchLogsReadOnlyAccess', 'CloudWatchReadOnlyAccess', 'IAMFullAccess', 'IAMReadOnlyAccess', 'IAMUserChangePassword', 'SecretsManagerReadWrite', 'AWSCodeDeployRoleForECS', 'AWSCodeDeployRoleForECSLimited',
]);
