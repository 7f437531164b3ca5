import type { AccessMapping } from '../../../../images/gateway/src/access/access-mapping';
import { forPatternsHolding } from '../../../../images/gateway/src/access/family-scope';
import { canonicalJson } from '../../../../images/gateway/src/json/canonical-json';
import type { AccessMappingDocument, RunGrant } from '../../../../lib/contract/access-mapping';
import type { LintFinding } from './finding';

/** A valid mapping, and where it lies. */
export interface PlacedMapping {
  readonly where: string;
  readonly mapping: AccessMapping;
  /** As it was written: the mapping has lost doubles. */
  readonly text: string;
}

type Said = Omit<LintFinding, 'severity' | 'where'>;

/** What somebody should look at in one mapping by itself. */
export function mappingWarnings({ where, mapping, text }: PlacedMapping): readonly LintFinding[] {
  return [...wideRoles(mapping), ...operatesEverything(mapping), ...withinAnother(mapping), ...limitsWithoutEffect(mapping), ...doubledRuns(text)]
    .map((said) => ({ severity: 'warning', where, ...said }));
}

function wideRoles({ principals }: AccessMapping): readonly Said[] {
  return principals.filter((principal) => /^role:.*:role\/\*$/.test(principal)).map((principal) => ({
    rule: 'whole-account-role', path: '/principals', got: JSON.stringify(principal),
    expected: 'roles by name, or by a path such as role/ci/*',
    mend: 'name the roles that are meant: every role of that account, those to come too, holds this grant, and whoever may make a role there gives it to themselves',
  }));
}

function operatesEverything({ operate }: AccessMapping): readonly Said[] {
  return !operate.includes('*') ? [] : [{
    rule: 'operates-everything', path: '/grants/operate', got: '"*"',
    expected: 'the families or namespaces that they look after',
    mend: 'name them, unless these are the few who may pause the scheduler, disable workers and mark any task as done',
  }];
}

function withinAnother(mapping: AccessMapping): readonly Said[] {
  return (['view', 'operate'] as const).flatMap((action) => mapping[action].flatMap((pattern): readonly Said[] => {
    const wider = widerThan(pattern, mapping[action]);
    return wider === undefined ? [] : [{
      rule: 'duplicate-grant', path: `/grants/${action}`, got: `${JSON.stringify(pattern)} beside ${JSON.stringify(wider)}, which holds it`,
      expected: 'each grant once', mend: 'remove the narrower one, or the wider one if it was not meant',
    }];
  }));
}

/** Another of the patterns that holds all that this one does. */
function widerThan(pattern: string, patterns: readonly string[]): string | undefined {
  let wider: string | undefined;
  forPatternsHolding(pattern, pattern.length + 1, (candidate) => {
    if (wider === undefined && candidate !== pattern && patterns.includes(candidate)) wider = candidate;
  });
  return wider;
}

/** A grant with limits beside one of the same job without any: the limits do nothing. */
function limitsWithoutEffect({ run }: AccessMapping): readonly Said[] {
  const isLimited = ({ parameters }: RunGrant): boolean => Object.keys(parameters ?? {}).length > 0;
  const unlimited = new Set(run.filter((grant) => !isLimited(grant)).map(whatItRuns));
  return run.filter((grant) => isLimited(grant) && unlimited.has(whatItRuns(grant))).map((grant) => ({
    rule: 'limits-without-effect', path: '/grants/run', got: `limits on ${whatItRuns(grant)} beside a grant of it without limits`,
    expected: 'one of the two', mend: 'remove the grant without limits if the limits were meant: grants add up',
  }));
}

/** Such as `job backfill`. */
export function whatItRuns({ job, category }: RunGrant): string {
  return job === undefined ? `category ${category}` : `job ${job}`;
}

/** The same grant written twice: harmless, and one of the two was meant to be another. */
function doubledRuns(text: string): readonly Said[] {
  const { run = [] } = (JSON.parse(text) as AccessMappingDocument).grants;
  const texts = run.map(canonicalJson);
  return run.flatMap((grant, index): readonly Said[] => texts.indexOf(texts[index]!) === index ? [] : [{
    rule: 'duplicate-grant', path: `/grants/run/${index}`, got: `${whatItRuns(grant)} a second time`, expected: 'each grant once',
    mend: 'remove it, or mend the one that was meant to be another',
  }]);
}
