import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as efs from 'aws-cdk-lib/aws-efs';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as rds from 'aws-cdk-lib/aws-rds';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as notifications from 'aws-cdk-lib/aws-s3-notifications';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import type { CorrectCase } from '../stack-case';

/** Where data lies. */
export const DATA: readonly CorrectCase[] = [
  {
    name: 'EFS with access points, in a backup plan',
    build: (stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 3, natGateways: 1 });
      const files = new efs.FileSystem(stack, 'Files', { vpc, lifecyclePolicy: efs.LifecyclePolicy.AFTER_14_DAYS, kmsKey: new kms.Key(stack, 'Key'), removalPolicy: RemovalPolicy.DESTROY });
      files.addAccessPoint('State', { path: '/a/b', createAcl: { ownerGid: '10', ownerUid: '10', permissions: '0755' }, posixUser: { gid: '10', uid: '10' } });
      files.addAccessPoint('Root');
      const plan = backup.BackupPlan.dailyWeeklyMonthly5YearRetention(stack, 'Plan');
      plan.addSelection('Selection', { resources: [backup.BackupResource.fromEfsFileSystem(files)] });
      plan.addRule(new backup.BackupPlanRule({
        scheduleExpression: events.Schedule.cron({ hour: '5', minute: '0' }), moveToColdStorageAfter: Duration.days(30), deleteAfter: Duration.days(200), startWindow: Duration.hours(1), completionWindow: Duration.hours(3),
      }));
    },
  },
  {
    name: 'DynamoDB: a table with indexes, scaling and a stream; TableV2 with a global index',
    build: (stack) => {
      const table = new dynamodb.Table(stack, 'Table', {
        partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING }, sortKey: { name: 'sk', type: dynamodb.AttributeType.NUMBER },
        billingMode: dynamodb.BillingMode.PROVISIONED, timeToLiveAttribute: 'ttl', stream: dynamodb.StreamViewType.NEW_IMAGE, encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      });
      table.addGlobalSecondaryIndex({ indexName: 'byOwner', partitionKey: { name: 'owner', type: dynamodb.AttributeType.STRING } });
      table.addLocalSecondaryIndex({ indexName: 'byTime', sortKey: { name: 'time', type: dynamodb.AttributeType.STRING } });
      table.autoScaleReadCapacity({ minCapacity: 1, maxCapacity: 5 }).scaleOnUtilization({ targetUtilizationPercent: 70 });
      new dynamodb.TableV2(stack, 'TableV2', {
        partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING }, billing: dynamodb.Billing.onDemand(), pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
        globalSecondaryIndexes: [{ indexName: 'byX', partitionKey: { name: 'x', type: dynamodb.AttributeType.STRING }, projectionType: dynamodb.ProjectionType.INCLUDE, nonKeyAttributes: ['y'] }],
      });
    },
  },
  {
    name: 'RDS: a PostgreSQL instance with a rotated secret, and an Aurora cluster',
    build: (stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
      const database = new rds.DatabaseInstance(stack, 'Instance', {
        vpc, engine: rds.DatabaseInstanceEngine.postgres({ version: rds.PostgresEngineVersion.VER_17 }), instanceType: new ec2.InstanceType('t4g.medium'),
        credentials: rds.Credentials.fromGeneratedSecret('luigi'), databaseName: 'history', storageEncrypted: true, backupRetention: Duration.days(14), removalPolicy: RemovalPolicy.DESTROY,
      });
      database.addRotationSingleUser();
      database.connections.allowDefaultPortFromAnyIpv4();
      new rds.DatabaseCluster(stack, 'Cluster', {
        vpc, engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.VER_16_8 }),
        serverlessV2MinCapacity: 0.5, serverlessV2MaxCapacity: 4,
        writer: rds.ClusterInstance.serverlessV2('writer'), readers: [rds.ClusterInstance.serverlessV2('reader', { scaleWithWriter: true })],
      });
    },
  },
  {
    name: 'S3 with notifications to a queue, a topic and a function, access logs, lifecycle, replication of keys',
    build: (stack) => {
      const logs = new s3.Bucket(stack, 'Logs', { enforceSSL: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL, objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_PREFERRED });
      const bucket = new s3.Bucket(stack, 'Bucket', {
        encryption: s3.BucketEncryption.KMS, bucketKeyEnabled: true, versioned: true, enforceSSL: true, serverAccessLogsBucket: logs, serverAccessLogsPrefix: 'a/',
        lifecycleRules: [{ transitions: [{ storageClass: s3.StorageClass.INFREQUENT_ACCESS, transitionAfter: Duration.days(30) },
          { storageClass: s3.StorageClass.GLACIER, transitionAfter: Duration.days(90) }], expiration: Duration.days(400),
        abortIncompleteMultipartUploadAfter: Duration.days(3) }],
        cors: [{ allowedMethods: [s3.HttpMethods.GET], allowedOrigins: ['https://example.com'], maxAge: 300 }],
      });
      bucket.addEventNotification(s3.EventType.OBJECT_CREATED, new notifications.SqsDestination(new sqs.Queue(stack, 'Queue', { encryption: sqs.QueueEncryption.KMS })), { prefix: 'in/', suffix: '.csv' });
      bucket.addEventNotification(s3.EventType.OBJECT_REMOVED, new notifications.SnsDestination(new sns.Topic(stack, 'Topic')));
      bucket.addEventNotification(s3.EventType.OBJECT_CREATED_PUT, new notifications.LambdaDestination(new lambda.Function(stack, 'Function', { runtime: lambda.Runtime.PYTHON_3_13, handler: 'index.h', code: lambda.Code.fromInline('def h(e, c): pass') })), { prefix: 'other/' });
    },
  },
  {
    name: 'queues and topics: FIFO, encrypted, subscribed with filters',
    build: (stack) => {
      const key = new kms.Key(stack, 'Key');
      const fifo = new sqs.Queue(stack, 'Fifo', { fifo: true, contentBasedDeduplication: true, encryptionMasterKey: key, deadLetterQueue: { queue: new sqs.Queue(stack, 'FifoDead', { fifo: true }), maxReceiveCount: 5 } });
      new sns.Topic(stack, 'FifoTopic', { fifo: true, topicName: 'orders', contentBasedDeduplication: true, masterKey: key }).addSubscription(new subscriptions.SqsSubscription(fifo, { rawMessageDelivery: true }));
      const topic = new sns.Topic(stack, 'Topic', { enforceSSL: true });
      topic.addSubscription(new subscriptions.EmailSubscription('a@example.com'));
      topic.addSubscription(new subscriptions.UrlSubscription('https://example.com/hook'));
      topic.addSubscription(new subscriptions.SqsSubscription(new sqs.Queue(stack, 'Plain', { retentionPeriod: Duration.days(14), receiveMessageWaitTime: Duration.seconds(20), deliveryDelay: Duration.minutes(1) }), {
        filterPolicy: { kind: sns.SubscriptionFilter.stringFilter({ allowlist: ['a'], matchPrefixes: ['b'] }) },
      }));
    },
  },
  {
    name: 'secrets and parameters: rotated, imported, advanced, referred to dynamically',
    build: (stack) => {
      const secret = new secretsmanager.Secret(stack, 'Secret', { secretName: 'luigi/app', generateSecretString: { passwordLength: 40, excludePunctuation: true } });
      new ssm.StringParameter(stack, 'Advanced', { parameterName: '/luigi/access/engineers', stringValue: 'x'.repeat(5000), tier: ssm.ParameterTier.ADVANCED });
      new ssm.StringParameter(stack, 'Plain', { parameterName: 'plain.name_1', stringValue: ssm.StringParameter.valueForStringParameter(stack, '/other/value'), allowedPattern: '.*' });
      new ssm.StringListParameter(stack, 'List', { stringListValue: ['a', 'b'] });
      new rds.DatabaseSecret(stack, 'Database', { username: 'admin' });
      secret.addToResourcePolicy(new iam.PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: ['*'], principals: [new iam.AccountRootPrincipal()] }));
    },
  },
];
