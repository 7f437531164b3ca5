import { join } from 'node:path';
import { App, Duration } from 'aws-cdk-lib';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { Cluster, ContainerImage, ContainerInsights, CpuArchitecture, FargateTaskDefinition, LogDriver, OperatingSystemFamily } from 'aws-cdk-lib/aws-ecs';
import { ApplicationLoadBalancedFargateService } from 'aws-cdk-lib/aws-ecs-patterns';
import { ApplicationProtocol } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Build } from './child';
import { makeSurroundings } from './surroundings';

// From the folder of the bundle, two below the project's.
const IMAGES = join(__dirname, '../../images');

/**
 * What a CDK user writes today for the same three containers: the pattern's service behind HTTPS, with the same images built from the
 * same folder, a cluster with Container Insights, an encrypted log group a container, access logs of the load balancer.
 * What LuigiService makes besides is what it is for, and counts against it: login, firewall, state with backups, mappings, alarms.
 */
export const build: Build = (outdir) => {
  const app = new App({ outdir });
  const { stack, vpc, certificate } = makeSurroundings(app);
  const cluster = new Cluster(stack, 'Cluster', { vpc, containerInsightsV2: ContainerInsights.ENABLED });
  const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true });
  const taskDefinition = new FargateTaskDefinition(stack, 'Task', {
    cpu: 512, memoryLimitMiB: 1024, runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64, operatingSystemFamily: OperatingSystemFamily.LINUX },
  });
  for (const [image, exclude] of [['lighttpd', ['gateway', 'luigid', '!luigid/requirements.txt']], ['gateway', ['lighttpd', 'luigid']], ['luigid', ['lighttpd', 'gateway']]] as const) {
    taskDefinition.addContainer(image, {
      image: ContainerImage.fromAsset(IMAGES, { file: `${image}/Dockerfile`, exclude: [...exclude, '**/README.md'], platform: Platform.LINUX_ARM64 }),
      logging: LogDriver.awsLogs({ streamPrefix: image, logGroup: new LogGroup(stack, `${image}Logs`, { retention: RetentionDays.ONE_YEAR, encryptionKey }) }),
      portMappings: image === 'lighttpd' ? [{ containerPort: 8443 }] : [],
    });
  }
  const service = new ApplicationLoadBalancedFargateService(stack, 'Service', {
    cluster, taskDefinition, certificate, desiredCount: 1, minHealthyPercent: 0, maxHealthyPercent: 100,
    redirectHTTP: true, protocol: ApplicationProtocol.HTTPS, targetProtocol: ApplicationProtocol.HTTPS, circuitBreaker: { rollback: true },
  });
  service.targetGroup.configureHealthCheck({ path: '/livez', interval: Duration.seconds(10) });
  const bucket = new Bucket(stack, 'AccessLogs', { encryption: BucketEncryption.S3_MANAGED, blockPublicAccess: BlockPublicAccess.BLOCK_ALL, enforceSSL: true });
  service.loadBalancer.setAttribute('access_logs.s3.enabled', 'true');
  service.loadBalancer.setAttribute('access_logs.s3.bucket', bucket.bucketName);
  app.synth();
};
