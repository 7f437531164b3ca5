import { asList, statements, type Statement } from '../../../../cloudformation/policy';
import { reference, shown, text } from '../../../../cloudformation/read';
import { refersTo } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import { target, type Template } from '../../../../cloudformation/template';
import type { Value } from '../../../../cloudformation/value';
import type { Estate } from '../../model/estate';
import { attachedTo } from './managed-policies';
import { policiesIn } from './policies';

/** All that a role may do, as far as the app tells. */
export interface Permissions {
  readonly statements: readonly Statement[];
  /** Policies that AWS keeps, by name. */
  readonly awsPolicies: readonly string[];
  /** Whether there are policies, or parts of them, that can't be seen. */
  readonly isPartial: boolean;
}

const ROLE = 'AWS::IAM::Role';
const POLICY = 'AWS::IAM::Policy';
const MANAGED_POLICY = 'AWS::IAM::ManagedPolicy';
const ROLE_POLICY = 'AWS::IAM::RolePolicy';

/** The role of the app that a value means: by reference, or by the name in its ARN. */
export function roleMeant(value: Value | undefined, estate: Estate): Resource | undefined {
  return meant(value, ROLE, estate);
}

function meant(value: Value | undefined, type: string, estate: Estate): Resource | undefined {
  const referred = target(reference(value));
  if (referred !== undefined) return referred.type === type ? referred : undefined;
  const name = shown(value).replace(/^arn:.*:(role|policy)\/(.*\/)?/, '');
  const property = type === ROLE ? 'RoleName' : 'ManagedPolicyName';
  return estate.templates.map((template) => byName(template, type, property).get(name)?.[0]).find((found) => found !== undefined);
}

/** What a role may do: by its own policies, and by those of all stacks that are attached to it, by reference or by name. */
export function permissionsOf(role: Resource, estate: Estate): Permissions {
  const attached = attachedTo(role);
  const others = attached.filter(({ awsName }) => awsName === undefined).map(({ arn }) => meant(arn, MANAGED_POLICY, estate));
  const holders = [role, ...others.filter((policy) => policy !== undefined), ...policiesFor(role, estate)];
  const documents = holders.flatMap(policiesIn).map(({ document }) => statements(document));
  return {
    statements: documents.flatMap((known) => known ?? []),
    awsPolicies: attached.flatMap(({ awsName }) => awsName ?? []),
    isPartial: documents.includes(undefined) || others.includes(undefined),
  };
}

/** Policies that name the role. */
function policiesFor(role: Resource, estate: Estate): readonly Resource[] {
  const byReference = estate.referringTo(role, POLICY, MANAGED_POLICY, ROLE_POLICY).filter((policy) => refersTo(rolesOf(policy), role));
  const name = text(role.get('RoleName'));
  const named = name === undefined ? [] : [POLICY, MANAGED_POLICY, ROLE_POLICY]
    .flatMap((type) => estate.templates.flatMap((template) => byName(template, type, rolesProperty(type)).get(name) ?? []));
  return [...byReference, ...named];
}

function rolesOf(policy: Resource): Value | undefined {
  return policy.get(rolesProperty(policy.type));
}

function rolesProperty(type: string): string {
  return type === ROLE_POLICY ? 'RoleName' : 'Roles';
}

type ByName = ReadonlyMap<string, readonly Resource[]>;

const BY_NAME = new WeakMap<Template, Map<string, ByName>>();

/** The resources of a type by what stands at a property, written out. */
function byName(template: Template, type: string, property: string): ByName {
  const ofTemplate = BY_NAME.get(template) ?? new Map<string, ByName>();
  BY_NAME.set(template, ofTemplate);
  const before = ofTemplate.get(type);
  if (before !== undefined) return before;
  const found = new Map<string, Resource[]>();
  for (const resource of template.ofType(type)) {
    for (const name of asList(resource.get(property)).map(text)) if (name !== undefined) found.set(name, [...found.get(name) ?? [], resource]);
  }
  ofTemplate.set(type, found);
  return found;
}
