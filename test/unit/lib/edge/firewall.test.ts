import { Lazy, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R4Checks, NIST80053R5Checks, PCIDSS321Checks, type NagPack } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { Soc2Checks } from '../../../../lib/compliance/soc2-checks';
import { Firewall } from '../../../../lib/edge/firewall';
import { bound, ownRule, ruleNamed, type Scene } from './firewall-scene';

const WEB_ACL = 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/ours/0a1b2c3d-1111-2222-3333-444455556666';
type Pack = new (scope: IConstruct) => NagPack;
const PACKS: readonly Pack[] = [AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R4Checks, NIST80053R5Checks, PCIDSS321Checks];

function findings(scene: Scene, packs = PACKS): string[] {
  const rules = (pack: NagPack, scope: Scene['scope']): string[] => pack.validateScope(scope).violations.map(({ ruleName }) => ruleName);
  return packs.flatMap((Pack) => [
    ...rules(new Pack(scene.app), scene.scope),
    ...rules(new Pack(scene.app), scene.loadBalancer).filter((rule) => /WAF|WebAcl/.test(rule)),
  ]);
}

function warnings(stack: Stack): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data));
}

describe('a managed firewall', () => {
  test('stands in front of the load balancer', () => {
    const { template, config, stack, loadBalancer } = bound(Firewall.managed());

    template.resourceCountIs('AWS::WAFv2::WebACLAssociation', 1);
    template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      ResourceArn: stack.resolve(loadBalancer.loadBalancerArn),
      WebACLArn: stack.resolve(config.webAclArn),
    });
    template.hasResourceProperties('AWS::WAFv2::WebACL', { Scope: 'REGIONAL', DefaultAction: { Allow: {} } });
  });

  test('asks for limits first, then for bad addresses, known attacks and common attacks', () => {
    expect(bound(Firewall.managed()).rules.map(({ Name }) => Name)).toEqual([
      'RequestsOfAddress', 'PostsOfAddress', 'ChangesOfAddress', 'BadAddresses', 'KnownAttacks', 'CommonAttacks', 'CommonAttacksElsewhere',
    ]);
  });

  test('asks for the user\'s own addresses and rules before all of its own', () => {
    const firewall = Firewall.managed({ deniedCidrs: ['192.0.2.0/24'], exemptCidrs: ['198.51.100.7/32'], rules: [ownRule('Mine', 7)] });

    expect(bound(firewall).rules.map(({ Name }) => Name).slice(0, 4)).toEqual(['DeniedAddresses', 'ExemptAddresses', 'Mine', 'RequestsOfAddress']);
  });

  test.each(PACKS.map((Pack) => [Pack.name, Pack] as const))('satisfies the pack %s', (_, Pack) => {
    expect(findings(bound(Firewall.managed({ deniedCidrs: ['192.0.2.0/24'] })), [Pack])).toEqual([]);
  });

  test('tells its metrics, its log and its web ACL', () => {
    const { config, template } = bound(Firewall.managed());

    expect(config.metricName).toBe('luigi-reports');
    template.hasResourceProperties('AWS::WAFv2::WebACL', { VisibilityConfig: { MetricName: 'luigi-reports', CloudWatchMetricsEnabled: true } });
    expect(config.logGroup).toBeDefined();
    expect(config.webAcl?.attrArn).toBe(config.webAclArn);
  });

  test('names every rule\'s metric after the rule', () => {
    for (const { Name, VisibilityConfig } of bound(Firewall.managed({ deniedCidrs: ['192.0.2.0/24'] })).rules) {
      expect(VisibilityConfig).toEqual({ CloudWatchMetricsEnabled: true, MetricName: Name, SampledRequestsEnabled: true });
    }
  });

  test('names nothing of a partition or region, also where a stack has none', () => {
    expect(JSON.stringify(Object.values(bound(Firewall.managed()).template.findResources('AWS::WAFv2::LoggingConfiguration'))))
      .not.toMatch(/arn:aws|amazonaws|us-east/);
  });
});

describe('a firewall that only counts', () => {
  const scene = bound(Firewall.managed({ countOnly: true, deniedCidrs: ['192.0.2.0/24'], rules: [ownRule('Mine', 1)] }));

  test('refuses nothing by its own limits and AWS\'s rules', () => {
    for (const { Action, OverrideAction } of scene.rules.slice(2)) {
      expect(Action ?? OverrideAction).toEqual({ Count: {} });
    }
  });

  test('goes on refusing what the user named', () => {
    expect(ruleNamed(scene, 'DeniedAddresses').Action).toHaveProperty('Block');
    expect(ruleNamed(scene, 'Mine').Action).toEqual({ Block: {} });
  });

  test('is warned of, once, by a warning that can be acknowledged', () => {
    expect(warnings(scene.stack)).toEqual([expect.stringMatching(/^the firewall only counts: .*\[ack: cdk-lighttpd-luigi:firewallCountsOnly\]$/)]);
  });

  test('is not what one gets unasked', () => {
    const inForce = bound(Firewall.managed());
    expect(warnings(inForce.stack)).toEqual([]);
    for (const { Action, OverrideAction } of inForce.rules) {
      expect(Action === undefined ? OverrideAction : Object.keys(Action)).toEqual(Action === undefined ? { None: {} } : ['Block']);
    }
  });

  test('satisfies all packs: what it sees is logged', () => {
    expect(findings(scene)).toEqual([]);
  });
});

