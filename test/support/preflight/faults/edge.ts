import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import type { FaultCase } from '../stack-case';
import { balancer, LOGIN, network, raw, resource, rule, service, spoil } from './bases';

const OWN = ['own-checks'] as const;
const IRELAND = { account: '123456789012', region: 'eu-west-1' };
const visibility = (MetricName: string) => ({ CloudWatchMetricsEnabled: true, MetricName, SampledRequestsEnabled: true });

function pool(stack: Parameters<typeof network>[0], client: Readonly<Record<string, unknown>>) {
  const users = new cognito.UserPool(stack, 'Pool');
  const made = users.addClient('Client', { generateSecret: true, oAuth: { flows: { authorizationCodeGrant: true }, scopes: [cognito.OAuthScope.OPENID], callbackUrls: ['https://luigi.example.com/oauth2/idpresponse'] } });
  for (const [key, value] of Object.entries(client)) spoil(made, key, value);
  return { users, client: made };
}

function acl(stack: Parameters<typeof network>[0], rules: readonly object[], more: Readonly<Record<string, unknown>> = {}) {
  return raw(stack, 'Acl', 'AWS::WAFv2::WebACL', { Scope: 'REGIONAL', DefaultAction: { Allow: {} }, VisibilityConfig: visibility('acl'), Rules: rules, ...more });
}

const rate = (more: Readonly<Record<string, unknown>> = {}) => ({
  Name: 'rate', Priority: 0, Action: { Block: {} }, VisibilityConfig: visibility('rate'), Statement: { RateBasedStatement: { Limit: 1000, AggregateKeyType: 'IP' } }, ...more,
});

