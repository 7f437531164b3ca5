import { Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import { SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Cluster, ContainerImage, CpuArchitecture, Secret } from 'aws-cdk-lib/aws-ecs';
import { Role } from 'aws-cdk-lib/aws-iam';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret as ManagedSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { LuigiPrincipal } from '../../../../lib/access/luigi-principal';
import { RunPermission } from '../../../../lib/access/run-permission';
import { LuigiJob } from '../../../../lib/jobs/luigi-job';
import type { LuigiJobOptions } from '../../../../lib/jobs/luigi-job-props';
import { JobParameter } from '../../../../lib/jobs/parameters/job-parameter';
import { LuigiService } from '../../../../lib/luigi-service';
import type { LuigiServiceAttributes } from '../../../../lib/luigi-service-attributes';
import { flat } from '../../../support/lib/flat';
import { aJobStack, someJob } from '../../../support/lib/luigi-job';
import { aLuigiStack, someImages, someVpc } from '../../../support/lib/luigi-stack';

interface Definition {
  readonly StartAt: string;
  readonly TimeoutSeconds: number;
  readonly States: { readonly [name: string]: { readonly [field: string]: unknown } };
}

/** A job of a service that another stack has made: a stack with nothing else in it. */
function aJob(over: (stack: Stack) => Partial<LuigiJobOptions> = () => ({}), attributes: LuigiServiceAttributes = {}, name = 'daily'): {
  readonly stack: Stack; readonly job: LuigiJob; readonly template: () => Template; readonly definition: () => Definition;
} {
  const { stack, service } = aJobStack(() => attributes);
  const job = service.addJob(name, someJob(over(stack)));
  const template = (): Template => Template.fromStack(stack);
  return { stack, job, template, definition: () => definitionIn(template()) };
}

function definitionIn(template: Template): Definition {
  const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine')) as [{ Properties: { DefinitionString: string | { 'Fn::Join': [string, unknown[]] } } }];
  const text = machine.Properties.DefinitionString;
  const parts = typeof text === 'string' ? [text] : text['Fn::Join'][1];
  return JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'PUT-IN')).join('')) as Definition;
}

/** The job's document, with what is there only once it is deployed as `<...>`. */
function documentIn(template: Template): string {
  const [parameter] = Object.values(template.findResources('AWS::SSM::Parameter')) as [{ Properties: { Value: unknown } }];
  return flat(parameter.Properties.Value) as string;
}