describe('a firewall that exists', () => {
  test('is associated with the load balancer', () => {
    const { template, config } = bound(Firewall.existing(WEB_ACL));

    template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', { WebACLArn: WEB_ACL });
    template.resourceCountIs('AWS::WAFv2::WebACL', 0);
    expect(config).toEqual({ webAclArn: WEB_ACL });
  });

  test('satisfies all packs', () => {
    expect(findings(bound(Firewall.existing(WEB_ACL)))).toEqual([]);
  });

  test('may be known at deployment only', () => {
    const arn = Lazy.string({ produce: () => WEB_ACL });
    bound(Firewall.existing(arn)).template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', { WebACLArn: WEB_ACL });
  });

  test.each([
    ['its name', 'ours', 'got "ours" for a web ACL, expected arn:<partition>:wafv2:<region>:<account>:regional/webacl/<name>/<id>: copy the ARN, not the name or the id'],
    ['an ARN of WAF Classic', 'arn:aws:waf-regional:eu-west-1:111122223333:webacl/0a1b', 'got "arn:aws:waf-regional:eu-west-1:111122223333:webacl/0a1b" for a web ACL, expected arn:<partition>:wafv2:<region>:<account>:regional/webacl/<name>/<id>: copy the ARN, not the name or the id'],
    ['CloudFront\'s', WEB_ACL.replace('regional', 'global'), `got the web ACL "${WEB_ACL.replace('regional', 'global')}", which is for CloudFront, expected a regional one: make it with the scope REGIONAL`],
  ])('is not taken by %s', (_, arn, message) => {
    expect(() => Firewall.existing(arn)).toThrow(new Error(message));
  });

  test('is taken in other partitions', () => {
    expect(() => Firewall.existing(WEB_ACL.replace('arn:aws:', 'arn:aws-us-gov:'))).not.toThrow();
  });

  test.each([
    ['region', { account: '111122223333', region: 'eu-central-1' }],
    ['account', { account: '999999999999', region: 'eu-west-1' }],
  ])('is not taken from another %s', (_, env) => {
    expect(() => bound(Firewall.existing(WEB_ACL), { env })).toThrow(new Error(
      `got the web ACL "${WEB_ACL}" for a load balancer in account ${env.account}, region ${env.region}, expected one of the same account and region: AWS WAF associates no other`,
    ));
  });

  test('is taken from the same account and region', () => {
    expect(() => bound(Firewall.existing(WEB_ACL), { env: { account: '111122223333', region: 'eu-west-1' } })).not.toThrow();
  });
});

describe('a firewall that is managed elsewhere', () => {
  const reason = 'Firewall Manager policy "all-albs" associates the organisation\'s web ACL';

  test('makes nothing, and answers the findings with its reason', () => {
    const scene = bound(Firewall.managedElsewhere(reason));

    expect(scene.config).toEqual({});
    expect(Object.keys(Template.fromStack(scene.stack).toJSON()['Resources']).filter((id) => id.startsWith('Firewall'))).toEqual([]);
    expect(findings(scene)).toEqual([]);
    const answers = scene.loadBalancer.node.metadata.filter(({ type }) => type === 'aws:cdk:acknowledged-rules');
    expect(JSON.stringify(answers)).toContain(JSON.stringify(reason));
  });

  test.each([true, false])('answers what Soc2Checks finds, where it finds something: internet-facing %s', (internetFacing) => {
    const pack = [Soc2Checks];
    const answered = (firewall: Firewall) => JSON.stringify(bound(firewall, { internetFacing }).loadBalancer.node.metadata).includes('Soc2-CC6.1-LoadBalancerHasWebAcl');
    const unprotected = bound(new (class extends Firewall {
      public override bind(): object { return {}; }
    })(), { internetFacing });

    expect(findings(unprotected, pack).some((rule) => rule.endsWith('LoadBalancerHasWebAcl'))).toBe(internetFacing);
    expect(answered(Firewall.managedElsewhere(reason))).toBe(internetFacing);
    expect(findings(bound(Firewall.managedElsewhere(reason), { internetFacing }), pack).filter((rule) => rule.endsWith('LoadBalancerHasWebAcl'))).toEqual([]);
  });

  test('answers no finding that packs do not have: without it, each of them is there', () => {
    const without = bound(new (class extends Firewall {
      public override bind(): object { return {}; }
    })());
    expect(new Set(findings(without))).toEqual(new Set(['NIST.800.53.R4-ALBWAFEnabled', 'NIST.800.53.R5-ALBWAFEnabled', 'PCI.DSS.321-ALBWAFEnabled']));
  });

  test.each(['', '   ', 'not needed'])('wants a reason that answers a finding, not %p', (bad) => {
    expect(() => Firewall.managedElsewhere(bad)).toThrow(new Error(
      `got the reason ${JSON.stringify(bad)} for a firewall that is managed elsewhere, expected 20 characters or more that an auditor accepts: say who protects the load balancer, and what ensures it`,
    ));
  });
});

