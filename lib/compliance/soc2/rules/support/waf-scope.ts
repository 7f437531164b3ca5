import { asList } from '../../../../cloudformation/policy';
import { isAbsent, list, number, shown, text } from '../../../../cloudformation/read';
import { target } from '../../../../cloudformation/template';
import { Reference, type Value } from '../../../../cloudformation/value';
import { isOpen, look } from './look';

/** Which requests a statement of a web ACL is about, as far as that can be told. */
export type Scope = 'all' | 'none' | 'some';

/** Which requests a statement is about: what is not plainly all or none is some. */
export function scopeOf(statement: Value | undefined): Scope {
  const not = look(statement, 'NotStatement', 'Statement');
  if (!isAbsent(not)) return { all: 'none', none: 'all', some: 'some' }[scopeOf(not)] as Scope;
  const both = list(look(statement, 'AndStatement', 'Statements'));
  if (both !== undefined) return scopeOfBoth(both);
  const either = list(look(statement, 'OrStatement', 'Statements'));
  if (either !== undefined) return unanimous(either.map(scopeOf), 'all', 'none');
  const byAddress = look(statement, 'IPSetReferenceStatement', 'Arn');
  if (!isAbsent(byAddress)) return addressesOf(byAddress)?.length === 0 ? 'none' : 'some';
  const bySize = look(statement, 'SizeConstraintStatement');
  if (text(look(bySize, 'ComparisonOperator')) === 'GE' && number(look(bySize, 'Size')) === 0) return 'all';
  return scopeOfPath(look(statement, 'ByteMatchStatement'));
}

/** Whether a statement is about addresses that it lists, or about nothing that the others are not. */
export function isForListedOnly(statement: Value | undefined): boolean {
  const both = list(look(statement, 'AndStatement', 'Statements'));
  if (both !== undefined) return both.some(isForListedOnly);
  const addresses = addressesOf(look(statement, 'IPSetReferenceStatement', 'Arn'));
  return addresses !== undefined && addresses.every((address) => Number(/\/(\d+)$/.exec(text(address) ?? '')?.[1]) >= WIDE);
}

/** Ranges that are wider may be meant for everybody. */
const WIDE = 8;

function scopeOfBoth(statements: readonly Value[]): Scope {
  const excluded = statements.map((one) => look(one, 'NotStatement', 'Statement')).filter((one) => !isAbsent(one)).map(shown);
  return statements.some((one) => excluded.includes(shown(one))) ? 'none' : unanimous(statements.map(scopeOf), 'none', 'all');
}

/** One part decides, or all parts together do. */
function unanimous(scopes: readonly Scope[], decides: Scope, otherwise: Scope): Scope {
  if (scopes.includes(decides)) return decides;
  return scopes.every((scope) => scope === otherwise) ? otherwise : 'some';
}

/** Every path begins with a slash. */
function scopeOfPath(match: Value | undefined): Scope {
  const [sought, how] = [text(look(match, 'SearchString')), text(look(match, 'PositionalConstraint'))];
  if (isAbsent(look(match, 'FieldToMatch', 'UriPath')) || !sought || !['STARTS_WITH', 'EXACTLY'].includes(how ?? '')) return 'some';
  if (!asList(look(match, 'TextTransformations')).every((one) => PLAIN.includes(text(look(one, 'Type')) ?? ''))) return 'some';
  if (!sought.startsWith('/')) return 'none';
  return sought === '/' && how === 'STARTS_WITH' ? 'all' : 'some';
}

/** Transformations that leave the first slash where it is. */
const PLAIN = ['NONE', 'LOWERCASE', 'NORMALIZE_PATH', 'NORMALIZE_PATH_WIN', 'URL_DECODE'];

/** @returns `undefined` where the set is not of the app, or its addresses are decided at deployment */
function addressesOf(arn: Value | undefined): readonly Value[] | undefined {
  const set = arn instanceof Reference ? target(arn) : undefined;
  const given = set?.type === 'AWS::WAFv2::IPSet' ? set.get('Addresses') : undefined;
  const addresses = isAbsent(given) || isOpen(given) ? undefined : asList(given);
  return addresses?.some(isOpen) === true ? undefined : addresses;
}
