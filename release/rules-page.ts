import { CRITERION_TITLES } from '../lib/compliance/evidence/criterion-titles';
import { ruleId } from '../lib/compliance/soc2/catalogue';
import type { AnyRule } from '../lib/compliance/soc2/nag-rule';
import { TrustServicesCriterion } from '../lib/compliance/trust-services-criterion';
import { prose } from '../lib/documents/markdown';

/** The page of all rules, by criterion. */
export function rulesPage(rules: readonly AnyRule[]): string {
  const criteria = Object.values(TrustServicesCriterion).sort();
  return [HEAD, ...criteria.map((criterion) => criterionPart(criterion, rules))].join('\n\n').concat('\n');
}

function criterionPart(criterion: TrustServicesCriterion, rules: readonly AnyRule[]): string {
  const own = rules.filter((rule) => rule.criterion === criterion);
  const others = rules.filter(({ alsoServes = [] }) => alsoServes.includes(criterion)).map((rule) => `\`${ruleId(rule)}\``);
  return [
    `## ${criterion} ${CRITERION_TITLES[criterion]}`,
    ...own.map(rulePart),
    ...others.length === 0 ? [] : [`${own.length === 0 ? 'Served by rules of' : 'Further served by rules of'} other criteria: ${others.join(', ')}.`],
  ].join('\n\n');
}

function rulePart(rule: AnyRule): string {
  const types = 'rule' in rule ? 'rule of cdk-nag' : rule.resourceTypes.map((type) => `\`${type}\``).join(', ');
  return [
    `### \`${ruleId(rule)}\``,
    `**Finds:** ${prose(rule.info)}`,
    prose(rule.explanation),
    `Looks at: ${types}. Sources: ${rule.sources.map((source, index) => `[${index + 1}](${source})`).join(', ')}.`,
  ].join('\n\n');
}

const HEAD = `# Rules of Soc2Checks

What the pack looks at, by Trust Services criterion: what a rule finds fault with, why that matters to the criterion and how to mend it, and where the meaning of the properties and the mapping can be read.
A mapping of criteria to settings is judgement: an auditor decides. [docs/soc2.md](docs/soc2.md) tells how to use the pack.

A finding's id is the rule's, with a detail in brackets where one resource can have several: \`Soc2-CC6.8-SomeRule[container]\`. Where a template does not tell whether a thing is so, the detail begins with \`unresolved:\`; such a finding counts like any other.

Written by \`npm run docs:rules\`: change the rules, not this page.`;
