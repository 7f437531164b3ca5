import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Vpc, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Authentication } from '../../../lib/authentication/index';
import { LuigiImages } from '../../../lib/images/luigi-images';
import { LuigiService } from '../../../lib/luigi-service';
import type { LuigiServiceProps } from '../../../lib/luigi-service-props';

/** A stack with one Luigi service in it. */
export interface LuigiStack {
  readonly app: App;
  readonly stack: Stack;
  readonly service: LuigiService;
}

/** A service with only what is required, in a network that is brought; say only what matters to the test. */
export function aLuigiStack(over: (stack: Stack) => Partial<LuigiServiceProps> = () => ({}), props: StackProps = {}): LuigiStack {
  const app = new App();
  const stack = new Stack(app, 'Stack', props);
  return { app, stack, service: new LuigiService(stack, 'Luigi', { ...someServiceProps(stack), ...over(stack) }) };
}

/** What a service needs. */
export function someServiceProps(stack: Stack): LuigiServiceProps {
  return {
    vpc: someVpc(stack),
    domainName: 'luigi.example.com',
    certificate: Certificate.fromCertificateArn(stack, 'Certificate', stack.formatArn({
      service: 'acm', resource: 'certificate', resourceName: '12345678-1234-1234-1234-123456789012',
    })),
    authentication: Authentication.okta({ domain: 'example.okta.com', clientId: '0oa1b2c3', clientSecret: Secret.fromSecretNameV2(stack, 'Client', 'luigi/okta') }),
    images: someImages(),
  };
}

/** A network of two zones that is there already. */
export function someVpc(stack: Stack, id = 'Vpc'): IVpc {
  return Vpc.fromVpcAttributes(stack, id, {
    vpcId: 'vpc-0123456789abcdef0',
    vpcCidrBlock: '10.0.0.0/16',
    availabilityZones: ['eu-central-1a', 'eu-central-1b'],
    publicSubnetIds: ['subnet-0000000000000000a', 'subnet-0000000000000000b'],
    publicSubnetIpv4CidrBlocks: ['10.0.0.0/24', '10.0.1.0/24'],
    publicSubnetRouteTableIds: ['rtb-0000000000000000a', 'rtb-0000000000000000b'],
    privateSubnetIds: ['subnet-0000000000000000c', 'subnet-0000000000000000d'],
    privateSubnetIpv4CidrBlocks: ['10.0.2.0/24', '10.0.3.0/24'],
    privateSubnetRouteTableIds: ['rtb-0000000000000000c', 'rtb-0000000000000000d'],
  });
}

/** Images that need no build. */
export function someImages(): LuigiImages {
  const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
  return LuigiImages.fromRegistry({
    lighttpd: `registry.example.com/luigi/lighttpd@${digest}`,
    gateway: `registry.example.com/luigi/gateway@${digest}`,
    luigid: `registry.example.com/luigi/luigid@${digest}`,
  });
}
