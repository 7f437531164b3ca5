import type { App } from 'aws-cdk-lib';
import { CfnParameter, Stack } from 'aws-cdk-lib';
import { CfnListener } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Soc2Checks, TrustServicesCriterion, type Soc2ChecksProps } from '../../../../../lib';
import { findingDetail } from '../../../../../lib/compliance/soc2/finding-detail';
import { Profile } from '../../../../../lib/compliance/soc2/profile';
import { synthesised } from '../../../../support/lib/soc2-app';

const RULE = 'Soc2-CC6.1-ListenerRequiresLogin';
const { CC6_1, A1_2 } = TrustServicesCriterion;

function openListener(app: App): void {
  new CfnListener(new Stack(app, 'Stack'), 'Open', {
    loadBalancerArn: 'arn', protocol: 'HTTPS', port: 443, certificates: [{ certificateArn: 'arn' }], sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
    defaultActions: [{ type: 'forward', targetGroupArn: 'arn' }],
  });
}

/** With methods that can be taken from it. */
function bound(profile: Profile): Pick<Profile, 'rules' | 'severityOf'> {
  return { rules: profile.rules, severityOf: (rule) => profile.severityOf(rule) };
}

describe('a profile', () => {
  test('takes the rules of the criteria that are wanted, by what they serve', () => {
    const { rules } = new Profile({ criteria: [A1_2] });
    expect(rules.length).toBeGreaterThan(0);
    for (const { criterion, alsoServes = [] } of rules) expect([criterion, ...alsoServes]).toContain(A1_2);
    expect(rules.length).toBeLessThan(new Profile({}).rules.length);
    // Named after another, they serve it as well.
    expect(rules.filter(({ criterion }) => criterion !== A1_2).length).toBeGreaterThan(0);
  });

  test('warns of rules by the criterion that they are named after, not by those that they serve as well', () => {
    const { rules, severityOf } = bound(new Profile({ warnings: ['A1.2'] }));
    expect(rules.filter((rule) => severityOf(rule) === 'warning')).toEqual(rules.filter(({ criterion }) => criterion === A1_2));
  });

  test('has all criteria in order, and the thresholds that are set or not', () => {
    const { criteria, thresholds } = new Profile({ thresholds: { sessionHours: 8 } });
    expect(criteria).toEqual([...Object.values(TrustServicesCriterion)].sort());
    expect(thresholds).toEqual({ logRetentionDays: 365, sessionHours: 8, backupRetentionDays: 35 });
  });

  test.each<[Soc2ChecksProps, string]>([
    [{ criteria: [] }, 'criteria: got none, expected some of CC6.1, CC6.2,'],
    [{ criteria: ['CC6.9' as TrustServicesCriterion] }, 'criteria: got "CC6.9", expected one of CC6.1, CC6.2,'],
    [{ warnings: ['Soc2-CC6.1-ListenerRequireLogin'] }, `warnings: got "Soc2-CC6.1-ListenerRequireLogin", expected a criterion such as A1.2 or the id of a rule, without [finding], as in RULES.md; nearest: ${RULE}, `],
    [{ warnings: [`${RULE}[x]`] }, `nearest: ${RULE}`],
    [{ thresholds: { logRetentionDays: 0 } }, 'thresholds.logRetentionDays: got 0, expected a whole number of days from 1 to 3653: CloudWatch Logs keeps no log longer, but for ever'],
    [{ thresholds: { sessionHours: 169 } }, 'thresholds.sessionHours: got 169, expected a whole number of hours from 1 to 168: a load balancer knows no longer session'],
    [{ thresholds: { backupRetentionDays: 1.5 } }, 'thresholds.backupRetentionDays: got 1.5, expected a whole number of days from 1 to 36500: AWS Backup keeps no backup longer, but for ever'],
    [{ thresholds: { sessionHours: NaN } }, 'thresholds.sessionHours: got NaN, expected a whole number'],
  ])('refuses %j', (props, message) => {
    expect(() => new Soc2Checks(undefined, props)).toThrow(message);
  });

  test('an error stops synthesis; a warning does not, and is reported', () => {
    const props = { criteria: [CC6_1] };
    expect(synthesised(openListener, props).error).toContain(RULE);
    for (const warning of [RULE, 'CC6.1']) {
      const { error, evidence, files } = synthesised(openListener, { ...props, warnings: [warning] });
      expect(error).toBeUndefined();
      expect(files['validation-report.json']).toContain(RULE);
      expect(evidence.criteria[0]?.rules.find(({ id }) => id === RULE)).toMatchObject({ severity: 'warning', failed: [{ resource: 'Stack/Open' }] });
    }
  });
});

test('what can not be told from the templates stops synthesis, and says that it can not', () => {
  const { error, files } = synthesised((app) => {
    const stack = new Stack(app, 'Stack');
    new CfnListener(stack, 'Open', {
      loadBalancerArn: 'arn', protocol: 'HTTPS', port: 443, certificates: [{ certificateArn: 'arn' }], sslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06',
      defaultActions: [{ type: new CfnParameter(stack, 'Type').valueAsString, targetGroupArn: 'arn' }],
    });
  }, { criteria: [CC6_1] });

  expect(error).toContain(`${RULE}[unresolved:DefaultActions]`);
  expect(files['validation-report.json']).toContain('It can\'t be told from the template whether this is so: ');
});

test.each([
  ['', ''], ['Containers', 'Containers'], ['two words', 'two-words'], ['Resource::arn:${AWS::Partition}:x(*)', 'Resource::arn:${AWS::Partition}:x(*)'],
  ['unresolved:{"Ref"', 'unresolved:"Ref"'], ['a]b[', 'ab'], ['([)]', ''],
])('the finding %j can be acknowledged as %j', (finding, detail) => {
  expect(findingDetail(finding)).toBe(detail);
});
