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

const POLICY = 'AWS::IAM::Policy';
const MANAGED_POLICY = 'AWS::IAM::ManagedPolicy';
const ROLE_POLICY = 'AWS::IAM::RolePolicy';

/** What a role may do: by its own policies, and by those of all stacks that are attached to it, by reference or by name. */
export function permissionsOf(role: Resource, estate: Estate): Permissions {
  const attached = attachedTo(role);
  const managed = attached.map(({ arn }) => target(reference(arn))).filter((policy) => policy?.type === MANAGED_POLICY);
  const holders = [role, ...managed.filter((policy) => policy !== undefined), ...policiesFor(role, estate)];
  const documents = holders.flatMap(policiesIn).map(({ document }) => statements(document));
  return {
    statements: documents.flatMap((known) => known ?? []),
    awsPolicies: attached.flatMap(({ awsName }) => awsName ?? []),
    isPartial: documents.includes(undefined) || attached.some(({ arn, awsName }) => awsName === undefined && target(reference(arn)) === undefined),
  };
}

/** Policies that name the role. */
function policiesFor(role: Resource, estate: Estate): readonly Resource[] {
  const byReference = estate.referringTo(role, POLICY, MANAGED_POLICY, ROLE_POLICY).filter((policy) => refersTo(rolesOf(policy), role));
  const name = text(role.get('RoleName'));
  const byName = name === undefined ? [] : estate.templates.flatMap((template) => policiesByRoleName(template).get(name) ?? []);
  return [...byReference, ...byName];
}

function rolesOf(policy: Resource): Value | undefined {
  return policy.get(policy.type === ROLE_POLICY ? 'RoleName' : 'Roles');
}

const BY_ROLE_NAME = new WeakMap<Template, ReadonlyMap<string, readonly Resource[]>>();

function policiesByRoleName(template: Template): ReadonlyMap<string, readonly Resource[]> {
  const before = BY_ROLE_NAME.get(template);
  if (before !== undefined) return before;
  const found = new Map<string, Resource[]>();
  for (const policy of template.ofType(POLICY, MANAGED_POLICY, ROLE_POLICY)) {
    for (const name of asList(rolesOf(policy)).map(shown)) found.set(name, [...found.get(name) ?? [], policy]);
  }
  BY_ROLE_NAME.set(template, found);
  return found;
}
