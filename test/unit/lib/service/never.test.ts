import { Template } from 'aws-cdk-lib/assertions';
import { IpAddressType } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Authentication } from '../../../../lib/authentication';
import { LuigiState } from '../../../../lib/state/luigi-state';
import { aLuigiStack } from '../../../support/lib/luigi-stack';

interface CfnResource { readonly Type: string; readonly Properties?: Record<string, unknown> }
interface Statement { readonly Effect: string; readonly Action?: unknown; readonly Resource?: unknown }

const TEMPLATES = {
  'as it comes': aLuigiStack(),
  'internet-facing': aLuigiStack(() => ({ loadBalancer: { internetFacing: true, ipAddressType: IpAddressType.DUAL_STACK } })),
  'with a user pool': aLuigiStack(() => ({ authentication: Authentication.cognitoUserPool() })),
  'ephemeral, with a worker credential': aLuigiStack((stack) => ({
    state: LuigiState.ephemeral(), workerCredential: Secret.fromSecretNameV2(stack, 'Workers', 'luigi/workers'),
  })),
};

describe.each(Object.entries(TEMPLATES))('never, %s:', (_, { stack }) => {
  const { Resources: resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, CfnResource> };
  const ofType = (type: string): Record<string, unknown>[] =>
    Object.values(resources).filter(({ Type }) => Type === type).map(({ Properties }) => Properties ?? {});

  test('a wildcard in what roles may do, beyond the one action that knows no resources', () => {
    const statements = [...ofType('AWS::IAM::Policy'), ...ofType('AWS::IAM::ManagedPolicy')]
      .flatMap(({ PolicyDocument }) => (PolicyDocument as { Statement: Statement[] }).Statement).filter(({ Effect }) => Effect === 'Allow');

    expect(statements.length).toBeGreaterThan(3);
    expect(statements.flatMap(({ Action }) => Action).filter((action) => String(action).includes('*'))).toEqual([]);
    expect(statements.filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action).filter((action) => action !== 'ecr:GetAuthorizationToken')).toEqual([]);
  });

  test('leave for the gateway to write runs, to alter a job, or to run anything but what is deployed', () => {
    const statements = (ofType('AWS::IAM::Policy') as { Roles: { Ref: string }[]; PolicyDocument: { Statement: Statement[] } }[])
      .filter(({ Roles: roles }) => roles.some(({ Ref: role }) => role.includes('TaskRole'))).flatMap(({ PolicyDocument: { Statement: all } }) => all);
    const actions = statements.flatMap(({ Action }) => Action).map(String);

    expect(actions).toContain('states:StartExecution');
    expect(actions.filter((action) => /^(?:iam|ecs|events|scheduler|sts|lambda):/.test(action))).toEqual([]);
    expect(actions.filter((action) => /^dynamodb:(?!GetItem$|BatchGetItem$|Query$)/.test(action))).toEqual([]);
    expect(actions.filter((action) => /^states:(?!(?:Start|Describe|Stop|Redrive)Execution$|GetExecutionHistory$)/.test(action))).toEqual([]);
    expect(statements.filter(({ Action }) => [Action].flat().includes('ssm:PutParameter')).map(({ Resource }) => JSON.stringify(Resource)))
      .toEqual([expect.stringMatching(/parameter\/luigi\/luigi\/lane"/)]);
  });

  test('a parameter below the path by which an operator speaks to the service: a deployment would overwrite who was shut out', () => {
    const names = ofType('AWS::SSM::Parameter').map(({ Name }) => JSON.stringify(Name));

    expect(names.filter((name) => name.includes('/control'))).toEqual([]);
  });

  test('a literal partition or region', () => {
    const text = JSON.stringify(resources);

    expect(text.match(/arn:aws[a-z-]*:/g)).toBeNull();
    expect(text.match(/\b(?:us|eu|ap|sa|ca|me|af|il|cn)-(?:gov-)?[a-z]+-\d\b/g)).toBeNull();
  });

  test('a service\'s address with its partition, but for the names of service principals', () => {
    const texts = [...JSON.stringify(resources).matchAll(/"([^"]*amazonaws\.com[^"]*)"/g)].map(([, text]) => text);

    expect(texts.filter((text) => !/^[a-z.-]+\.amazonaws\.com$/.test(text as string))).toEqual([]);
  });

  test('a store that is not encrypted', () => {
    for (const group of ofType('AWS::Logs::LogGroup')) expect(group.KmsKeyId).toBeDefined();
    for (const system of ofType('AWS::EFS::FileSystem')) expect(system).toMatchObject({ Encrypted: true, KmsKeyId: expect.anything() });
    for (const topic of ofType('AWS::SNS::Topic')) expect(topic.KmsMasterKeyId).toBeDefined();
    for (const table of ofType('AWS::DynamoDB::Table')) expect(table.SSESpecification).toMatchObject({ SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: expect.anything() });
    for (const vault of ofType('AWS::Backup::BackupVault')) expect(vault.EncryptionKeyArn).toBeDefined();
    for (const bucket of ofType('AWS::S3::Bucket')) expect(bucket.BucketEncryption).toBeDefined();
    expect(ofType('AWS::DynamoDB::Table')).toHaveLength(1);
    expect(ofType('AWS::Logs::LogGroup').length).toBeGreaterThanOrEqual(4);
  });

  test('a task with a public address, or a luigid that can be reached', () => {
    for (const service of ofType('AWS::ECS::Service')) expect(service).toMatchObject({ NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED' } } });
    expect(JSON.stringify([
      ...ofType('AWS::EC2::SecurityGroup'), ...ofType('AWS::EC2::SecurityGroupIngress'), ...ofType('AWS::EC2::SecurityGroupEgress'),
      ...ofType('AWS::ElasticLoadBalancingV2::TargetGroup'), ...ofType('AWS::ECS::TaskDefinition').map(({ ContainerDefinitions }) =>
        (ContainerDefinitions as { PortMappings?: unknown }[]).map(({ PortMappings }) => PortMappings)),
    ])).not.toMatch(/:8082\b/);
  });

  test('a rule or a default action that forwards before a login', () => {
    const actions = [
      ...ofType('AWS::ElasticLoadBalancingV2::ListenerRule').map(({ Actions }) => Actions),
      ...ofType('AWS::ElasticLoadBalancingV2::Listener').map(({ DefaultActions }) => DefaultActions),
    ] as { Type: string; Order?: number }[][];

    expect(actions).toHaveLength(5);
    for (const each of actions.filter((chain) => chain.some(({ Type }) => Type === 'forward'))) {
      expect([...each].sort((a, b) => (a.Order ?? 0) - (b.Order ?? 0))[0]?.Type).toMatch(/^authenticate-(?:oidc|cognito)$/);
    }
  });

  test('a secret in a variable of a container', () => {
    const names = ofType('AWS::ECS::TaskDefinition').flatMap(({ ContainerDefinitions }) => ContainerDefinitions as { Environment?: { Name: string }[] }[])
      .flatMap(({ Environment = [] }) => Environment.map(({ Name }) => Name));

    expect(names.length).toBeGreaterThan(8);
    expect(names.filter((name) => /SECRET|PASSWORD|CREDENTIAL|TOKEN|HISTORY_URL/.test(name))).toEqual([]);
  });
});
