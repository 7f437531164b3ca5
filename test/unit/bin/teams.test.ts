import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { TeamsPlatform } from '../../../bin/example/teams/platform';
import { TeamLuigi } from '../../../bin/example/teams/team-luigi';
import { Soc2Checks } from '../../../lib/compliance/soc2-checks';
import { LuigiService } from '../../../lib/luigi-service';
import { someJob } from '../../support/lib/luigi-job';
import { someServiceProps } from '../../support/lib/luigi-stack';

interface Resource { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }

const PACKS = [new AwsSolutionsChecks(), new NIST80053R5Checks(), new HIPAASecurityChecks(), new PCIDSS321Checks(), new Soc2Checks()];
/** What a name is one of in an account and region, by what CloudFormation refuses. */
const NAMED: Readonly<Record<string, string>> = {
  'AWS::Backup::BackupVault': 'BackupVaultName', 'AWS::CloudWatch::Alarm': 'AlarmName', 'AWS::CloudWatch::Dashboard': 'DashboardName',
  'AWS::Cognito::UserPoolGroup': 'GroupName', 'AWS::Logs::LogGroup': 'LogGroupName', 'AWS::Logs::QueryDefinition': 'Name',
  'AWS::Route53::RecordSet': 'Name', 'AWS::Scheduler::Schedule': 'Name', 'AWS::ServiceDiscovery::PrivateDnsNamespace': 'Name',
  'AWS::SSM::Parameter': 'Name', 'AWS::StepFunctions::StateMachine': 'StateMachineName', 'AWS::WAFv2::WebACL': 'Name', 'AWS::IAM::Role': 'RoleName',
};

function teams(context: Record<string, unknown> = {}) {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [], ...context } });
  const platform = new TeamsPlatform(app, 'LuigiTeams');
  return { app, platform, stacks: ['growth', 'risk'].map((team) => new TeamLuigi(app, `Luigi-${team}`, { team, platform })) };
}

/** Two services with nothing shared but the network, in one stack. */
function twoInAStack() {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const props = someServiceProps(stack);
  for (const team of ['growth', 'risk']) {
    new LuigiService(stack, team, { ...props, serviceName: team, domainName: `${team}.example.com` }).addJob('daily-report', someJob());
  }
  return { app, stack };
}

function resourcesOf(...stacks: readonly Stack[]): readonly Resource[] {
  return stacks.flatMap((stack) => Object.values((Template.fromStack(stack).toJSON() as { Resources: Record<string, Resource> }).Resources));
}

/** Names, as they are written, that more than one resource of a type has. */
function doubled(resources: readonly Resource[]): readonly string[] {
  const names = resources.flatMap(({ Type, Properties }) => {
    const name = Properties?.[NAMED[Type] ?? ''];
    return name === undefined ? [] : [`${Type} ${JSON.stringify(name)}`];
  });
  expect(names.length).toBeGreaterThan(50);
  return names.filter((name, index) => names.indexOf(name) !== index);
}

function findings(app: App): readonly string[] {
  return PACKS.flatMap((pack) => pack.validateScope(app).violations.flatMap(({ ruleName, violatingResources }) => (
    violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`))));
}

describe('a service for each team, in stacks on one platform', () => {
  test('no two resources have a name that must be one\'s own', () => {
    expect(doubled(resourcesOf(...teams().stacks))).toEqual([]);
  });

  test.each([
    ['strong', {}],
    ['weak', { '@aws-cdk/core:defaultCrossStackReferences': 'weak' }],
  ])('no pack finds anything, before templates are written and after, with %s references between stacks', (_kind, context) => {
    const { app } = teams(context);

    expect(findings(app)).toEqual([]);
    app.synth();
    expect(findings(app)).toEqual([]);
  });

  test('each has a host name, a client of the user pool and parameters of its own', () => {
    const templates = teams().stacks.map((stack) => Template.fromStack(stack));

    for (const [index, team] of ['growth', 'risk'].entries()) {
      const template = templates[index] as Template;
      template.hasResourceProperties('AWS::Route53::RecordSet', { Name: `${team}.luigi.example.com.` });
      template.hasResourceProperties('AWS::Cognito::UserPoolClient', { CallbackURLs: [`https://${team}.luigi.example.com/oauth2/idpresponse`] });
      template.hasResourceProperties('AWS::SSM::Parameter', {
        Name: `/luigi/${team}/access/Engineers`, Value: Match.stringLikeRegexp(`group:${team}-engineers`),
      });
      template.resourceCountIs('AWS::ElasticLoadBalancingV2::LoadBalancer', 1);
      template.resourceCountIs('AWS::ECS::Cluster', 0);
      template.resourceCountIs('AWS::KMS::Key', 0);
    }
  });

  test('have room for hundreds of runs at once in each of two zones, and for their load balancers', () => {
    const network = Template.fromStack(teams().platform);
    const subnets = Object.values(network.findResources('AWS::EC2::Subnet')).map(({ Properties }) => (Properties as { CidrBlock: string }).CidrBlock);

    network.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '10.0.0.0/16' });
    expect(subnets.map((range) => range.split('/')[1]).sort()).toEqual(['20', '20', '24', '24']);
    expect(new Set(subnets).size).toBe(4);
  });

  test('the gateway of one may start no job of the other', () => {
    const [growth] = teams().stacks.map((stack) => JSON.stringify(Template.fromStack(stack).toJSON()));

    expect(growth).toContain('luigi-growth_');
    expect(growth).not.toContain('risk');
  });
});

describe('two services in one stack', () => {
  test('no two resources have a name that must be one\'s own', () => {
    expect(doubled(resourcesOf(twoInAStack().stack))).toEqual([]);
  });

  test('no pack finds anything', () => {
    expect(findings(twoInAStack().app)).toEqual([]);
  });
});
