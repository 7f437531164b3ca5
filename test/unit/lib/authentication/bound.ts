import { App, RemovalPolicy, Stack, type Environment } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer, ListenerAction, ListenerCertificate, UnauthenticatedAction, type ApplicationListener } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Authentication } from '../../../../lib/authentication/authentication';
import type { AuthenticationBindOptions, AuthenticationConfig } from '../../../../lib/authentication/authentication-config';

export const HOST = 'luigi.example.com';
export const REGION = 'eu-central-1';

export function stackIn(env: Environment = { account: '123456789012', region: REGION }): Stack {
  return new Stack(new App(), 'Service', { env });
}

/** What a service tells the way of logging in. */
export function bindOptions(stack: Stack, overrides: Partial<AuthenticationBindOptions> = {}): AuthenticationBindOptions {
  return {
    serviceName: 'luigi',
    hostName: HOST,
    encryptionKey: new Key(stack, 'Key', { enableKeyRotation: true }),
    removalPolicy: RemovalPolicy.RETAIN,
    deletionProtection: true,
    ...overrides,
  };
}

export interface Bound {
  readonly stack: Stack;
  readonly config: AuthenticationConfig;
  readonly listener: ApplicationListener;
}

/** Bound as a service does it: `/api/*` refuses, everything else logs in. */
export function bound(authentication: Authentication, stack: Stack = stackIn(), overrides: Partial<AuthenticationBindOptions> = {}): Bound {
  const config = authentication.bind(stack, bindOptions(stack, overrides));
  const loadBalancer = new ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc: new Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false }) });
  const listener = loadBalancer.addListener('Https', {
    port: 443, open: false, certificates: [ListenerCertificate.fromArn('arn:test:acm:eu-central-1:123456789012:certificate/1')],
    defaultAction: config.login.action(UnauthenticatedAction.AUTHENTICATE, ListenerAction.fixedResponse(200)),
  });
  return { stack, config, listener };
}

/** The login of the listener's default action, as the template has it. */
export function loginOf(stack: Stack): Record<string, unknown> {
  const [listener] = Object.values(Template.fromStack(stack).findResources('AWS::ElasticLoadBalancingV2::Listener'));
  return listener?.Properties.DefaultActions[0];
}
