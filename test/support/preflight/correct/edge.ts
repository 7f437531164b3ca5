import { ArnFormat, Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as acm from 'aws-cdk-lib/aws-certificatemanager';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as actions from 'aws-cdk-lib/aws-elasticloadbalancingv2-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as targets from 'aws-cdk-lib/aws-route53-targets';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import type { CorrectCase } from '../stack-case';

const visibility = (metricName: string) => ({ cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true });

/** What stands between the internet and a service. */
export const EDGE: readonly CorrectCase[] = [
  {
    name: 'Cognito: a pool with a domain, clients, groups and a SAML provider, before a balancer',
    build: (stack) => {
      const pool = new cognito.UserPool(stack, 'Pool', {
        selfSignUpEnabled: false, mfa: cognito.Mfa.REQUIRED, mfaSecondFactor: { otp: true, sms: false }, passwordPolicy: { minLength: 14 },
        accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
        customAttributes: { groups: new cognito.StringAttribute({ mutable: true, maxLen: 2048 }) }, removalPolicy: RemovalPolicy.DESTROY,
        signInAliases: { email: true },
      });
      const domain = pool.addDomain('Domain', { cognitoDomain: { domainPrefix: 'luigi-example' } });
      const saml = new cognito.UserPoolIdentityProviderSaml(stack, 'Saml', {
        userPool: pool, metadata: cognito.UserPoolIdentityProviderSamlMetadata.url('https://idp.example.com/metadata'), attributeMapping: { email: cognito.ProviderAttribute.other('mail'), custom: { 'custom:groups': cognito.ProviderAttribute.other('groups') } },
      });
      const client = pool.addClient('Client', {
        generateSecret: true, authFlows: { userSrp: true }, supportedIdentityProviders: [cognito.UserPoolClientIdentityProvider.COGNITO, cognito.UserPoolClientIdentityProvider.custom('Saml')],
        oAuth: { flows: { authorizationCodeGrant: true }, scopes: [cognito.OAuthScope.OPENID], callbackUrls: ['https://luigi.example.com/oauth2/idpresponse', 'http://localhost:3000/'], logoutUrls: ['https://luigi.example.com/'] },
        accessTokenValidity: Duration.hours(1), refreshTokenValidity: Duration.days(1),
      });
      client.node.addDependency(saml);
      (client.node.defaultChild as cognito.CfnUserPoolClient).supportedIdentityProviders = ['COGNITO', saml.providerName];
      pool.addGroup('Admins', { groupName: 'admins', precedence: 1 });
      const server = pool.addResourceServer('Api', { identifier: 'api', scopes: [new cognito.ResourceServerScope({ scopeName: 'read', scopeDescription: 'read' })] });
      pool.addClient('Machine', { generateSecret: true, oAuth: { flows: { clientCredentials: true }, scopes: [cognito.OAuthScope.custom('api/read')] } }).node.addDependency(server);
      const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0 });
      const balancer = new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc, internetFacing: true });
      const certificate = acm.Certificate.fromCertificateArn(stack, 'Certificate', 'arn:aws:acm:eu-west-1:123456789012:certificate/01234567-89ab-cdef-0123-456789abcdef');
      balancer.addListener('Https', {
        port: 443, certificates: [certificate],
        defaultAction: new actions.AuthenticateCognitoAction({ userPool: pool, userPoolClient: client, userPoolDomain: domain, sessionTimeout: Duration.hours(8), next: elbv2.ListenerAction.fixedResponse(200, { contentType: 'text/plain', messageBody: 'in' }) }),
      });
    },
  },
  {
    name: 'WAF: managed groups, rate rules, scope-down statements, logging, on a balancer',
    build: (stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0 });
      const balancer = new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc });
      const ipSet = new wafv2.CfnIPSet(stack, 'Office', { addresses: ['192.0.2.0/24', '198.51.100.1/32'], ipAddressVersion: 'IPV4', scope: 'REGIONAL' });
      const acl = new wafv2.CfnWebACL(stack, 'Acl', {
        scope: 'REGIONAL', defaultAction: { allow: {} }, visibilityConfig: visibility('acl'),
        customResponseBodies: { slow: { contentType: 'TEXT_PLAIN', content: 'slow down' } },
        rules: [
          { name: 'office', priority: 0, action: { allow: {} }, statement: { ipSetReferenceStatement: { arn: ipSet.attrArn } }, visibilityConfig: visibility('office') },
          { name: 'reputation', priority: 1, overrideAction: { none: {} }, statement: { managedRuleGroupStatement: { vendorName: 'AWS', name: 'AWSManagedRulesAmazonIpReputationList' } }, visibilityConfig: visibility('reputation') },
          { name: 'common', priority: 2, overrideAction: { none: {} }, statement: { managedRuleGroupStatement: { vendorName: 'AWS', name: 'AWSManagedRulesCommonRuleSet', ruleActionOverrides: [{ name: 'SizeRestrictions_BODY', actionToUse: { count: {} } }] } }, visibilityConfig: visibility('common') },
          {
            name: 'rate', priority: 3, action: { block: { customResponse: { responseCode: 429, customResponseBodyKey: 'slow' } } }, visibilityConfig: visibility('rate'),
            statement: { rateBasedStatement: { limit: 2000, evaluationWindowSec: 60, aggregateKeyType: 'IP', scopeDownStatement: { andStatement: { statements: [
              { byteMatchStatement: { fieldToMatch: { method: {} }, positionalConstraint: 'EXACTLY', searchString: 'POST', textTransformations: [{ priority: 0, type: 'NONE' }] } },
              { notStatement: { statement: { byteMatchStatement: { fieldToMatch: { uriPath: {} }, positionalConstraint: 'STARTS_WITH', searchString: '/api/ping', textTransformations: [{ priority: 0, type: 'URL_DECODE' }, { priority: 1, type: 'NORMALIZE_PATH' }] } } } },
            ] } } } },
          },
        ],
      });
      new wafv2.CfnWebACLAssociation(stack, 'Association', { resourceArn: balancer.loadBalancerArn, webAclArn: acl.attrArn });
      const group = new logs.LogGroup(stack, 'Logs', { logGroupName: 'aws-waf-logs-luigi', retention: logs.RetentionDays.ONE_YEAR });
      const logging = new wafv2.CfnLoggingConfiguration(stack, 'Logging', {
        resourceArn: acl.attrArn, logDestinationConfigs: [stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: 'aws-waf-logs-luigi', arnFormat: ArnFormat.COLON_RESOURCE_NAME })],
        redactedFields: [{ singleHeader: { Name: 'authorization' } }, { queryString: {} }],
      });
      logging.node.addDependency(group);
    },
  },
  {
    name: 'Route 53 with a certificate, alias, weighted and text records',
    env: { account: '123456789012', region: 'eu-west-1' },
    build: (stack) => {
      const zone = new route53.PublicHostedZone(stack, 'Zone', { zoneName: 'luigi.example.com' });
      const certificate = new acm.Certificate(stack, 'Certificate', { domainName: 'luigi.example.com', subjectAlternativeNames: ['*.luigi.example.com'], validation: acm.CertificateValidation.fromDns(zone) });
      const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 0 });
      const balancer = new elbv2.ApplicationLoadBalancer(stack, 'Balancer', { vpc, internetFacing: true });
      const bucket = new s3.Bucket(stack, 'AccessLogs', { encryption: s3.BucketEncryption.S3_MANAGED, removalPolicy: RemovalPolicy.DESTROY });
      balancer.logAccessLogs(bucket, 'alb');
      balancer.addListener('Https', { port: 443, certificates: [certificate], defaultAction: elbv2.ListenerAction.redirect({ host: 'other.example.com' }) });
      const target = route53.RecordTarget.fromAlias(new targets.LoadBalancerTarget(balancer));
      new route53.ARecord(stack, 'A', { zone, target });
      new route53.AaaaRecord(stack, 'Aaaa', { zone, target });
      new route53.TxtRecord(stack, 'Txt', { zone, recordName: '_x', values: ['v=spf1 -all'] });
      new route53.CnameRecord(stack, 'Cname', { zone, recordName: 'www', domainName: 'luigi.example.com' });
      new route53.MxRecord(stack, 'Mx', { zone, values: [{ hostName: 'mail.example.com', priority: 10 }] });
      new route53.ARecord(stack, 'One', { zone, recordName: 'w', weight: 10, setIdentifier: 'one', target: route53.RecordTarget.fromIpAddresses('192.0.2.1') });
      new route53.ARecord(stack, 'Two', { zone, recordName: 'w', weight: 20, setIdentifier: 'two', target: route53.RecordTarget.fromIpAddresses('192.0.2.2') });
    },
  },
  {
    name: 'VPC with endpoints, flow logs, network ACLs, a peering and its own subnets',
    build: (stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', {
        ipAddresses: ec2.IpAddresses.cidr('10.20.0.0/16'), maxAzs: 2, natGateways: 1,
        subnetConfiguration: [{ name: 'public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24 }, { name: 'app', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS }, { name: 'data', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 28 }],
        gatewayEndpoints: { s3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
      });
      vpc.addInterfaceEndpoint('Ssm', { service: ec2.InterfaceVpcEndpointAwsService.SSM });
      vpc.addInterfaceEndpoint('Logs', { service: ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS });
      vpc.addFlowLog('Flow', { destination: ec2.FlowLogDestination.toCloudWatchLogs() });
      const acl = new ec2.NetworkAcl(stack, 'Acl', { vpc, subnetSelection: { subnetGroupName: 'data' } });
      acl.addEntry('In', { cidr: ec2.AclCidr.ipv4('10.20.0.0/16'), ruleNumber: 100, traffic: ec2.AclTraffic.allTraffic(), direction: ec2.TrafficDirection.INGRESS, ruleAction: ec2.Action.ALLOW });
      acl.addEntry('Out', { cidr: ec2.AclCidr.anyIpv4(), ruleNumber: 100, traffic: ec2.AclTraffic.tcpPortRange(1024, 65535), direction: ec2.TrafficDirection.EGRESS, ruleAction: ec2.Action.ALLOW });
      const one = new ec2.SecurityGroup(stack, 'One', { vpc, allowAllOutbound: false, description: 'one, for (all) [the] rest' });
      const two = new ec2.SecurityGroup(stack, 'Two', { vpc });
      one.addIngressRule(two, ec2.Port.tcp(443));
      one.addIngressRule(ec2.Peer.ipv4('192.0.2.0/24'), ec2.Port.tcp(443));
      one.addIngressRule(ec2.Peer.ipv6('2001:db8::/32'), ec2.Port.tcpRange(8000, 8100));
      one.addIngressRule(ec2.Peer.prefixList('pl-0123456789abcdef0'), ec2.Port.icmpPing());
      one.addEgressRule(two, ec2.Port.allTraffic());
    },
  },
  {
    name: 'roles, policies, users and groups',
    build: (stack) => {
      const role = new iam.Role(stack, 'Role', {
        assumedBy: new iam.CompositePrincipal(new iam.ServicePrincipal('ecs-tasks.amazonaws.com'), new iam.AccountPrincipal('123456789012').withConditions({ StringEquals: { 'sts:ExternalId': 'x' } })), maxSessionDuration: Duration.hours(4),
        managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonECSTaskExecutionRolePolicy')], description: 'a role',
        inlinePolicies: { own: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['s3:Get*', 'logs:PutLogEvents'], resources: ['*'] })] }) },
      });
      role.addToPolicy(new iam.PolicyStatement({ sid: 'Own1', actions: ['dynamodb:GetItem'], resources: [stack.formatArn({ service: 'dynamodb', resource: 'table', resourceName: 'x' })], conditions: { StringLike: { 'aws:PrincipalTag/team': ['a*'] }, Bool: { 'aws:SecureTransport': 'true' } } }));
      const policy = new iam.ManagedPolicy(stack, 'Managed', { statements: [new iam.PolicyStatement({ effect: iam.Effect.DENY, notActions: ['iam:*', 'sts:*'], resources: ['*'] })] });
      const group = new iam.Group(stack, 'Group', { managedPolicies: [policy] });
      new iam.User(stack, 'User', { groups: [group] });
      const provider = new iam.OidcProviderNative(stack, 'Oidc', { url: 'https://token.actions.githubusercontent.com', clientIds: ['sts.amazonaws.com'], thumbprints: ['6938fd4d98bab03faadb97b34396831e3780aea1'] });
      new iam.Role(stack, 'Web', { assumedBy: new iam.OpenIdConnectPrincipal(provider, { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:x/y:*' } }) });
      new iam.InstanceProfile(stack, 'Profile', { role });
    },
  },
];
