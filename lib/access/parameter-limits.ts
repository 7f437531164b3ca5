import { Token } from 'aws-cdk-lib';
import { ACCESS_MAPPING_LIMIT_LEVELS } from '../contract/access-mapping-limits';
import { ACCESS_MAPPING_RULES } from '../contract/access-mapping-rules';
import { quoted } from '../messages/quoted';
import { limitSchemaFault } from './limit-schema';
import { plainJsonFault } from './plain-json';

/**
 * What is wrong with the limits of a run permission, for a message; undefined where nothing is. Whatever passes here, the gateway takes.
 *
 * @param limits JSON Schema by parameter name
 */
export function parameterLimitsFault(limits: unknown): string | undefined {
  const fault = plainJsonFault({ limits });
  if (fault !== undefined) return `got ${fault.got} at ${fault.path}, expected ${fault.expected}; ${fault.mend}`;
  if (typeof limits !== 'object' || limits === null || Array.isArray(limits)) {
    return `got the limits ${quoted(limits)}, expected a JSON Schema by parameter name, such as { day: { type: 'string', format: 'date' } }; write them so`;
  }
  const entries = Object.entries(limits);
  if (entries.length > ACCESS_MAPPING_RULES.maxParameters) {
    return `got limits on ${entries.length} parameters, expected at most ${ACCESS_MAPPING_RULES.maxParameters}; leave out those that limit nothing`;
  }
  for (const [name, schema] of entries) {
    const found = Token.isUnresolved(name) || !ACCESS_MAPPING_RULES.parameterName.test(name)
      ? `got a limit on the parameter ${quoted(name)}, expected 1 to 64 letters, digits and underscores that don't begin with a digit; mend its name`
      : limitFault(name, schema);
    if (found !== undefined) return found;
  }
  return undefined;
}

function limitFault(name: string, schema: unknown): string | undefined {
  if (levels(schema) > ACCESS_MAPPING_LIMIT_LEVELS) {
    return `got more than ${ACCESS_MAPPING_LIMIT_LEVELS} levels in the limit on ${name}, expected at most ${ACCESS_MAPPING_LIMIT_LEVELS}; write a flatter schema`;
  }
  const fault = limitSchemaFault(schema, '');
  if (fault === undefined) return undefined;
  return `got ${quoted(fault.got)} in the limit on ${name}${fault.path === '' ? '' : ` at ${fault.path}`}, expected ${fault.expected}; ${fault.mend}`;
}

function levels(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(levels));
}
