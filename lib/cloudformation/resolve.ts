import { OTHER } from './assumptions';
import { list, object, shown, text } from './read';
import type { Template } from './template';
import { concatenate, Reference, Text, Unknown, type Value } from './value';

type Raw = Readonly<Record<string, unknown>>;
type Resolver = (argument: unknown, template: Template) => Value | undefined;

/** What a reference to another stack of the same app is, before CDK makes exports and imports of it: stack, logical id, attribute. */
export const FOREIGN_REFERENCE = 'Fn::ForeignReference';

const FUNCTIONS: Readonly<Record<string, Resolver>> = {
  'Ref': (name, template) => ref(String(name), template),
  'Fn::GetAtt': (argument, template) => attribute(argument, template),
  'Fn::Join': (argument, template) => join(argument, template),
  'Fn::Sub': (argument, template) => substitute(argument, template),
  'Fn::If': (argument, template) => choose(argument, template),
  'Fn::Select': (argument, template) => select(argument, template),
  'Fn::Split': (argument, template) => split(argument, template),
  'Fn::FindInMap': (argument, template) => findInMap(argument, template),
  [FOREIGN_REFERENCE]: (argument, template) => template.referenceTo(...argument as [string, string, string | undefined]),
  'Fn::ImportValue': (argument, template) => template.imported(template.resolve(argument)),
};

/** Resolves intrinsic functions as far as a template tells; `undefined` is `AWS::NoValue`. */
export function resolve(raw: unknown, template: Template): Value | undefined {
  if (raw === null || raw === undefined) return null;
  if (Array.isArray(raw)) return raw.map((member) => resolve(member, template)).filter((member) => member !== undefined);
  if (typeof raw !== 'object') return raw as string | number | boolean;
  const keys = Object.keys(raw);
  const [only] = keys;
  if (keys.length === 1 && only !== undefined && isFunction(only)) {
    const resolver = FUNCTIONS[only];
    return resolver ? resolver((raw as Raw)[only], template) : unknown(raw);
  }
  const resolved: [string, Value][] = [];
  for (const [key, member] of Object.entries(raw)) {
    // CDK leaves out what is not defined only when it writes the template.
    const value = member === undefined ? undefined : resolve(member, template);
    if (value !== undefined) resolved.push([key, value]);
  }
  // Not by assignment: a key __proto__ would seem to have other properties than it has.
  return Object.fromEntries(resolved);
}

function isFunction(key: string): boolean {
  return key === 'Ref' || key === 'Condition' || key.startsWith('Fn::');
}

/** The same expression is shown alike, so that equal unknowns can be told. */
function unknown(raw: unknown): Unknown {
  return new Unknown(JSON.stringify(raw));
}

function ref(name: string, template: Template): Value | undefined {
  if (name === 'AWS::NoValue') return undefined;
  const assumed = template.source.assumptions?.get(name);
  if (typeof assumed === 'string') return assumed;
  if (name === 'AWS::Region') return template.environment.region ?? new Unknown(name);
  if (name === 'AWS::AccountId') return template.environment.account ?? new Unknown(name);
  if (name.startsWith('AWS::')) return new Unknown(name);
  if (template.resources.has(name)) return new Reference(template, name);
  return parameter(name, template);
}

/** What a parent stack hands in, or else the default: that is what is deployed unless somebody says otherwise. */
function parameter(name: string, template: Template): Value {
  const declared = template.raw.Parameters?.[name];
  const { parent } = template;
  const handed = parent === undefined ? undefined : (object(parent.get('Parameters')) ?? {})[name];
  const type = typeof declared?.Type === 'string' ? declared.Type : 'String';
  const assumed = template.source.assumptions;
  const own = assumed === undefined ? declared?.Default as Value | undefined : assumed.get(name);
  const value = handed ?? (typeof own === 'symbol' ? undefined : own);
  // The default of these is the name of a parameter in Systems Manager.
  if (value === undefined || type.startsWith('AWS::SSM::')) return new Unknown(name);
  if (type === 'CommaDelimitedList' || type.startsWith('List<')) {
    const known = text(value);
    return known === undefined ? new Unknown(name) : known.split(',').map((member) => member.trim());
  }
  return value;
}

function attribute(argument: unknown, template: Template): Value {
  const [logicalId, ...rest] = typeof argument === 'string' ? argument.split('.') : Array.isArray(argument) ? argument as unknown[] : [];
  const name = rest.map((part) => typeof part === 'string' ? part : shown(template.resolve(part))).join('.');
  if (typeof logicalId !== 'string' || !template.resources.has(logicalId)) return unknown({ 'Fn::GetAtt': argument });
  const output = /^Outputs\.(.+)$/.exec(name)?.[1];
  const child = template.child(logicalId);
  if (output !== undefined && child !== undefined) {
    const declared = child.raw.Outputs?.[output];
    if (declared !== undefined) return child.resolve(declared.Value) ?? unknown({ 'Fn::GetAtt': argument });
  }
  return new Reference(template, logicalId, name);
}

