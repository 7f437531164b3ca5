import { App, Validations } from 'aws-cdk-lib';
import { addVariants, MANAGED_ELSEWHERE } from '../test/support/lib/service-variants';

/** An answer to a finding of a compliance pack. */
export interface Acknowledgement {
  /** The rule, with the name of its pack: `AwsSolutions-EC23`. */
  readonly rule: string;
  /** Where it stands, below the service. */
  readonly construct: string;
  /** Why the finding is none. */
  readonly reason: string;
}

/** All acknowledgements of all kinds of services. */
export function acknowledgements(): Acknowledgement[] {
  const app = new App({ analyticsReporting: false });
  addVariants(app);
  return app.node.findAll().flatMap((construct) => construct.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Record<string, string>))
    .flatMap(([id, reason]): Acknowledgement[] => {
      const [, below] = /\/Luigi\/(.+)$/.exec(construct.node.path) ?? [];
      // Others are of what stands around the service.
      return below === undefined ? [] : [{ rule: ofAny(id.replace(/^Annotation::/, '')), construct: below.replace(/^Job-[a-z0-9-]+/, 'Job-<job>'), reason }];
    }));
}

/** A rule's finding without what only this service is called, and where it is. */
function ofAny(rule: string): string {
  return rule
    .replace(/:(?:<AWS::Region>|[a-z]{2}(?:-[a-z]+)+-\d):(?:<AWS::AccountId>|\d{12}):/, ':<region>:<account>:')
    .replace('arn:<AWS::Partition>:', 'arn:<partition>:')
    .replace(/luigi-[a-z0-9-]+_([a-z0-9-]*)/, (_, job: string) => `luigi-<service>_${job === '' ? '' : '<job>'}`)
    .replace(/:task\/[^/]+\//, ':task/<cluster>/');
}

/** Packs whose names begin so share the names of rules. */
const PACKS: ReadonlyMap<string, string> = new Map([
  ['NIST.800.53.R4', 'NIST 800-53 r4'], ['NIST.800.53.R5', 'NIST 800-53 r5'], ['HIPAA.Security', 'HIPAA'], ['PCI.DSS.321', 'PCI DSS'], ['Soc2', 'SOC 2'],
]);

/** The page that lists them. Equal ones of several packs are one row; the order depends on nothing but the rows. */
export function acknowledgementsPage(all: readonly Acknowledgement[]): string {
  const rows = new Map<string, { readonly cells: readonly [construct: string, rule: string, reason: string]; readonly packs: Set<string> }>();
  for (const { rule, construct, reason } of all) {
    const [pack, name] = split(rule);
    const cells = [`\`${construct}\``, `\`${name}\``, reason === MANAGED_ELSEWHERE ? '(what `Firewall.managedElsewhere` was given)' : inCell(reason)] as const;
    const key = cells.join('\n');
    const row = rows.get(key) ?? { cells, packs: new Set() };
    row.packs.add(pack);
    rows.set(key, row);
  }
  const table = [...rows].sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { cells: [construct, rule, reason], packs }]) => `| ${construct} | ${rule} | ${[...packs].sort().join(', ')} | ${reason} |`);
  return `${HEAD}\n${table.join('\n')}\n`;
}

function split(rule: string): readonly [pack: string, name: string] {
  for (const [prefix, pack] of PACKS) {
    if (rule.startsWith(`${prefix}-`)) return [pack, rule.slice(prefix.length + 1)];
  }
  return ['AWS Solutions', rule];
}

function inCell(text: string): string {
  return text.replaceAll('|', '\\|');
}

const HEAD = `# Acknowledgements

What compliance packs find fault with in a service, and why it is none. Each answer stands in the construct that needs it, for one finding there.
Constructs are named by their path below the \`LuigiService\`; which of them a service has, its properties say.

Written by \`npm run docs:acknowledgements\`: change the constructs, not this page.

| construct | rule | packs | reason |
|---|---|---|---|`;
