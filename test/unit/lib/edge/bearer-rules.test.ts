import type { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { UserPool, UserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { readSettings } from '../../../../images/gateway/src/settings/settings';
import { MachineAuthentication } from '../../../../lib/authentication/machine-authentication';
import { Soc2Checks } from '../../../../lib/compliance/soc2-checks';
import type { LuigiServiceProps } from '../../../../lib/luigi-service-props';
import { flat } from '../../../support/lib/flat';
import { aLuigiStack } from '../../../support/lib/luigi-stack';

type Machines = (stack: Stack) => MachineAuthentication[];

const ISSUER = 'https://1a2b3c4d.tokens.sts.global.api.aws';
const aws = () => MachineAuthentication.awsIam({ issuer: ISSUER, allowedRoleArns: ['arn:aws:iam::111122223333:role/ci/*'] });
const github = () => MachineAuthentication.githubActions({ owner: 'acme', repositories: ['acme/etl', 'acme/reports'] });
const okta = () => MachineAuthentication.okta({ domain: 'example.okta.com', authorizationServerId: 'default', clients: ['0oa1'] });
const cognito = (clients: number) => (stack: Stack) => MachineAuthentication.cognitoClientCredentials({
  userPool: UserPool.fromUserPoolId(stack, 'Pool', 'eu-central-1_Abcdefghi'),
  clients: Array.from({ length: clients }, (_, index) => UserPoolClient.fromUserPoolClientId(stack, `Client${index}`, `${index}abcdefghijklmnopqrstuvwxy`)),
});

const template = (machines?: Machines, over: Partial<LuigiServiceProps> = {}): Template =>
  Template.fromStack(aLuigiStack((stack) => ({ ...over, machineAuthentication: machines?.(stack) })).stack);

interface Rule {
  readonly Priority: number;
  readonly Conditions: readonly object[];
  readonly Actions: readonly Action[];
}

interface Action {
  readonly Type: string;
  readonly JwtValidationConfig?: { readonly AdditionalClaims: readonly object[] };
}

/** In the order in which the listener asks them. */
function rulesOf(from: Template): Rule[] {
  return Object.values(from.findResources('AWS::ElasticLoadBalancingV2::ListenerRule'))
    .map(({ Properties }) => flat(Properties) as Rule).sort((one, other) => one.Priority - other.Priority);
}

const bearerRulesOf = (from: Template): Rule[] => rulesOf(from).filter(({ Actions }) => Actions[0]?.Type === 'jwt-validation');
const claims = (machines: Machines): unknown => bearerRulesOf(template(machines))[0]?.Actions[0]?.JwtValidationConfig?.AdditionalClaims;
const claim = (name: string, value: string) => ({ Format: 'single-string', Name: name, Values: [value] });

const HOST = { Field: 'host-header', HostHeaderConfig: { Values: ['luigi.example.com'] } };
const BEARER = { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'Authorization', Values: ['Bearer *', 'Bearer'] } };
const named = (name: string) => ({ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'x-luigi-issuer', Values: [name] } });

/** What the gateway is told, or undefined where it is told nothing. */
function setting(from: Template): string | undefined {
  const definitions = Object.values(from.findResources('AWS::ECS::TaskDefinition')).map(({ Properties }) => flat(Properties)) as { ContainerDefinitions: { Environment?: { Name: string; Value: string }[] }[] }[];
  return definitions.flatMap(({ ContainerDefinitions }) => ContainerDefinitions.flatMap(({ Environment = [] }) => Environment)).find(({ Name }) => Name === 'GATEWAY_TOKEN_ISSUERS')?.Value;
}

describe('a service that trusts no issuer', () => {
  test.each<[string, Machines | undefined]>([['by leaving it out', undefined], ['by an empty list', () => []]])('%s has no bearer rule, and its gateway is told of none', (_, machines) => {
    const made = template(machines);

    expect(bearerRulesOf(made)).toEqual([]);
    expect(setting(made)).toBeUndefined();
  });
});