describe('a job', () => {
  test('is described for the gateway in SSM, once it can be started', () => {
    const { job, template } = aJob(() => ({ description: 'A report', reasonRequired: true, maxConcurrentRuns: 3 }));
    expect(job.parameterName).toBe('/luigi/luigi/jobs/daily');
    const [parameter] = Object.values(template().findResources('AWS::SSM::Parameter')) as [{ Properties: unknown; DependsOn: string[] }];
    expect(parameter.Properties).toMatchObject({ Name: '/luigi/luigi/jobs/daily', Type: 'String', Tier: 'Standard' });
    const [id] = Object.keys(template().findResources('AWS::Logs::LogGroup')) as [string];
    expect(JSON.parse(documentIn(template()))).toEqual({
      taskRole: expect.stringMatching(/^<LuigiJobdailyTask.*Role.*\.Arn>$/) as string, logGroup: `<${id}>`,
      version: 1, description: 'A report', category: 'reports', family: 'DailyReport', reasonRequired: true, maxConcurrentRuns: 3,
      parameters: {
        type: 'object', additionalProperties: false, required: ['day'],
        properties: { day: { type: 'string', format: 'date' }, region: { type: 'string', enum: ['eu', 'us'], default: 'eu' }, dry_run: { type: 'boolean', default: false } },
      },
    });
    expect(parameter.DependsOn).toContain(Object.keys(template().findResources('AWS::StepFunctions::StateMachine'))[0]);
  });

  test('takes SSM\'s advanced tier from 4,097 bytes on', () => {
    const values = (length: number): string[] => Array.from({ length: 25 }, (_, index) => `${index}`.padEnd(length, 'x'));
    aJob(() => ({ parameters: { p: JobParameter.choice({ values: values(180) }) } })).template()
      .hasResourceProperties('AWS::SSM::Parameter', { Tier: 'Advanced' });
    aJob(() => ({ parameters: { p: JobParameter.choice({ values: values(100) }) } })).template()
      .hasResourceProperties('AWS::SSM::Parameter', { Tier: 'Standard' });
  });

  test('stays in the advanced tier on request once its document is small: SSM knows no way back, and the update would fail', () => {
    aJob(() => ({ advancedTier: true })).template().hasResourceProperties('AWS::SSM::Parameter', { Tier: 'Advanced' });
    aJob().template().hasResourceProperties('AWS::SSM::Parameter', { Tier: 'Standard' });
  });

  test('may be named by mappings', () => {
    const { stack, service } = aLuigiStack();
    service.addJob('daily', someJob());
    service.mapRole('analysts', { principals: [LuigiPrincipal.group('analysts')], run: [RunPermission.job('daily'), RunPermission.category('reports')] });
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('runs without rights: no root, nothing but /tmp to write, no capabilities', () => {
    const { template } = aJob();
    template().hasResourceProperties('AWS::ECS::TaskDefinition', {
      Family: 'luigi-luigi_daily', Cpu: '1024', Memory: '2048', NetworkMode: 'awsvpc', RequiresCompatibilities: ['FARGATE'],
      RuntimePlatform: { CpuArchitecture: 'X86_64', OperatingSystemFamily: 'LINUX' },
      Volumes: [{ Name: 'tmp' }, { Name: 'luigi-agent' }],
      ContainerDefinitions: [Match.objectLike({
        Name: 'job', Essential: true, Privileged: false, ReadonlyRootFilesystem: true, User: '1000:1000',
        LinuxParameters: { Capabilities: { Drop: ['ALL'] }, InitProcessEnabled: true },
        MountPoints: [
          { ContainerPath: '/tmp', ReadOnly: false, SourceVolume: 'tmp' }, { ContainerPath: '/run/luigi-agent', ReadOnly: true, SourceVolume: 'luigi-agent' },
        ],
        LogConfiguration: Match.objectLike({ Options: Match.objectLike({ 'awslogs-stream-prefix': 'job', 'mode': 'non-blocking' }) }),
      }), Match.objectLike({ Name: 'lane-agent' })],
    });
  });

  test('has what is asked for', () => {
    const { template, definition } = aJob((stack) => ({
      cpu: 256, memoryLimitMiB: 512, architecture: CpuArchitecture.ARM64, user: '5:5', spot: true, environment: { A: 'b' },
      secrets: { TOKEN: Secret.fromSecretsManager(ManagedSecret.fromSecretNameV2(stack, 'Secret', 'token')) },
      logRetention: RetentionDays.TWO_YEARS, removalPolicy: RemovalPolicy.DESTROY, subnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      taskRole: Role.fromRoleArn(stack, 'Ours', 'arn:aws:iam::111122223333:role/ours'),
      securityGroup: SecurityGroup.fromSecurityGroupId(stack, 'Mine', 'sg-0123456789abcdef1'),
    }));
    template().hasResourceProperties('AWS::ECS::TaskDefinition', {
      Cpu: '256', Memory: '512', RuntimePlatform: { CpuArchitecture: 'ARM64' }, TaskRoleArn: 'arn:aws:iam::111122223333:role/ours',
      ContainerDefinitions: Match.arrayWith([
        Match.objectLike({ User: '5:5', Environment: Match.arrayWith([{ Name: 'A', Value: 'b' }]), Secrets: [Match.objectLike({ Name: 'TOKEN' })] }),
      ]),
    });
    template().hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete', Properties: { RetentionInDays: 731 } });
    expect(definition().States['Run']).toMatchObject({ Arguments: {
      CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }],
      NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: ['sg-0123456789abcdef1'] } },
    } });
    expect(definition().States['Run']).not.toHaveProperty('Arguments.LaunchType');
  });

  test('has a role of its own, to which one grants', () => {
    const { stack, job, template } = aJob();
    Bucket.fromBucketName(stack, 'Bucket', 'reports').grantRead(job);
    template().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [Match.objectLike({ Action: ['s3:GetObject*', 's3:GetBucket*', 's3:List*'] })] },
      Roles: [stack.resolve(job.taskDefinition.taskRole.roleName)],
    });
  });

  test('logs in one encrypted group, for a year, in a place of its stack alone that Step Functions may write to', () => {
    const { template } = aJob();
    template().hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'Retain',
      Properties: {
        RetentionInDays: 365, KmsKeyId: 'arn:aws:kms:eu-central-1:111122223333:key/12345678-1234-1234-1234-123456789012',
        LogGroupName: { 'Fn::Join': ['', ['/aws/vendedlogs/states/luigi-luigi_daily-', Match.anyValue()]] },
      },
    });
    template().hasResourceProperties('AWS::StepFunctions::StateMachine', {
      StateMachineName: 'luigi-luigi_daily', StateMachineType: 'STANDARD', TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: true },
    });
  });

  test('reaches HTTPS and the worker lane, and nobody reaches it', () => {
    const { template } = aJob();
    template().hasResourceProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: Match.absent(), SecurityGroupEgress: [
      Match.objectLike({ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443 }),
      Match.objectLike({ DestinationSecurityGroupId: 'sg-0123456789abcdef0', FromPort: 8444, ToPort: 8444 }),
    ] });
    template().hasResourceProperties('AWS::EC2::SecurityGroupIngress', { GroupId: 'sg-0123456789abcdef0', IpProtocol: 'tcp', FromPort: 8444, ToPort: 8444 });
  });
});

