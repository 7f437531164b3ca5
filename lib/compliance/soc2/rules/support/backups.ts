import { asList } from '../../../../cloudformation/policy';
import { isAbsent, list, number, object, objects, shown, text } from '../../../../cloudformation/read';
import { resourcesIn } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import type { ObjectValue, Value } from '../../../../cloudformation/value';
import type { Estate } from '../../model/estate';
import { look } from './look';

export const BACKUP_PLAN = 'AWS::Backup::BackupPlan';
const BACKUP_SELECTION = 'AWS::Backup::BackupSelection';

/** How plans can tell a resource. */
export interface Backable {
  readonly resource: Resource;
  /** An ARN as it may turn out, for patterns: `arn:aws:rds:region:account:db:name`. */
  readonly arn: string;
  /** @default - the resource has none */
  readonly tags: Value | undefined;
}

/** Days that the plans of all stacks keep a resource's backups; `Infinity` also where a plan can't be seen, `undefined` where no plan has it. */
export function daysInPlans(backable: Backable, estate: Estate): number | 'unknown' | undefined {
  const found = estate.ofType(BACKUP_SELECTION).map((selection) => ({ selection, isIn: selects(selection, backable) }));
  const days = found.filter(({ isIn }) => isIn === true).map(({ selection }) => {
    const plan = resourcesIn(selection.get('BackupPlanId')).find(({ type }) => type === BACKUP_PLAN);
    return plan === undefined ? Infinity : daysOf(plan) ?? Infinity;
  });
  if (days.length > 0) return Math.max(...days);
  return found.some(({ isIn }) => isIn === undefined) ? 'unknown' : undefined;
}

/** The longest that any rule of a plan keeps backups; `undefined` where that can't be told. */
export function daysOf(plan: Resource): number | undefined {
  const rules = list(look(plan.properties, 'BackupPlan', 'BackupPlanRule'));
  const days = rules?.map((rule) => {
    const given = look(rule, 'Lifecycle', 'DeleteAfterDays');
    return isAbsent(given) ? Infinity : number(given);
  });
  return days === undefined || days.includes(undefined) ? undefined : Math.max(0, ...days as number[]);
}

/** Whether a selection has a resource in it; `undefined` where that can't be told. */
function selects(selection: Resource, backable: Backable): boolean | undefined {
  const chosen = object(selection.get('BackupSelection'));
  if (chosen === undefined) return undefined;
  const { Resources: arns, ListOfTags: tags, NotResources: not, Conditions: conditions } = chosen;
  const byArn = some(asList(arns).map((pattern) => isMeant(pattern, backable)));
  const byTag = some(objects(tags).map((tag) => hasTag(tag, backable, (wanted, given) => wanted === given)));
  const chosenByThese = asList(arns).length === 0 && asList(tags).length === 0 ? true : some([byArn, byTag]);
  return every([chosenByThese, negated(some(asList(not).map((pattern) => isMeant(pattern, backable)))), meets(object(conditions), backable)]);
}

/** Whether an ARN, or a pattern of ARNs, is of a resource. */
function isMeant(pattern: Value, { resource, arn }: Backable): boolean | undefined {
  const meant = resourcesIn(pattern);
  if (meant.length > 0) return meant.some((one) => one.is(resource));
  const written = shown(pattern).replace(/\$\{AWS::\w+\}/g, '*');
  const expression = (open: string) => new RegExp(`^${written.replace(/\$\{[^}]*\}/g, open).replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`);
  if (expression('\u0000').test(arn)) return true;
  return expression('*').test(arn) ? undefined : false;
}

const OPERATORS: Readonly<Record<string, { readonly fits: (wanted: string, given: string) => boolean; readonly negates?: boolean }>> = {
  StringEquals: { fits: (wanted, given) => wanted === given },
  StringLike: { fits: like },
  StringNotEquals: { fits: (wanted, given) => wanted === given, negates: true },
  StringNotLike: { fits: like, negates: true },
};

function like(wanted: string, given: string): boolean {
  return new RegExp(`^${wanted.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replace(/\*/g, '.*')}$`).test(given);
}

function meets(conditions: ObjectValue | undefined, backable: Backable): boolean | undefined {
  return every(Object.entries(OPERATORS).flatMap(([name, { fits, negates = false }]) => objects(conditions?.[name]).map((condition) => {
    const holds = hasTag(condition, backable, fits);
    return negates ? negated(holds) : holds;
  })));
}

/** Whether a resource has a tag that a selection asks for. */
function hasTag(
  { ConditionKey: key, ConditionValue: value }: ObjectValue, { tags }: Backable, fits: (wanted: string, given: string) => boolean,
): boolean | undefined {
  const name = text(key)?.replace(/^aws:ResourceTag\//, '');
  const wanted = text(value);
  if (isAbsent(tags)) return false;
  if (name === undefined || list(tags) === undefined) return undefined;
  const found = objects(tags).find((tag) => text(tag.Key) === name);
  if (found === undefined) return false;
  const given = text(found.Value);
  if (wanted !== undefined && given !== undefined) return fits(wanted, given);
  return shown(value) === shown(found.Value) ? true : undefined;
}

function some(answers: readonly (boolean | undefined)[]): boolean | undefined {
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}

function every(answers: readonly (boolean | undefined)[]): boolean | undefined {
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
}

function negated(answer: boolean | undefined): boolean | undefined {
  return answer === undefined ? undefined : !answer;
}