function join(argument: unknown, template: Template): Value {
  if (!Array.isArray(argument) || typeof argument[0] !== 'string') return unknown({ 'Fn::Join': argument });
  const members = list(template.resolve(argument[1]));
  // A list that is a parameter, or a member that may be a list.
  if (members === undefined || members.some((member) => list(member))) return unknown({ 'Fn::Join': argument });
  const delimiter = argument[0];
  return concatenate(members.flatMap((member, index) => index === 0 ? [member] : [delimiter, member]));
}

function substitute(argument: unknown, template: Template): Value {
  const [pattern, variables] = Array.isArray(argument) ? argument as [unknown, Raw | undefined] : [argument, undefined];
  if (typeof pattern !== 'string') return unknown({ 'Fn::Sub': argument });
  const parts: Value[] = [];
  let end = 0;
  for (const match of pattern.matchAll(/\$\{([^}]*)\}/g)) {
    const name = (match[1] as string).trim();
    parts.push(pattern.slice(end, match.index));
    end = match.index + match[0].length;
    if (name.startsWith('!')) parts.push(`\${${name.slice(1)}}`);
    else if (variables !== undefined && name in variables) parts.push(template.resolve(variables[name]) ?? '');
    else parts.push((name.includes('.') ? attribute(name, template) : ref(name, template)) ?? '');
  }
  parts.push(pattern.slice(end));
  return concatenate(parts);
}

function choose(argument: unknown, template: Template): Value | undefined {
  if (!Array.isArray(argument) || typeof argument[0] !== 'string') return unknown({ 'Fn::If': argument });
  const holds = conditionNamed(argument[0], template);
  return holds === undefined ? unknown({ 'Fn::If': argument }) : resolve(argument[holds ? 1 : 2], template);
}

/** Whether a side of a comparison is taken to be none of the values that anything is compared with. */
function isOther(side: unknown, template: Template): boolean {
  return typeof side === 'object' && side !== null && 'Ref' in side && template.source.assumptions?.get(String(side.Ref)) === OTHER;
}

/** Whether a condition of the template holds, or is taken to where nothing else decides it; `undefined` where that is decided at deployment. */
export function conditionNamed(name: string, template: Template, within: readonly string[] = []): boolean | undefined {
  // One that depends on itself never holds; CloudFormation refuses it.
  if (within.includes(name)) return undefined;
  return condition(template.raw.Conditions?.[name], template, [...within, name]) ?? template.source.conditions?.get(name);
}

/** Whether a condition holds; `undefined` where that is decided at deployment. */
export function condition(raw: unknown, template: Template, within: readonly string[] = []): boolean | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const [name, argument] = Object.entries(raw)[0] ?? [];
  if (name === 'Condition') return conditionNamed(String(argument), template, within);
  if (!Array.isArray(argument)) return undefined;
  if (name === 'Fn::Equals') {
    if (argument.some((side) => isOther(side, template))) return false;
    const [left, right] = argument.map((side) => text(template.resolve(side)));
    return left === undefined || right === undefined ? undefined : left === right;
  }
  const results = argument.map((member) => condition(member, template, within));
  if (name === 'Fn::Not') return results[0] === undefined ? undefined : !results[0];
  if (name === 'Fn::And') return results.includes(false) ? false : results.includes(undefined) ? undefined : true;
  if (name === 'Fn::Or') return results.includes(true) ? true : results.includes(undefined) ? undefined : false;
  return undefined;
}

function select(argument: unknown, template: Template): Value {
  const [index, from] = Array.isArray(argument) ? argument as unknown[] : [];
  const members = list(template.resolve(from));
  const position = Number(text(template.resolve(index)));
  return members?.[position] ?? unknown({ 'Fn::Select': argument });
}

function split(argument: unknown, template: Template): Value {
  const [delimiter, from] = Array.isArray(argument) ? argument as unknown[] : [];
  const whole = template.resolve(from);
  if (typeof delimiter !== 'string') return unknown({ 'Fn::Split': argument });
  if (typeof whole === 'string') return whole.split(delimiter);
  // What is not known may hold the delimiter, except for these.
  if (!(whole instanceof Text) || !whole.parts.every(isNeverSplit)) return unknown({ 'Fn::Split': argument });
  const members: Value[][] = [[]];
  for (const part of whole.parts) {
    if (typeof part !== 'string') { members.at(-1)?.push(part); continue; }
    part.split(delimiter).forEach((piece, index) => index === 0 ? members.at(-1)?.push(piece) : members.push([piece]));
  }
  return members.map(concatenate);
}

const PLAIN = ['AWS::Partition', 'AWS::Region', 'AWS::AccountId', 'AWS::URLSuffix', 'AWS::StackName'];

function isNeverSplit(part: string | Unknown | Reference): boolean {
  return typeof part === 'string' || part instanceof Unknown && PLAIN.includes(part.shown);
}

function findInMap(argument: unknown, template: Template): Value {
  const [map, first, second] = (Array.isArray(argument) ? argument : []).map((key: unknown) => text(template.resolve(key)));
  if (map === undefined || first === undefined || second === undefined) return unknown({ 'Fn::FindInMap': argument });
  const found = template.raw.Mappings?.[map]?.[first]?.[second];
  return found === undefined ? unknown({ 'Fn::FindInMap': argument }) : found as Value;
}
