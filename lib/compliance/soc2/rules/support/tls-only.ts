import { asList, covers, statements, type Statement } from '../../../../cloudformation/policy';
import { isAbsent, object, shown, text } from '../../../../cloudformation/read';
import { refersTo } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import type { Template } from '../../../../cloudformation/template';
import { Unknown, type Value } from '../../../../cloudformation/value';
import type { Estate } from '../../model/estate';
import { readFlag } from './look';

/** A policy of a resource is another resource. */
export interface PolicyKind {
  readonly type: string;
  /** The property of the policy that names what it is for. */
  readonly property: string;
  /** The property of what it is for that gives it a name. */
  readonly name: string;
}

/** The policies of a resource, of all stacks: those that refer to it, and those that name it. */
export function policiesOf(resource: Resource, { type, property, name }: PolicyKind, estate: Estate): readonly Resource[] {
  const byReference = estate.referringTo(resource, type).filter((policy) => refersTo(policy.get(property), resource));
  const known = text(resource.get(name));
  const byName = known === undefined ? [] : estate.templates.flatMap((template) => policiesByName(template, type, property).get(known) ?? []);
  return [...byReference, ...byName];
}

const BY_NAME = new WeakMap<Template, Map<string, ReadonlyMap<string, readonly Resource[]>>>();

/** By the last part of what they are for, as in an address or ARN. */
function policiesByName(template: Template, type: string, property: string): ReadonlyMap<string, readonly Resource[]> {
  const ofTemplate = BY_NAME.get(template) ?? new Map<string, ReadonlyMap<string, readonly Resource[]>>();
  BY_NAME.set(template, ofTemplate);
  const before = ofTemplate.get(type);
  if (before !== undefined) return before;
  const found = new Map<string, Resource[]>();
  for (const policy of template.ofType(type)) {
    for (const one of asList(policy.get(property))) {
      const name = shown(one).split(/[/:]/).at(-1) ?? '';
      found.set(name, [...found.get(name) ?? [], policy]);
    }
  }
  ofTemplate.set(type, found);
  return found;
}

/**
 * The statements of some policies that refuse everyone what comes without TLS; `undefined` in place of a policy or statement of which that
 * can't be told.
 * @param actions all of which must be refused
 */
export function refusalsOfPlainHttp(policies: readonly Resource[], actions: readonly string[]): readonly (Statement | undefined)[] {
  const all = policies.flatMap((policy): readonly (Statement | undefined)[] => statements(policy.get('PolicyDocument')) ?? [undefined]);
  return all.filter((statement) => statement === undefined || refuses(statement, actions));
}

function refuses({ allows, isCertain, actions: patterns, principal, raw }: Statement, actions: readonly string[]): boolean {
  return !allows && isCertain && isEveryone(principal) && asksForPlainHttp(raw.Condition)
    && actions.every((action) => patterns.some((pattern) => covers(pattern, action)));
}

function isEveryone(principal: Value | undefined): boolean {
  return [...asList(principal), ...asList(object(principal)?.AWS)].some((name) => text(name) === '*');
}

/** Each further condition would let something through, but for the one that spares AWS's services, which use TLS among themselves. */
function asksForPlainHttp(condition: Value | undefined): boolean {
  const asked = Object.entries(object(condition) ?? {}).flatMap(([operator, keys]) => Object.entries(object(keys) ?? {})
    .map(([key, value]) => ({ operator: operator.toLowerCase(), key: key.toLowerCase(), value })));
  const [plain, others] = [asked.filter(({ key }) => key === 'aws:securetransport'), asked.filter(({ key }) => key !== 'aws:securetransport')];
  return plain.length === 1 && plain.every(({ operator, value }) => /^bool(ifexists)?$/.test(operator) && asList(value).every((one) => readFlag(one) === false))
    && others.every(({ key }) => key === 'aws:principalisawsservice');
}

/** Whether the resources of a statement may hold what isn't known. */
export function namesUnknown({ resources }: Statement): boolean {
  return resources.some((one) => one instanceof Unknown || isAbsent(one));
}
