import { parseJson } from '../../../../cloudformation/json-document';
import { asList, statements, type Statement } from '../../../../cloudformation/policy';
import { isAbsent, object, text } from '../../../../cloudformation/read';
import { Unknown, type Value } from '../../../../cloudformation/value';
import { unresolved } from '../../verdict';
import { limitedBy } from './conditions';

/** Keys of conditions that say something about who calls, or from where: all but some. */
const ABOUT_WHO = /^(?!(aws:(securetransport|currenttime|epochtime|requestedregion)|s3:(signatureversion|authtype|tlsversion))$)/i;

/**
 * The statements of a resource's policy that let everybody in, as `Statement.0`: allowed, for all principals, under no condition that
 * narrows who that is.
 * @param path the property that holds the policy
 */
export function openStatements(policy: Value | undefined, path: string): readonly string[] {
  const found = statements(documentOf(policy));
  if (found === undefined) return unresolved(path);
  return found.flatMap((statement, index) => {
    const at = `${path}.Statement.${index}`;
    const narrowed = limitedBy(statement, ABOUT_WHO);
    const allows = statement.isCertain ? statement.allows : undefined;
    const signs = [allows, admitsAll(statement), narrowed === undefined ? undefined : !narrowed];
    if (signs.includes(false)) return [];
    return signs.includes(undefined) ? unresolved(at) : [at];
  });
}

function documentOf(policy: Value | undefined): Value | undefined {
  if (object(policy) !== undefined) return policy;
  const parsed = parseJson(policy);
  return parsed !== undefined && 'parsed' in parsed ? parsed.parsed : undefined;
}

/** Whether a statement is for everybody: also where it is for all but some. */
function admitsAll({ principal, raw }: Statement): boolean | undefined {
  if (!isAbsent(raw.NotPrincipal)) return true;
  const named = object(principal) === undefined ? asList(principal) : asList(object(principal)?.AWS);
  if (named.some((one) => text(one) === '*')) return true;
  // What is exported, and the account, names somebody; what is handed in may be anybody.
  return named.some((one) => one instanceof Unknown && !/^(AWS::|Fn::ImportValue)/.test(one.shown)) ? undefined : false;
}
