import { type CfnElement, CfnResource, type Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Of a certificate that is brought. */
export const CERTIFICATE = 'arn:aws:acm:eu-west-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef';

/** The resource of a construct. */
export function resource(construct: Construct): CfnResource {
  return CfnResource.isCfnResource(construct) ? construct : construct.node.defaultChild as CfnResource;
}

/** Puts a fault into a construct that is right. */
export function spoil(construct: Construct, path: string, value: unknown): void {
  resource(construct).addPropertyOverride(path, value);
}

/** A plain resource. */
export function raw(stack: Stack, id: string, type: string, properties: Readonly<Record<string, unknown>>): CfnResource {
  return new CfnResource(stack, id, { type, properties: { ...properties } });
}

/** Refers to it. */
export function arnOf(element: CfnElement): { readonly 'Fn::GetAtt': readonly string[] } {
  return { 'Fn::GetAtt': [element.stack.getLogicalId(element), 'Arn'] };
}

/** A network of two zones without ways out: small. */
export function network(stack: Stack): ec2.Vpc {
  return new ec2.Vpc(stack, 'Vpc', {
    maxAzs: 2, natGateways: 0, subnetConfiguration: [{ name: 'public', subnetType: ec2.SubnetType.PUBLIC }], restrictDefaultSecurityGroup: false,
  });
}

/** A task of two containers for Fargate. */
export function task(stack: Stack) {
  const definition = new ecs.FargateTaskDefinition(stack, 'Task', { cpu: 256, memoryLimitMiB: 512 });
  const logging = ecs.LogDrivers.awsLogs({ streamPrefix: 'web' });
  const web = definition.addContainer('web', { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/nginx:stable'), portMappings: [{ name: 'http', containerPort: 80 }], logging });
  const side = definition.addContainer('side', { image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/busybox:stable'), logging, essential: false });
  return { definition, web, side };
}

/** A load-balanced service on Fargate with all that it needs. */
export function service(stack: Stack) {
  const vpc = network(stack);
  const made = task(stack);
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc });
  const fargate = new ecs.FargateService(stack, 'Service', { cluster, taskDefinition: made.definition, assignPublicIp: true, desiredCount: 1, minHealthyPercent: 50 });
  const front = new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc, internetFacing: true });
  const listener = front.addListener('Http', { port: 80 });
  const group = listener.addTargets('Web', { port: 80, targets: [fargate], healthCheck: { path: '/' } });
  return { ...made, vpc, cluster, fargate, balancer: front, listener, group };
}

/** A balancer with an HTTP and an HTTPS listener that answer by themselves. */
export function balancer(stack: Stack) {
  const vpc = network(stack);
  const made = new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc, internetFacing: true });
  const http = made.addListener('Http', { port: 80, defaultAction: elbv2.ListenerAction.redirect({ protocol: 'HTTPS', port: '443' }) });
  const https = made.addListener('Https', {
    port: 443, certificates: [elbv2.ListenerCertificate.fromArn(CERTIFICATE)], defaultAction: elbv2.ListenerAction.fixedResponse(404, { contentType: 'text/plain', messageBody: 'no' }),
  });
  return { vpc, balancer: made, http, https };
}

/** A rule of a listener, as CloudFormation takes it. */
export function rule(stack: Stack, id: string, listener: elbv2.ApplicationListener, properties: Readonly<Record<string, unknown>>): CfnResource {
  return raw(stack, id, 'AWS::ElasticLoadBalancingV2::ListenerRule', {
    ListenerArn: listener.listenerArn, Priority: 10, Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/a'] } }],
    Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }], ...properties,
  });
}

/** A role of a service. */
export function role(stack: Stack, principal: string): iam.Role {
  return new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal(principal) });
}

/** A login by OpenID Connect. */
export const LOGIN = {
  Type: 'authenticate-oidc', Order: 1,
  AuthenticateOidcConfig: {
    Issuer: 'https://idp.example.com', AuthorizationEndpoint: 'https://idp.example.com/authorize', TokenEndpoint: 'https://idp.example.com/token',
    UserInfoEndpoint: 'https://idp.example.com/userinfo', ClientId: 'client', ClientSecret: '{{resolve:secretsmanager:oidc:SecretString}}',
  },
};
