import { posix } from 'node:path';
import { Aws, Duration, Fn, Lazy } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import type { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { CATALOGUE } from '../../../../images/gateway/src/luigi/calls/catalogue';
import { readSettings } from '../../../../images/gateway/src/settings/settings';
import { Firewall } from '../../../../lib/edge/firewall';
import { CHANGING_CALLS } from '../../../../lib/edge/firewall/luigi-paths';
import { bound, ownRule, ruleNamed, type Part, type Scene } from './firewall-scene';

const managed = bound(Firewall.managed());

interface RegexMatch { readonly RegexString: string; readonly TextTransformations: Array<{ Priority: number; Type: string }> }

/** As AWS WAF would: decode once, then take away empty, `.` and `..` parts. */
function matches({ RegexString, TextTransformations }: RegexMatch, path: string): boolean {
  expect(TextTransformations).toEqual([{ Priority: 0, Type: 'URL_DECODE' }, { Priority: 1, Type: 'NORMALIZE_PATH' }]);
  return new RegExp(RegexString).test(posix.normalize(decodeURIComponent(path)));
}

function rateOf(scene: Scene, name: string): Part {
  return ruleNamed(scene, name).Statement['RateBasedStatement'];
}

describe('limits of an address', () => {
  test('cover all requests, POST, and calls that change something', () => {
    expect(rateOf(managed, 'RequestsOfAddress')).toEqual({ AggregateKeyType: 'IP', Limit: 60_000, EvaluationWindowSec: 300 });
    expect(rateOf(managed, 'PostsOfAddress')).toMatchObject({
      AggregateKeyType: 'IP', Limit: 6_000, EvaluationWindowSec: 300,
      ScopeDownStatement: { ByteMatchStatement: { FieldToMatch: { Method: {} }, PositionalConstraint: 'EXACTLY', SearchString: 'POST' } },
    });
    expect(rateOf(managed, 'ChangesOfAddress')).toMatchObject({
      AggregateKeyType: 'IP', Limit: 6_000, EvaluationWindowSec: 300,
      ScopeDownStatement: {
        OrStatement: {
          Statements: [
            { RegexMatchStatement: { FieldToMatch: { UriPath: {} } } },
            {
              AndStatement: {
                Statements: [
                  { ByteMatchStatement: { FieldToMatch: { Method: {} }, PositionalConstraint: 'EXACTLY', SearchString: 'POST' } },
                  {
                    ByteMatchStatement: {
                      FieldToMatch: { UriPath: {} }, PositionalConstraint: 'STARTS_WITH', SearchString: '/jobs/',
                      TextTransformations: [{ Priority: 0, Type: 'URL_DECODE' }, { Priority: 1, Type: 'NORMALIZE_PATH' }],
                    },
                  },
                ],
              },
            },
          ],
        },
      },
    });
  });

  test('leave room for ten people who use all that the gateway gives each', () => {
    const { callsPerMinute, changesPerMinute } = readSettings({
      GATEWAY_PUBLIC_URL: 'https://luigi.example.com',
      GATEWAY_LOAD_BALANCER_ARN: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/luigi/0123456789abcdef',
      GATEWAY_OIDC_ISSUER: 'https://idp.example.com',
      GATEWAY_OIDC_CLIENT_ID: 'luigi',
      GATEWAY_MAPPINGS: 'directory:/mappings',
      GATEWAY_DECISION_LOG: 'file:/decisions',
    });
    expect(rateOf(managed, 'RequestsOfAddress')['Limit']).toBeGreaterThanOrEqual(10 * 5 * callsPerMinute);
    expect(rateOf(managed, 'ChangesOfAddress')['Limit']).toBeGreaterThanOrEqual(10 * 5 * changesPerMinute);
  });

  test('are the user\'s to set, with their windows', () => {
    const scene = bound(Firewall.managed({
      requestLimit: { requests: 10, window: Duration.minutes(1) },
      postLimit: { requests: 2_000_000_000, window: Duration.minutes(2) },
      changeLimit: { requests: 100, window: Duration.minutes(10) },
    }));

    expect(rateOf(scene, 'RequestsOfAddress')).toMatchObject({ Limit: 10, EvaluationWindowSec: 60 });
    expect(rateOf(scene, 'PostsOfAddress')).toMatchObject({ Limit: 2_000_000_000, EvaluationWindowSec: 120 });
    expect(rateOf(scene, 'ChangesOfAddress')).toMatchObject({ Limit: 100, EvaluationWindowSec: 600 });
  });

  test('may be known at deployment only', () => {
    expect(() => Firewall.managed({ requestLimit: { requests: Lazy.number({ produce: () => 5 }) } })).not.toThrow();
  });

  test.each([[9], [2_000_000_001], [10.5], [-10], [Number.NaN]])('are not %p requests', (requests) => {
    for (const property of ['requestLimit', 'postLimit', 'changeLimit'] as const) {
      expect(() => Firewall.managed({ [property]: { requests } })).toThrow(new Error(
        `got ${requests} requests in ${property}, expected a whole number from 10 to 2,000,000,000: AWS WAF takes no other`,
      ));
    }
  });

  test.each([
    [Duration.seconds(30), '30 seconds'], [Duration.minutes(3), '3 minutes'], [Duration.minutes(15), '15 minutes'], [Duration.hours(1), '1 hour'], [Duration.millis(60_500), '1 minute'],
  ])('are not counted over %s', (window, text) => {
    expect(() => Firewall.managed({ postLimit: { requests: 100, window } })).toThrow(new Error(
      `got a window of ${window.toHumanString()} in postLimit, expected 1, 2, 5 or 10 minutes: AWS WAF counts over no other`,
    ));
    expect(window.toHumanString()).toContain(text);
  });

  test('answer with 429, when to come again, and a problem document', () => {
    for (const name of ['RequestsOfAddress', 'PostsOfAddress', 'ChangesOfAddress']) {
      expect(ruleNamed(managed, name).Action).toEqual({
        Block: {
          CustomResponse: {
            ResponseCode: 429,
            CustomResponseBodyKey: 'too-many-requests',
            ResponseHeaders: [{ Name: 'retry-after', Value: '60' }, { Name: 'cache-control', Value: 'no-store' }],
          },
        },
      });
    }
  });
});

describe('calls that change something', () => {
  const [{ RegexMatchStatement: change }] = rateOf(managed, 'ChangesOfAddress')['ScopeDownStatement'].OrStatement.Statements as [{ RegexMatchStatement: RegexMatch }];
  const named = (kind: string): string[] => [...CATALOGUE.values()].filter((method) => method.kind === kind).map(({ name }) => name);

  test('are exactly those that the gateway takes from people as changes', () => {
    expect([...CHANGING_CALLS].sort()).toEqual(named('operate').sort());
  });

  test.each(named('operate'))('%s is one, however its path is written', (name) => {
    expect(matches(change, `/api/${name}`)).toBe(true);
    expect(matches(change, `/api/%${name.charCodeAt(0).toString(16)}${name.slice(1)}`)).toBe(true);
    expect(matches(change, `//api/./x/../${name}`)).toBe(true);
    expect(matches(change, `/api/${name}#fragment`)).toBe(true);
  });

  test.each([...named('view'), 'pause/', 'Pause', 'unpaused', ''])('%s is none', (name) => {
    expect(matches(change, `/api/${name}`)).toBe(false);
  });

  test('fit into a pattern of AWS WAF', () => {
    expect(change.RegexString.length).toBeLessThanOrEqual(200);
  });
});

describe('AWS\'s rules', () => {
  const common = ruleNamed(managed, 'CommonAttacks').Statement['ManagedRuleGroupStatement'];
  const counted: string[] = common.RuleActionOverrides.map(({ Name }: { Name: string }) => Name);
  const elsewhere = ruleNamed(managed, 'CommonAttacksElsewhere');
  const [{ OrStatement: labels }, { NotStatement: { Statement: { RegexMatchStatement: withCare } } }] = elsewhere.Statement['AndStatement'].Statements;

  test.each([
    ['BadAddresses', 'AWSManagedRulesAmazonIpReputationList'],
    ['KnownAttacks', 'AWSManagedRulesKnownBadInputsRuleSet'],
  ])('%s are in force as AWS has them', (name, group) => {
    expect(ruleNamed(managed, name)).toMatchObject({ OverrideAction: { None: {} } });
    expect(ruleNamed(managed, name).Statement).toEqual({ ManagedRuleGroupStatement: { VendorName: 'AWS', Name: group } });
  });

  test('the common ones count where Luigi\'s own calls would be hit, and are in force else', () => {
    expect(common).toMatchObject({ VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet' });
    for (const { ActionToUse } of common.RuleActionOverrides) expect(ActionToUse).toEqual({ Count: {} });
    // Of the 22 rules of the group: what is in a path, bad robots, and cookies keep their action
    expect(COMMON_RULES.filter((rule) => !counted.includes(rule)).sort()).toEqual([
      'CrossSiteScripting_COOKIE', 'CrossSiteScripting_URIPATH', 'EC2MetaDataSSRF_COOKIE', 'EC2MetaDataSSRF_URIPATH', 'GenericLFI_URIPATH',
      'GenericRFI_URIPATH', 'RestrictedExtensions_URIPATH', 'SizeRestrictions_URIPATH', 'UserAgent_BadBots_HEADER',
    ]);
  });

  test('name only rules that the group has: AWS WAF refuses a web ACL with others', () => {
    expect(counted.filter((rule) => !COMMON_RULES.includes(rule))).toEqual([]);
  });

  test('that count refuse elsewhere by their labels, all but the size of cookies', () => {
    const keys: string[] = labels.Statements.map(({ LabelMatchStatement }: Part) => LabelMatchStatement.Key);
    const prefix = 'awswaf:managed:aws:core-rule-set:';

    expect(labels.Statements.every(({ LabelMatchStatement }: Part) => LabelMatchStatement.Scope === 'LABEL')).toBe(true);
    expect(keys.every((key) => key.startsWith(prefix))).toBe(true);
    expect(keys.map((key) => key.slice(prefix.length).toUpperCase()).sort())
      .toEqual(counted.filter((rule) => rule !== 'SizeRestrictions_Cookie_HEADER').map((rule) => rule.toUpperCase()).sort());
    expect(elsewhere.Action).toMatchObject({ Block: { CustomResponse: { ResponseCode: 403, CustomResponseBodyKey: 'refused' } } });
  });

  test('never refuse the load balancer\'s own session, which takes up to four cookies of 4 KB', () => {
    expect(counted).toContain('SizeRestrictions_Cookie_HEADER');
    expect(JSON.stringify(elsewhere)).not.toMatch(/cookie/i);
  });

  test.each([
    '/api/task_list', '/api/%74ask_list', '/history/by_params/MyTask', '/oauth2/idpresponse', '/jobs/daily-report/runs', '/jobs/daily-report/confirm',
  ])('let pass odd queries and bodies of %s', (path) => {
    expect(matches(withCare, path)).toBe(true);
  });

  test.each([
    '/', '/api', '/apis/x', '/static/visualiser/index.html', '/history/by_name/x', '/api/../static/x', '/api/%2e%2e/x', '/oauth2/idpresponse/x', '/x/api/y', '/API/task_list', '/jobs', '/jobsx/y',
  ])('refuse them at %s', (path) => {
    expect(matches(withCare, path)).toBe(false);
  });
});

describe('answers', () => {
  const [webAcl] = Object.values(managed.template.findResources('AWS::WAFv2::WebACL'));
  const bodies = webAcl!['Properties'].CustomResponseBodies as Record<string, { ContentType: string; Content: string }>;

  test.each([['too-many-requests', 429, 'address-rate-limited'], ['refused', 403, 'firewall-refused']])('%s is a problem document with status %i', (key, status, code) => {
    const { ContentType, Content } = bodies[key]!;

    expect(ContentType).toBe('APPLICATION_JSON');
    expect(JSON.parse(Content)).toEqual({
      type: `urn:cdk-lighttpd-luigi:problem:${code}`, title: expect.any(String), status, code, detail: expect.any(String),
    });
    expect(Buffer.byteLength(Content)).toBeLessThanOrEqual(4_096);
  });

  test('exist for every rule that names one, and for no other', () => {
    const used = managed.rules.flatMap(({ Action }) => Action?.['Block']?.CustomResponse?.CustomResponseBodyKey ?? []);
    expect(Object.keys(bodies).sort()).toEqual([...new Set(used)].sort());
  });
});

describe('addresses', () => {
  test('of both kinds have a set each', () => {
    const scene = bound(Firewall.managed({ deniedCidrs: ['192.0.2.0/24', '2001:db8::/32', '192.0.2.0/24', '198.51.100.7/32'] }));

    scene.template.resourceCountIs('AWS::WAFv2::IPSet', 2);
    scene.template.hasResourceProperties('AWS::WAFv2::IPSet', { Scope: 'REGIONAL', IPAddressVersion: 'IPV4', Addresses: ['192.0.2.0/24', '198.51.100.7/32'] });
    scene.template.hasResourceProperties('AWS::WAFv2::IPSet', { Scope: 'REGIONAL', IPAddressVersion: 'IPV6', Addresses: ['2001:db8::/32'] });
    const { Statement, Action } = ruleNamed(scene, 'DeniedAddresses');
    expect(Statement['OrStatement'].Statements).toEqual([
      { IPSetReferenceStatement: { Arn: { 'Fn::GetAtt': [expect.stringContaining('IPV4'), 'Arn'] } } },
      { IPSetReferenceStatement: { Arn: { 'Fn::GetAtt': [expect.stringContaining('IPV6'), 'Arn'] } } },
    ]);
    expect(Action).toMatchObject({ Block: { CustomResponse: { ResponseCode: 403 } } });
  });

  test('that are exempt go past all that follows, but not past denied ones', () => {
    const scene = bound(Firewall.managed({ deniedCidrs: ['192.0.2.1/32'], exemptCidrs: ['192.0.2.0/24'] }));

    expect(ruleNamed(scene, 'ExemptAddresses').Action).toEqual({ Allow: {} });
    expect(scene.rules.slice(0, 2).map(({ Name }) => Name)).toEqual(['DeniedAddresses', 'ExemptAddresses']);
  });

  test('need no set where there are none', () => {
    const scene = bound(Firewall.managed({ deniedCidrs: [], exemptCidrs: [] }));

    scene.template.resourceCountIs('AWS::WAFv2::IPSet', 0);
    expect(scene.rules[0]?.Name).toBe('RequestsOfAddress');
  });

  test.each([
    ['one', [Fn.importValue('office')]],
    ['all', Fn.split(',', Fn.importValue('offices'))],
  ])('may be known at deployment only: %s', (_, cidrs) => {
    bound(Firewall.managed({ exemptCidrs: cidrs })).template.hasResourceProperties('AWS::WAFv2::IPSet', { IPAddressVersion: 'IPV4', Addresses: Match.anyValue() });
  });

  test('are 10,000 at most', () => {
    expect(() => Firewall.managed({ deniedCidrs: Array<string>(10_000).fill('192.0.2.0/24') })).not.toThrow();
    expect(() => Firewall.managed({ deniedCidrs: Array<string>(10_001).fill('192.0.2.0/24') })).toThrow(new Error(
      'got 10001 ranges in deniedCidrs, expected 10000 at most: join neighbours, or write a rule with IP sets of your own',
    ));
  });
});

describe('rules of the user', () => {
  const add = (...rules: CfnWebACL.RuleProperty[]) => () => Firewall.managed({ rules });

  test('keep their order, are numbered anew, and stay as they were given', () => {
    const given = [ownRule('Last', 30_000), ownRule('First', 0), ownRule('Middle', 5)];
    const { rules } = bound(Firewall.managed({ rules: given }));

    expect(rules.slice(0, 3).map(({ Name, Priority }) => [Name, Priority])).toEqual([['First', 100], ['Middle', 101], ['Last', 102]]);
    expect(given.map(({ priority }) => priority)).toEqual([30_000, 0, 5]);
  });

  test('move no other rule', () => {
    const places = (scene: Scene): unknown => scene.rules.filter(({ Name }) => Name !== 'Mine').map(({ Name, Priority }) => [Name, Priority]);
    expect(places(bound(Firewall.managed({ rules: [ownRule('Mine', 1)] })))).toEqual(places(managed));
  });

  test('all have priorities of their own, together with the others', () => {
    const { rules } = bound(Firewall.managed({ deniedCidrs: ['192.0.2.0/24'], exemptCidrs: ['192.0.2.0/24'], rules: [ownRule('A', 1), ownRule('B', 2)] }));
    expect(new Set(rules.map(({ Priority }) => Priority)).size).toBe(rules.length);
  });

  test('have names of their own', () => {
    expect(add(ownRule('A', 1), ownRule('A', 2))).toThrow(new Error('got a rule named "A" in rules, but there is such a rule already: give it another name'));
    for (const { Name } of bound(Firewall.managed({ deniedCidrs: ['192.0.2.0/24'], exemptCidrs: ['192.0.2.0/24'] })).rules) {
      expect(add(ownRule(Name, 1))).toThrow(`got a rule named "${Name}" in rules`);
    }
  });

  test('have priorities of their own', () => {
    expect(add(ownRule('A', 1), ownRule('B', 1))).toThrow(new Error(
      'got priority 1 for the rule "B" in rules, which another one has: give each a number of its own, they order the rules',
    ));
  });

  test.each([
    ['neither', { action: undefined }],
    ['both', { action: { block: {} }, overrideAction: { none: {} } }],
  ])('have one action, not %s', (what, changes) => {
    expect(add(ownRule('A', 1, changes))).toThrow(new Error(
      `got ${what} action and overrideAction for the rule "A" in rules, expected one: overrideAction for a rule group, action for any other`,
    ));
  });

  test('are seven rate rules at most: a web ACL takes ten', () => {
    const limited = (count: number): CfnWebACL.RuleProperty[] => Array.from({ length: count }, (_, n) =>
      ownRule(`R${n}`, n, { statement: { rateBasedStatement: { aggregateKeyType: 'IP', limit: 100 } } }));

    expect(add(...limited(7))).not.toThrow();
    expect(add(...limited(8))).toThrow(new Error(
      'got 8 rate rules in rules, expected 7 at most: a web ACL takes 10, and the firewall has 3 of its own',
    ));
  });

  test('that need more capacity than a request\'s price includes are warned of', () => {
    const { stack } = bound(Firewall.managed({ rules: xssRules(20) }));
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('^the firewall\'s rules need 1[78]\\d\\d capacity units; beyond 1500, AWS WAF charges more for each request.*firewallCapacity'));
  });

  test('that need more capacity than a web ACL has are refused', () => {
    expect(() => bound(Firewall.managed({ rules: xssRules(110) }))).toThrow(/^got rules that need 5\d\d\d capacity units, expected 5000 at most: leave out rules of your own, or make them simpler$/);
  });

  test('may name what is known at deployment only', () => {
    const statement = { ipSetReferenceStatement: { arn: `arn:${Aws.PARTITION}:wafv2:x` } };
    expect(ruleNamed(bound(Firewall.managed({ rules: [ownRule('Mine', 1, { statement })] })), 'Mine').Statement).toHaveProperty('IPSetReferenceStatement');
  });
});

function xssRules(count: number): CfnWebACL.RuleProperty[] {
  const statement = { xssMatchStatement: { fieldToMatch: { body: {} }, textTransformations: [{ priority: 0, type: 'NONE' }] } };
  return Array.from({ length: count }, (_, n) => ownRule(`X${n}`, n, { statement }));
}

/** @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html */
const COMMON_RULES = [
  'NoUserAgent_HEADER', 'UserAgent_BadBots_HEADER', 'SizeRestrictions_QUERYSTRING', 'SizeRestrictions_Cookie_HEADER', 'SizeRestrictions_BODY',
  'SizeRestrictions_URIPATH', 'EC2MetaDataSSRF_BODY', 'EC2MetaDataSSRF_COOKIE', 'EC2MetaDataSSRF_URIPATH', 'EC2MetaDataSSRF_QUERYARGUMENTS',
  'GenericLFI_QUERYARGUMENTS', 'GenericLFI_URIPATH', 'GenericLFI_BODY', 'RestrictedExtensions_URIPATH', 'RestrictedExtensions_QUERYARGUMENTS',
  'GenericRFI_QUERYARGUMENTS', 'GenericRFI_BODY', 'GenericRFI_URIPATH', 'CrossSiteScripting_COOKIE', 'CrossSiteScripting_QUERYARGUMENTS',
  'CrossSiteScripting_BODY', 'CrossSiteScripting_URIPATH',
];
