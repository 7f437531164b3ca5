import { asList } from '../../../../cloudformation/policy';
import { isAbsent, object, shown, text } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';
import type { Value } from '../../../../cloudformation/value';
import type { Estate } from '../../model/estate';
import { isOpen, look, readFlag } from './look';
import { partsOf, USER_POOL_PROVIDER } from './user-pools';

/** Names that say that what somebody may do follows from it. */
const DECIDES = /groups?|roles?(?![a-z])|permission|entitle|privilege|admin|department|tenant|(?<![a-z])teams?|access_?level|member_?of|authori[sz]ation/i;

/** Whether an attribute's name says that it decides what somebody may do. */
export function decidesGroups(name: string): boolean {
  return DECIDES.test(name);
}

/** What a pool tells of the attributes that decide groups. */
export interface GroupAttributes {
  /** That people could change, if their client lets them: `custom:groups`. */
  readonly mutable: readonly string[];
  /** That nobody can change. */
  readonly immutable: readonly string[];
  /** Whether there may be more, or some of which it isn't told whether they can be changed. */
  readonly isOpen: boolean;
}

/** The attributes that decide groups by their name, or by what providers, of all stacks, put into them. */
export function groupAttributesOf(pool: Resource, estate: Estate): GroupAttributes {
  const schema = pool.get('Schema');
  const own = asList(schema).filter((attribute) => object(attribute) !== undefined && decidesGroups(shown(look(attribute, 'Name'))));
  const named = (isMutable: boolean) => own.filter((attribute) => readFlag(look(attribute, 'Mutable')) === isMutable).map(nameOf);
  const mappings = partsOf(pool, USER_POOL_PROVIDER, estate).map((provider) => provider.get('AttributeMapping'));
  const mapped = mappings.flatMap((mapping) => Object.entries(object(mapping) ?? {}))
    .filter(([attribute, source]) => decidesGroups(attribute) || decidesGroups(text(source) ?? '')).map(([attribute]) => attribute);
  return {
    mutable: [...new Set([...named(true), ...mapped])],
    immutable: named(false),
    isOpen: asList(schema).some(isOpen) || own.some((attribute) => isUntold(attribute, mapped)) || mappings.some(isOpen),
  };
}

function nameOf(attribute: Value): string {
  return `custom:${shown(look(attribute, 'Name')).replace(/^custom:/, '')}`;
}

/** What Cognito takes where nothing is said stands nowhere; a provider can only be mapped to what can be changed. */
function isUntold(attribute: Value, mapped: readonly string[]): boolean {
  const mutable = look(attribute, 'Mutable');
  return (isAbsent(mutable) || readFlag(mutable) === undefined) && !mapped.includes(nameOf(attribute));
}
