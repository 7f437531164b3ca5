import { list, object, shown, text } from './read';
import { resourcesIn } from './references';
import type { Resource } from './resource';
import { type ObjectValue, Unknown, type Value } from './value';

/** A statement of a policy; what isn't known is marked as such, never left out. */
export interface Statement {
  readonly allows: boolean;
  /** Whether its effect is known. */
  readonly isCertain: boolean;
  /** Lower case; with wildcards. */
  readonly actions: readonly string[];
  /** Whether the actions are known, and told by Action. */
  readonly isPlain: boolean;
  readonly resources: readonly Value[];
  readonly principal: Value | undefined;
  readonly condition: ObjectValue | undefined;
  readonly raw: ObjectValue;
}

/** The statements of a policy document; `undefined` where it isn't known as a whole. */
export function statements(document: Value | undefined): readonly Statement[] | undefined {
  const given = object(document)?.Statement;
  const members = list(given) ?? (object(given) ? [given as Value] : undefined);
  if (members === undefined || members.some((member) => object(member) === undefined)) return undefined;
  return members.map((member) => statement(member as ObjectValue));
}

function statement(raw: ObjectValue): Statement {
  const actions = asList(raw.Action);
  const known = actions.map((action) => text(action)).filter((action) => action !== undefined);
  return {
    allows: raw.Effect === 'Allow', isCertain: text(raw.Effect) !== undefined, actions: known.map((action) => action.toLowerCase()), isPlain: actions.length > 0 && known.length === actions.length,
    resources: asList(raw.Resource), principal: raw.Principal, condition: object(raw.Condition), raw,
  };
}

/** One or many. */
export function asList(value: Value | undefined): readonly Value[] {
  return value === undefined || value === null ? [] : list(value) ?? [value];
}

/** Whether a pattern such as `s3:Get*` covers an action. */
export function covers(pattern: string, action: string): boolean {
  const expression = pattern.toLowerCase().replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*').replace(/\?/g, '.');
  return new RegExp(`^${expression}$`).test(action.toLowerCase());
}

/** Whether a statement may allow an action to somebody. What isn't known may. */
export function mayAllow({ allows, isCertain, actions, isPlain }: Statement, action: string): boolean {
  return (allows || !isCertain) && (!isPlain || actions.some((pattern) => covers(pattern, action)));
}

/** Whether a statement may be for a service such as `logs`: by its principal, in any partition and region. */
export function mayBeForService({ principal }: Statement, service: string): boolean {
  if (principal === undefined) return false;
  if (object(principal) === undefined) return principal === '*' || typeof principal !== 'string';
  return asList(object(principal)?.Service).some((name) => servicePrefix(name) === undefined || servicePrefix(name) === service)
    || asList(object(principal)?.AWS).some((name) => name === '*' || name instanceof Unknown);
}

/** The first part of a service principal's name: `logs` of `logs.eu-west-1.amazonaws.com`. */
export function servicePrefix(name: Value): string | undefined {
  return /^([a-z0-9-]+)\./.exec(shown(name))?.[1];
}

/** Whether some statement allows all of what a service needs. Where a policy isn't known it counts as allowing. */
export function allowsService(policies: readonly (readonly Statement[] | undefined)[], service: string, actions: readonly string[]): boolean {
  if (policies.includes(undefined)) return true;
  const known = policies.flatMap((policy) => policy ?? []).filter((member) => mayBeForService(member, service));
  return actions.every((action) => known.some((member) => mayAllow(member, action)));
}

/** The resources that a list of any kind means. */
export function attachedTo(policy: Resource, property: string): readonly Resource[] {
  return resourcesIn(policy.get(property));
}

/** How long a document will be at least, without white space between its parts. */
export function leastLength(value: Value | undefined): number {
  return shortest(shown(value ?? null));
}

/** What isn't known will take some room: as much as the shortest that it can be. */
function shortest(whole: string): number {
  return whole.replace(/\$\{AWS::AccountId\}/g, '123456789012').replace(/\$\{AWS::Partition\}/g, 'aws').replace(/\$\{AWS::Region\}/g, 'eu-west-1')
    .replace(/\$\{[A-Za-z0-9]+\.Arn\}/g, 'arn:aws:x:::123').replace(/\$\{[^}]*\}/g, '').length;
}
