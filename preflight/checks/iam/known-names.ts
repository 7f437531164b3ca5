import { readFileSync } from 'node:fs';
import path from 'node:path';

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

/** AWS's own managed policies by the name that stands in their ARN. */
export const MANAGED_POLICIES: ReadonlySet<string> = new Set(readFileSync(path.join(__dirname, 'aws-managed-policies.txt'), 'utf8')
  .split('\n').filter((line) => line !== '' && !line.startsWith('#')));
