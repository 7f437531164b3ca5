import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R4Checks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';
import { Soc2Checks } from '../../../lib/compliance/soc2-checks';
import { acknowledgements, acknowledgementsPage, type Acknowledgement } from '../../../release/acknowledgements';
import { addVariants } from '../../support/lib/service-variants';

const one: Acknowledgement = { rule: 'AwsSolutions-S1', construct: 'Logs/Bucket', reason: 'a | b' };
const rowsOf = (page: string) => page.split('\n').filter((line) => line.startsWith('| `'));

describe('the page of acknowledgements', () => {
  test('has a row for each, in one for all packs that say the same', () => {
    const shared = ['NIST.800.53.R5', 'HIPAA.Security'].map((pack) => ({ rule: `${pack}-S3BucketLoggingEnabled`, construct: 'Logs/Bucket', reason: 'why' }));

    expect(rowsOf(acknowledgementsPage([one, ...shared, one]))).toEqual([
      '| `Logs/Bucket` | `AwsSolutions-S1` | AWS Solutions | a \\| b |',
      '| `Logs/Bucket` | `S3BucketLoggingEnabled` | HIPAA, NIST 800-53 r5 | why |',
    ]);
  });

  test('is the same whatever the order', () => {
    const all = acknowledgements();

    expect(all.length).toBeGreaterThan(20);
    expect(acknowledgementsPage([...all].reverse())).toBe(acknowledgementsPage(all));
  });
});

test('each acknowledgement answers a finding of some service', () => {
  const app = new App();
  addVariants(app);
  const given = app.node.findAll().filter(({ node }) => node.path.includes('/Luigi/')).flatMap(({ node }) => node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as object).map(([id, reason]) => ({ rule: withoutPack(id.replace('Annotation::', '')), reason: String(reason), path: node.path }))));
  expect(given.length).toBeGreaterThan(200);

  const findings = findingsUnanswered(app);
  const answers = ({ rule, path }: { readonly rule: string; readonly path: string }): boolean =>
    findings.some((found) => found.rule === rule && (found.path === path || found.path.startsWith(`${path}/`)));
  const told = ({ rule, reason }: { readonly rule: string; readonly reason: string }): string => `${rule}: ${reason}`;
  const needed = new Set(given.filter(answers).map(told));

  expect(given.map(told).filter((each) => !needed.has(each))).toEqual([]);
});

/** What the packs find where nothing is acknowledged. */
function findingsUnanswered(app: App): { readonly rule: string; readonly path: string }[] {
  for (const { node } of app.node.findAll()) {
    const others = node.metadata.filter(({ type }) => type !== Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
    Object.defineProperty(node, '_metadata', { value: others });
  }
  const packs = [
    new AwsSolutionsChecks(), new NIST80053R4Checks(), new NIST80053R5Checks(), new HIPAASecurityChecks(), new PCIDSS321Checks(), new Soc2Checks(),
  ];
  return packs.flatMap((pack) => pack.validateScope(app).violations.flatMap(({ ruleName, violatingResources }) =>
    violatingResources.map(({ constructPath = '' }) => ({ rule: withoutPack(ruleName), path: constructPath }))));
}

/** Packs share rules: one acknowledgement is given for all of them, also where some have not got the rule. */
function withoutPack(rule: string): string {
  return rule.replace(/^[^-]*-/, '');
}