describe('its texts', () => {
  test('stand nowhere where CloudFormation or Step Functions would read them', () => {
    const texts = ['${AWS::Region}', '{% $states %}', '%} {%', '"; x', '\u{1F600}'];
    const { template } = aJob(() => ({ parameters: { p: JobParameter.choice({ values: texts }) } }));
    const [machine] = Object.values(template().findResources('AWS::StepFunctions::StateMachine')) as [{ Properties: { DefinitionString: unknown } }];
    const text = JSON.stringify(machine.Properties.DefinitionString);
    expect(texts.filter((each) => text.includes(each))).toEqual([]);
    // and none in its document, which still says the same
    expect(documentIn(template())).not.toContain('${');
    expect(JSON.parse(documentIn(template()))).toMatchObject({ parameters: { properties: { p: { enum: texts } } } });
  });
});

describe('a job is refused:', () => {
  const NAME = '1 to 64 lower-case letters, digits and hyphens, without a hyphen at either end; rename it';
  test.each<[string, (stack: Stack) => Partial<LuigiJobOptions>, string]>([
    ['a category in capitals', () => ({ category: 'Reports' }), `job daily: got the category "Reports", expected ${NAME}`],
    ['a module that is a flag', () => ({ module: '--module' }), 'job daily: got the module "--module", expected the name of a Python module such as reports.daily; mend it'],
    ['a family that is a flag', () => ({ family: '--x' }), 'job daily: got the family "--x", expected a task family such as DailyReport or etl.DailyReport; mend it'],
    ['a family that is a token', () => ({ family: Token.asString({ Ref: 'F' }) }), 'job daily: got a token as family, expected a text that is known at synthesis; give plain text'],
    ['what SSM refuses', () => ({ description: 'a {{b' }), 'job daily: got description "a {{b", expected no {{, which SSM refuses in a parameter; write it another way'],
    ['too long a description', () => ({ description: 'x'.repeat(501) }), `job daily: got the description "${'x'.repeat(79)}... (cut), expected at most 500 characters; shorten it`],
    ['no runs at once', () => ({ maxConcurrentRuns: 0 }), 'job daily: got maxConcurrentRuns 0, expected a whole number from 1 to 50; mend it'],
    ['a parameter that is a flag', () => ({ parameters: { '--module': JobParameter.text() } }), 'job daily: got the parameter name "--module", expected 1 to 64 letters, digits and underscores that don\'t begin with a digit; name it as in Luigi'],
    ['a parameter of JavaScript', () => ({ parameters: { constructor: JobParameter.text() } }), 'job daily: got the parameter name "constructor", expected one that isn\'t reserved by JavaScript; rename it'],
    ['too many parameters', () => ({ parameters: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`p${index}`, JobParameter.flag()])) }), 'job daily: got 51 parameters, expected at most 50; leave some to Luigi\'s defaults'],
    ['a parameter that SSM refuses', () => ({ parameters: { p: JobParameter.text({ defaultValue: '{{' }) } }), 'job daily: got in the parameter p what SSM can\'t keep, expected no {{, which SSM refuses in a parameter; write it another way'],
    ['a token in a parameter', () => ({ parameters: { p: JobParameter.text({ defaultValue: Token.asString({ Ref: 'P' }) }) } }), 'job daily: got a token in the parameter p, expected what is known at synthesis; give plain values'],
    ['too large a document', () => ({ parameters: { p: JobParameter.choice({ values: Array.from({ length: 100 }, (_, index) => `${index}`.padEnd(100, 'x')) }) } }), 'job daily: got a document of up to 10738 bytes, expected at most 8192; shorten descriptions and lists of values'],
    ['processors that Fargate has not', () => ({ cpu: 1000 }), 'job daily: got cpu 1000, expected one of 256, 512, 1024, 2048, 4096, 8192, 16384; choose one, Fargate knows no others'],
    ['too little memory', () => ({ cpu: 256, memoryLimitMiB: 1536 }), 'job daily: got memoryLimitMiB 1536 with cpu 256, expected 512, 1024, 2048; choose one, Fargate takes no others with so many processors'],
    ['memory between steps', () => ({ memoryLimitMiB: 2500 }), 'job daily: got memoryLimitMiB 2500 with cpu 1024, expected 2048 to 8192 in steps of 1024; choose one, Fargate takes no others with so many processors'],
    ['too short a time', () => ({ timeout: Duration.seconds(59) }), 'job daily: got timeout 59 seconds, expected whole seconds, 1 minute to 90 days; mend it'],
    ['too many tries', () => ({ retries: { maxAttempts: 11 } }), 'job daily: got retries.maxAttempts 11, expected a whole number from 0 to 10; mend it'],
    ['no wait', () => ({ retries: { interval: Duration.millis(1500) } }), 'job daily: got retries.interval 1 second 500 millis, expected whole seconds, 1 second to 1 day; mend it'],
    ['a shrinking wait', () => ({ retries: { backoffRate: 0.5 } }), 'job daily: got retries.backoffRate 0.5, expected a number from 1 to 10; mend it'],
    ['a log for less than a year', () => ({ logRetention: RetentionDays.ONE_MONTH }), 'job daily: got a log retention of 30 days, expected 365 or more, since the log tells who had what run; use RetentionDays.ONE_YEAR or longer'],
    ['a variable that is taken', () => ({ environment: { LUIGI_RUN_ID: 'x' } }), 'job daily: got the variable "LUIGI_RUN_ID", expected none that begins with LUIGI_RUN_, which tell the run; rename it'],
    ['a variable twice', (stack) => ({ environment: { A: 'x' }, secrets: { A: Secret.fromSecretsManager(ManagedSecret.fromSecretNameV2(stack, 'S', 's')) } }), 'job daily: got the variable "A" in environment and in secrets, expected it in one of them; remove the other'],
    ['public subnets', () => ({ subnets: { subnetType: SubnetType.PUBLIC } }), 'job daily: got public subnets, expected private ones with a way out: tasks have no public address and would reach nothing from there; choose the subnetType PRIVATE_WITH_EGRESS'],
  ])('%s', (_, over, message) => {
    expect(() => aJob(over)).toThrow(new Error(message));
  });

  test.each<[string, LuigiServiceAttributes, string, string]>([
    ['a name in capitals', {}, 'Daily', `got the job name "Daily", expected ${NAME}`],
    ['a name that is too long with the service\'s', { serviceName: 'a'.repeat(32) }, 'b'.repeat(42),
      `got the job name "${'b'.repeat(42)}", expected one that makes a state machine's name of at most 80 characters, where luigi-${'a'.repeat(32)}_${'b'.repeat(42)} has 81; shorten it`],
    ['a service whose security group is not known', { securityGroup: undefined }, 'daily',
      'got no securityGroup for the service luigi of another stack, expected that of its task, which is to let the job\'s workers in: give it to fromLuigiServiceAttributes'],
    ['a service whose table of runs is not known', { runTable: undefined }, 'daily',
      'got no runTable for the service luigi of another stack, expected the one which holds the runs of its jobs: give it to fromLuigiServiceAttributes'],
    ['a service whose worker lane is not known', { workerUrl: undefined }, 'daily',
      'got no workerUrl for the service luigi of another stack, expected the one at which its workers find it: give it to fromLuigiServiceAttributes'],
    ['no cluster', { jobDefaults: {} }, 'daily',
      'job daily: got no cluster, and the service luigi of another stack tells none, expected one; give it to the job, or jobDefaults to fromLuigiServiceAttributes'],
  ])('%s', (_, attributes, name, message) => {
    expect(() => aJob(() => ({}), attributes, name)).toThrow(new Error(message));
  });

  test('a name that is taken', () => {
    const { service } = aLuigiStack();
    service.addJob('daily', someJob({ image: ContainerImage.fromRegistry('registry.example.com/x') }));
    expect(() => service.addJob('daily', someJob())).toThrow(new Error(
      'job daily: got the same name at Stack/Luigi/Job-daily, expected another for the same service; rename one of them'));
  });

  test('a name that another stack gives on the same service', () => {
    const { app, service } = aLuigiStack();
    service.addJob('daily', someJob());
    const stack = new Stack(app, 'Other');
    const there = LuigiService.fromLuigiServiceAttributes(stack, 'Luigi', {
      securityGroup: SecurityGroup.fromSecurityGroupId(stack, 'Lane', 'sg-0123456789abcdef0'), workerUrl: 'https://workers.luigi.internal:8444',
      runTable: Table.fromTableName(stack, 'Runs', 'luigi-runs'),
      jobDefaults: { images: someImages() },
    });
    const cluster = Cluster.fromClusterAttributes(stack, 'Cluster', { clusterName: 'shared', vpc: someVpc(stack) });
    new LuigiJob(stack, 'Mine', { ...someJob({ cluster }), service: there, jobName: 'daily' });

    expect(() => app.synth()).toThrow('job daily: got the same name at Stack/Luigi/Job-daily, expected another for the same service; rename one of them');
  });
});