describe('a service that trusts one issuer', () => {
  test('asks whoever says Bearer, and before any login', () => {
    const made = template(() => [aws()]);

    expect(bearerRulesOf(made)).toEqual([expect.objectContaining({ Conditions: [HOST, BEARER] })]);
    expect(rulesOf(made).map(({ Actions }) => Actions[0]?.Type)).toEqual(['jwt-validation', 'fixed-response', 'authenticate-oidc', 'authenticate-oidc']);
  });

  test('has the token proved, then hands the request to people\'s lane', () => {
    const [rule] = bearerRulesOf(template(() => [aws()]));

    expect(rule?.Actions).toEqual([
      { Type: 'jwt-validation', Order: 1, JwtValidationConfig: { Issuer: ISSUER, JwksEndpoint: `${ISSUER}/.well-known/jwks.json`, AdditionalClaims: [claim('aud', 'https://luigi.example.com')] } },
      { Type: 'forward', Order: 2, TargetGroupArn: expect.stringContaining('PeopleLane') },
    ]);
  });

  test('lets its load balancer fetch keys, and opens nothing for it', () => {
    const egress = (made: Template) => Object.values(made.findResources('AWS::EC2::SecurityGroup', { Properties: { GroupDescription: 'Load balancer of Luigi' } })).map(({ Properties }) => (Properties as { SecurityGroupEgress: unknown }).SecurityGroupEgress);

    expect(egress(template(() => [aws()]))).toEqual([[{ CidrIp: '0.0.0.0/0', Description: 'identity provider', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 }]]);
    expect(egress(template(() => [aws()]))).toEqual(egress(template()));
  });
});

describe('several issuers', () => {
  test('are told apart by the header, and the first one takes the rest', () => {
    const rules = bearerRulesOf(template((stack) => [aws(), github(), okta(), cognito(1)(stack), MachineAuthentication.jwt({ name: 'own', issuer: 'https://id.example.com' })]));

    expect(rules.map(({ Priority, Conditions }) => [Priority, ...Conditions])).toEqual([
      [101, HOST, BEARER, named('github')], [102, HOST, BEARER, named('okta')], [103, HOST, BEARER, named('cognito')], [104, HOST, BEARER, named('own')], [105, HOST, BEARER],
    ]);
    expect(rules.at(-1)?.Actions[0]?.JwtValidationConfig).toMatchObject({ Issuer: ISSUER });
  });

  test('keep each rule\'s priority when one comes between', () => {
    const priorities = (machines: Machines) => Object.entries(template(machines).findResources('AWS::ElasticLoadBalancingV2::ListenerRule')).map(([id, { Properties }]) => [id, (Properties as Rule).Priority]);

    const before = priorities(() => [aws(), okta()]);

    expect(priorities(() => [aws(), github(), okta()])).toEqual(expect.arrayContaining(before));
  });
});

describe('the load balancer compares', () => {
  test.each<[string, Machines, object[]]>([
    ['the audience, of roles', () => [aws()], [claim('aud', 'https://luigi.example.com')]],
    ['audience and owner of workflows', () => [github()], [claim('aud', 'https://luigi.example.com'), claim('repository_owner', 'acme')]],
    ['the one repository', () => [MachineAuthentication.githubActions({ repositories: ['acme/etl'] })], [claim('aud', 'https://luigi.example.com'), claim('repository', 'acme/etl')]],
    ['audience and the one service app', () => [okta()], [claim('aud', 'https://luigi.example.com'), claim('cid', '0oa1')]],
    ['token use and the one client, where there is no audience', (stack) => [cognito(1)(stack)], [claim('client_id', '0abcdefghijklmnopqrstuvwxy'), claim('token_use', 'access')]],
    ['token use, and leaves several clients to the gateway', (stack) => [cognito(2)(stack)], [claim('token_use', 'access')]],
    ['as many claims as it takes', () => [MachineAuthentication.jwt({
      name: 'all', issuer: 'https://id.example.com', clientClaim: 'z', clients: ['1'], requiredClaims: Object.fromEntries([...'abcdefgh'].map((name) => [name, '1'])),
    })], [...'abcdefgh'].flatMap((name) => name === 'a' ? [claim('a', '1'), claim('aud', 'https://luigi.example.com')] : [claim(name, '1')]).concat(claim('z', '1'))],
  ])('%s', (_, machines, expected) => {
    expect(claims(machines)).toEqual(expected);
  });
});

describe('tokens without an audience', () => {
  const own = (...clients: string[]) => () => [MachineAuthentication.jwt({ name: 'own', issuer: 'https://id.example.com', withoutAudience: true, clientClaim: 'azp', clients })];

  test.each<[string, Machines, readonly string[]]>([
    ['of one client of a user pool', (stack) => [cognito(1)(stack)], ['Tokens of this issuer have no audience. The load balancer takes those of one client only, by client_id, and so does the gateway behind']],
    ['of several', (stack) => [cognito(2)(stack)], ['Tokens of this issuer have no audience. The gateway behind takes those of 2 clients only, by client_id; the load balancer compares a claim with one value']],
    ['of one client of another issuer', own('one'), ['Tokens of this issuer have no audience. The load balancer takes those of one client only, by azp, and so does the gateway behind']],
    ['of several of another issuer', own('one', 'two'), ['Tokens of this issuer have no audience. The gateway behind takes those of 2 clients only, by azp; the load balancer compares a claim with one value']],
  ])('%s: who is let in for it is written where an auditor looks, and no finding is left', (_, machines, reasons) => {
    const { stack } = aLuigiStack((made) => ({ machineAuthentication: machines(made) }));
    const answers = stack.node.findAll().filter(({ node }) => node.id === 'Machines1').flatMap(({ node }) => node.metadata).filter(({ type }) => type === 'aws:cdk:acknowledged-rules');

    expect(answers.flatMap(({ data }) => Object.values(data as object) as string[])).toEqual(reasons);
    expect(new Soc2Checks().validateScope(stack.node.root as App).violations.map(({ ruleName }) => ruleName).filter((name) => name.includes('Jwt'))).toEqual([]);
  });
});