describe('the log', () => {
  test('has a name that AWS WAF takes, and another one in each stack that is ever made', () => {
    const [logGroup] = Object.values(bound(Firewall.managed()).template.findResources('AWS::Logs::LogGroup'));

    expect(logGroup?.['Properties'].LogGroupName).toEqual({
      'Fn::Join': ['', [
        expect.stringMatching(/^aws-waf-logs-luigi-reports-[0-9a-f]{8}-$/),
        { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] },
      ]],
    });
  });

  test('has another name for each firewall of a stack', () => {
    const names = ['One', 'Two'].map((id) => {
      const [logGroup] = Object.values(bound(Firewall.managed(), { scopeId: id }).template.findResources('AWS::Logs::LogGroup'));
      return JSON.stringify(logGroup?.['Properties'].LogGroupName);
    });

    expect(names[0]).not.toBe(names[1]);
  });

  test('is encrypted, kept as long as the service says, and stays when the stack goes', () => {
    const { template, stack } = bound(Firewall.managed());
    const key = stack.node.findChild('Key') as unknown as { keyArn: string };

    template.hasResource('AWS::Logs::LogGroup', {
      Properties: { KmsKeyId: stack.resolve(key.keyArn), RetentionInDays: 365, DeletionProtectionEnabled: true },
      DeletionPolicy: 'Retain',
    });
  });

  test('goes with the stack where that is asked for', () => {
    bound(Firewall.managed(), { removalPolicy: RemovalPolicy.DESTROY, deletionProtection: false }).template.hasResource('AWS::Logs::LogGroup', {
      Properties: { DeletionProtectionEnabled: false },
      DeletionPolicy: 'Delete',
    });
  });

  test('is kept as long as the firewall says', () => {
    bound(Firewall.managed({ logRetention: RetentionDays.TWO_YEARS })).template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 731 });
  });

  test('is where the web ACL logs, by the ARN of the group and not of its streams', () => {
    const { template, stack, config } = bound(Firewall.managed());

    template.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      ResourceArn: stack.resolve(config.webAclArn),
      LogDestinationConfigs: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':logs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':log-group:', stack.resolve(config.logGroup!.logGroupName)]] }],
    });
    expect(stack.resolve(config.logGroup!.logGroupName)).toHaveProperty('Ref');
  });

  test('holds no credential and nothing that people ask Luigi', () => {
    bound(Firewall.managed()).template.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      RedactedFields: [
        { QueryString: {} },
        ...['authorization', 'cookie', 'x-amzn-oidc-data', 'x-amzn-oidc-accesstoken'].map((Name) => ({ SingleHeader: { Name } })),
      ],
    });
  });

  test('shares that with the sampled requests, which redaction does not reach', () => {
    bound(Firewall.managed()).template.hasResourceProperties('AWS::WAFv2::WebACL', {
      DataProtectionConfig: {
        DataProtections: [
          { Action: 'SUBSTITUTION', Field: { FieldType: 'SINGLE_HEADER', FieldKeys: ['authorization', 'cookie', 'x-amzn-oidc-data', 'x-amzn-oidc-accesstoken'] } },
          { Action: 'SUBSTITUTION', Field: { FieldType: 'SINGLE_COOKIE', FieldKeys: Match.absent() } },
          { Action: 'SUBSTITUTION', Field: { FieldType: 'QUERY_STRING', FieldKeys: Match.absent() } },
        ],
      },
    });
  });

  test('has every request, unless only those that a rule matched are asked for', () => {
    bound(Firewall.managed()).template.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', { LoggingFilter: Match.absent() });
    bound(Firewall.managed({ logUnmatched: false })).template.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      LoggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [{
          Behavior: 'KEEP',
          Requirement: 'MEETS_ANY',
          Conditions: [{ ActionCondition: { Action: 'BLOCK' } }, { ActionCondition: { Action: 'COUNT' } }, { ActionCondition: { Action: 'EXCLUDED_AS_COUNT' } }],
        }],
      },
    });
  });

  test('takes none of the ten resource policies that an account has', () => {
    bound(Firewall.managed()).template.resourceCountIs('AWS::Logs::ResourcePolicy', 0);
  });
});
