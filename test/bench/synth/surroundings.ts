import { Stack, type App } from 'aws-cdk-lib';
import { Certificate, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { FlowLogDestination, Vpc, type IVpc } from 'aws-cdk-lib/aws-ec2';

/** What both apps are given: a stack, its network of two zones with flow logs, a certificate. */
export interface Surroundings {
  readonly stack: Stack;
  readonly vpc: IVpc;
  readonly certificate: ICertificate;
}

/** The same on both sides. */
export function makeSurroundings(app: App): Surroundings {
  const stack = new Stack(app, 'Bench');
  const vpc = new Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1, flowLogs: { all: { destination: FlowLogDestination.toCloudWatchLogs() } } });
  const arn = stack.formatArn({ service: 'acm', resource: 'certificate', resourceName: '00000000-0000-0000-0000-000000000000' });
  return { stack, vpc, certificate: Certificate.fromCertificateArn(stack, 'Certificate', arn) };
}