/** Faults of balancers, logins, firewalls, names and networks. */
export const EDGE_FAULTS: readonly FaultCase[] = [
  {
    fault: 'two rules of one priority on a listener', layers: OWN,
    build: (stack) => {
      const { https } = balancer(stack);
      rule(stack, 'One', https, {});
      rule(stack, 'Two', https, {});
    },
  },
  { fault: 'six values in the conditions of a rule', layers: ['cfn-lint', 'own-checks'], build: (stack) => rule(stack, 'One', balancer(stack).https, { Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/a', '/b', '/c', '/d', '/e', '/f'] } }] }) },
  { fault: 'a login action on an HTTP listener', layers: OWN, build: (stack) => rule(stack, 'One', balancer(stack).http, { Actions: [LOGIN, { Type: 'fixed-response', Order: 2, FixedResponseConfig: { StatusCode: '200' } }] }) },
  { fault: 'a login action that comes last', layers: OWN, build: (stack) => rule(stack, 'One', balancer(stack).https, { Actions: [{ ...LOGIN, Order: 2 }, { Type: 'fixed-response', Order: 1, FixedResponseConfig: { StatusCode: '200' } }] }) },
  { fault: 'a rule that only logs in', layers: OWN, build: (stack) => rule(stack, 'One', balancer(stack).https, { Actions: [LOGIN] }) },
  { fault: 'a fixed response of 1,025 characters', layers: ['cloudformation-rules', 'cfn-lint', 'own-checks'], build: (stack) => rule(stack, 'One', balancer(stack).https, { Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200', ContentType: 'text/plain', MessageBody: 'x'.repeat(1025) } }] }) },
  { fault: 'a redirect to where it came from', layers: OWN, build: (stack) => rule(stack, 'One', balancer(stack).https, { Actions: [{ Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301' } }] }) },
  { fault: 'two listeners on one port', layers: OWN, build: (stack) => spoil(balancer(stack).http, 'Port', 443) },
  { fault: 'an HTTPS listener without a certificate', layers: ['cloudformation-rules', 'cfn-lint'], build: (stack) => resource(balancer(stack).https).addPropertyDeletionOverride('Certificates') },
  { fault: 'a certificate of another region', layers: OWN, env: { account: '123456789012', region: 'eu-central-1' }, build: (stack) => { balancer(stack); } },
  { fault: 'a health check time-out longer than its interval', layers: OWN, build: (stack) => {
    const { group } = service(stack);
    spoil(group, 'HealthCheckIntervalSeconds', 10);
    spoil(group, 'HealthCheckTimeoutSeconds', 15);
  } },
  { fault: 'an unknown attribute of a load balancer', layers: OWN, build: (stack) => spoil(balancer(stack).balancer, 'LoadBalancerAttributes', [{ Key: 'routing.http.drop_invalid_headers.enabled', Value: 'true' }]) },
  {
    fault: 'access logs to a bucket encrypted by KMS', layers: OWN, env: IRELAND,
    build: (stack) => {
      const made = balancer(stack);
      const bucket = new s3.Bucket(stack, 'Logs');
      made.balancer.logAccessLogs(bucket);
      spoil(bucket, 'BucketEncryption', { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } }] });
    },
  },
  {
    fault: 'access logs to a bucket that lets no balancer write', layers: OWN,
    build: (stack) => spoil(balancer(stack).balancer, 'LoadBalancerAttributes', [{ Key: 'access_logs.s3.enabled', Value: 'true' }, { Key: 'access_logs.s3.bucket', Value: new s3.Bucket(stack, 'Logs').bucketName }]),
  },
  {
    fault: 'a balancer in one zone', layers: OWN,
    build: (stack) => {
      const made = balancer(stack);
      spoil(made.vpc.publicSubnets[1]?.node.findChild('Subnet') as never, 'AvailabilityZone', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] });
    },
  },
  { fault: 'a balancer of one subnet', layers: ['cloudformation-rules', 'cfn-lint'], build: (stack) => spoil(balancer(stack).balancer, 'Subnets', ['subnet-0123456789abcdef0']) },
  { fault: 'an application listener that forwards to a TCP target group', layers: OWN, build: (stack) => {
    const { group } = service(stack);
    spoil(group, 'Protocol', 'TCP');
    spoil(group, 'HealthCheckProtocol', 'HTTP');
    resource(group).addPropertyDeletionOverride('TargetGroupAttributes');
  } },
  {
    fault: 'a Cognito client without a secret at a balancer', layers: OWN,
    build: (stack) => {
      const { https } = balancer(stack);
      const { users, client } = pool(stack, { GenerateSecret: false });
      rule(stack, 'One', https, { Actions: [
        { Type: 'authenticate-cognito', Order: 1, AuthenticateCognitoConfig: { UserPoolArn: users.userPoolArn, UserPoolClientId: client.userPoolClientId, UserPoolDomain: 'luigi' } },
        { Type: 'fixed-response', Order: 2, FixedResponseConfig: { StatusCode: '200' } },
      ] });
    },
  },
  { fault: 'a Cognito callback by http', layers: OWN, build: (stack) => { pool(stack, { CallbackURLs: ['http://luigi.example.com/oauth2/idpresponse'] }); } },
  { fault: 'OAuth flows that are not switched on', layers: OWN, build: (stack) => { pool(stack, { AllowedOAuthFlowsUserPoolClient: false }); } },
  { fault: 'a scope that no resource server has', layers: OWN, build: (stack) => { pool(stack, { AllowedOAuthScopes: ['api/read'] }); } },
  { fault: 'an identity provider that the pool does not have', layers: OWN, build: (stack) => { pool(stack, { SupportedIdentityProviders: ['COGNITO', 'Okta'] }); } },
  {
    fault: 'a client that may be made before its identity provider', layers: OWN,
    build: (stack) => {
      const { users } = pool(stack, { SupportedIdentityProviders: ['COGNITO', 'Okta'] });
      raw(stack, 'Provider', 'AWS::Cognito::UserPoolIdentityProvider', { UserPoolId: users.userPoolId, ProviderName: 'Okta', ProviderType: 'SAML', ProviderDetails: { MetadataURL: 'https://idp.example.com/metadata' } });
    },
  },
  {
    fault: 'a mapped attribute that the pool does not have', layers: OWN,
    build: (stack) => {
      const { users } = pool(stack, {});
      raw(stack, 'Provider', 'AWS::Cognito::UserPoolIdentityProvider', { UserPoolId: users.userPoolId, ProviderName: 'Okta', ProviderType: 'SAML', ProviderDetails: { MetadataURL: 'https://idp.example.com/metadata' }, AttributeMapping: { 'custom:groups': 'groups' } });
    },
  },
  { fault: 'an access token that outlives the refresh token', layers: OWN, build: (stack) => { pool(stack, { AccessTokenValidity: 24, RefreshTokenValidity: 2, TokenValidityUnits: { AccessToken: 'hours', RefreshToken: 'hours' } }); } },
  { fault: 'a domain prefix with a reserved word', layers: OWN, build: (stack) => { pool(stack, {}).users.addDomain('Domain', { cognitoDomain: { domainPrefix: 'my-aws-luigi' } }); } },
  { fault: 'two WAF rules of one priority', layers: OWN, build: (stack) => { acl(stack, [rate(), rate({ Name: 'other' })]); } },
  { fault: 'a managed rule group with an Action', layers: OWN, build: (stack) => { acl(stack, [rate({ Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' } } })]); } },
  { fault: 'a managed rule group that does not exist', layers: OWN, build: (stack) => { acl(stack, [rate({ Action: undefined, OverrideAction: { None: {} }, Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRules' } } })]); } },
  { fault: 'a rate limit of 5', layers: ['cloudformation-rules', 'cfn-lint', 'own-checks'], build: (stack) => { acl(stack, [rate({ Statement: { RateBasedStatement: { Limit: 5, AggregateKeyType: 'IP' } } })]); } },
  { fault: 'a response body that is not there', layers: OWN, build: (stack) => { acl(stack, [rate({ Action: { Block: { CustomResponse: { ResponseCode: 429, CustomResponseBodyKey: 'slow' } } } })]); } },
  {
    fault: 'WAF rules of more than 5,000 units', layers: OWN,
    build: (stack) => { acl(stack, Array.from({ length: 8 }, (_, index) => rate({ Name: `r${index}`, Priority: index, Action: undefined, OverrideAction: { None: {} }, Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' } } }))); },
  },
  {
    fault: 'a WAF log group without its prefix', layers: OWN,
    build: (stack) => {
      const group = raw(stack, 'Group', 'AWS::Logs::LogGroup', { LogGroupName: 'waf-luigi' });
      raw(stack, 'Logging', 'AWS::WAFv2::LoggingConfiguration', { ResourceArn: acl(stack, [rate()]).getAtt('Arn'), LogDestinationConfigs: [group.getAtt('Arn')] });
    },
  },
  { fault: 'an IP set of a single address without its size', layers: OWN, build: (stack) => { new wafv2.CfnIPSet(stack, 'Set', { addresses: ['192.0.2.1'], ipAddressVersion: 'IPV4', scope: 'REGIONAL' }); } },
  { fault: 'a CloudFront web ACL in another region', layers: OWN, env: IRELAND, build: (stack) => { acl(stack, [rate()], { Scope: 'CLOUDFRONT' }); } },
  {
    fault: 'a record outside of its zone', layers: OWN,
    build: (stack) => {
      const zone = new route53.PublicHostedZone(stack, 'Zone', { zoneName: 'example.com' });
      raw(stack, 'Record', 'AWS::Route53::RecordSet', { HostedZoneId: zone.hostedZoneId, Name: 'luigi.example.org.', Type: 'A', TTL: '60', ResourceRecords: ['192.0.2.1'] });
    },
  },
  { fault: 'a security group open to a malformed range', layers: ['cfn-lint', 'own-checks'], build: (stack) => { raw(stack, 'Group', 'AWS::EC2::SecurityGroup', { GroupDescription: 'x', VpcId: network(stack).vpcId, SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.300/16' }] }); } },
  { fault: 'the same security group rule twice', layers: OWN, build: (stack) => {
    const ingress = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16' };
    raw(stack, 'Group', 'AWS::EC2::SecurityGroup', { GroupDescription: 'x', VpcId: network(stack).vpcId, SecurityGroupIngress: [ingress, { ...ingress, Description: 'again' }] });
  } },
  { fault: 'a description with a character that EC2 does not take', layers: ['cloudformation-rules', 'cfn-lint', 'own-checks'], build: (stack) => { raw(stack, 'Group', 'AWS::EC2::SecurityGroup', { GroupDescription: "the balancer's", VpcId: network(stack).vpcId }); } },
  { fault: 'private DNS of an endpoint in a network without host names', layers: OWN, build: (stack) => {
    const vpc = network(stack);
    spoil(vpc, 'EnableDnsHostnames', false);
    vpc.addInterfaceEndpoint('Ssm', { service: new ec2.InterfaceVpcEndpointService('com.amazonaws.eu-west-1.ssm'), privateDnsEnabled: true });
  } },
  { fault: 'subnets and security groups of two networks', layers: OWN, build: (stack) => {
    const { fargate } = service(stack);
    const other = raw(stack, 'Other', 'AWS::EC2::VPC', { CidrBlock: '10.9.0.0/16' });
    const group = raw(stack, 'Group', 'AWS::EC2::SecurityGroup', { GroupDescription: 'x', VpcId: other.ref });
    spoil(fargate, 'NetworkConfiguration.AwsvpcConfiguration.SecurityGroups', [group.getAtt('GroupId')]);
  } },
  { fault: 'a database in one zone', layers: OWN, build: (stack) => { raw(stack, 'Subnets', 'AWS::RDS::DBSubnetGroup', { DBSubnetGroupDescription: 'x', SubnetIds: [network(stack).publicSubnets[0]?.subnetId] }); } },
];