describe('the gateway is told', () => {
  test('all that the load balancer knows and more, in words that it takes', () => {
    const made = setting(template((stack) => [aws(), github(), okta(), cognito(2)(stack)]));

    const { tokenIssuers } = readSettings({
      GATEWAY_PUBLIC_URL: 'https://luigi.example.com', GATEWAY_TRUSTED_PROXIES: '10.0.0.0/24', GATEWAY_OIDC_ISSUER: 'https://example.okta.com', GATEWAY_OIDC_CLIENT_ID: '0oa1',
      GATEWAY_LOAD_BALANCER_ARN: 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/luigi/50dc6c495c0c9188', AWS_REGION: 'eu-central-1',
      GATEWAY_MAPPINGS: 'ssm:/luigi/luigi/access', GATEWAY_DECISION_LOG: 'cloudwatch:decisions', GATEWAY_TOKEN_ISSUERS: made?.replaceAll('<AWS::Region>', 'eu-central-1').replaceAll('<AWS::URLSuffix>', 'example.com'),
    });

    expect(tokenIssuers).toEqual([
      { name: 'aws', kind: 'aws-iam', issuer: ISSUER, keysUrl: `${ISSUER}/.well-known/jwks.json`, audience: 'https://luigi.example.com', roles: ['arn:aws:iam::111122223333:role/ci/*'] },
      {
        name: 'github', kind: 'jwt', issuer: 'https://token.actions.githubusercontent.com', keysUrl: 'https://token.actions.githubusercontent.com/.well-known/jwks', audience: 'https://luigi.example.com',
        clientClaim: 'repository', clients: ['acme/etl', 'acme/reports'], requiredClaims: { repository_owner: 'acme' }, principalClaims: ['repository', 'sub'],
      },
      {
        name: 'okta', kind: 'jwt', issuer: 'https://example.okta.com/oauth2/default', keysUrl: 'https://example.okta.com/oauth2/default/v1/keys', audience: 'https://luigi.example.com',
        clientClaim: 'cid', clients: ['0oa1'],
      },
      {
        name: 'cognito', kind: 'jwt', issuer: expect.stringMatching(/^https:\/\/cognito-idp\./), keysUrl: expect.stringMatching(/_Abcdefghi\/\.well-known\/jwks\.json$/),
        clientClaim: 'client_id', clients: ['0abcdefghijklmnopqrstuvwxy', '1abcdefghijklmnopqrstuvwxy'], requiredClaims: { token_use: 'access' },
      },
    ]);
  });

  test('a pool that is made in the same stack, by references inside of the text', () => {
    const made = setting(template((stack) => {
      const userPool = new UserPool(stack, 'Pool');
      return [MachineAuthentication.cognitoClientCredentials({ userPool, clients: [userPool.addClient('Nightly', { generateSecret: true, oAuth: { flows: { clientCredentials: true } }, authFlows: { userSrp: false } })] })];
    }));

    expect(JSON.parse(made ?? '')).toEqual([{
      name: 'cognito', kind: 'jwt', issuer: 'https://<PoolD3F588B8.ProviderName>', keysUrl: 'https://<PoolD3F588B8.ProviderName>/.well-known/jwks.json',
      clientClaim: 'client_id', clients: [expect.stringMatching(/^<PoolNightly/)], requiredClaims: { token_use: 'access' },
    }]);
  });
});

test('a service refuses the client that its people log in as among its machines', () => {
  const people = MachineAuthentication.okta({ domain: 'example.okta.com', authorizationServerId: 'default', clients: ['0oa1', '0oa1b2c3'] });

  expect(() => template(() => [people])).toThrow(/^machineAuthentication lets in the client "0oa1b2c3" of the issuer okta, by which people log in, expected clients of machines only/);
});

test('a service says what it can\'t trust before anything is made of it', () => {
  expect(() => template(() => [aws(), aws()])).toThrow(new Error('machineAuthentication has the name "aws" twice, expected one of a kind: name each, by name'));
});
