import { Token, type Stack } from 'aws-cdk-lib';
import type { AccessMappingDocument, RunGrant } from '../contract/access-mapping';
import { ACCESS_MAPPING_RULES } from '../contract/access-mapping-rules';
import { quoted } from '../messages/quoted';
import type { AccessMappingOptions } from './access-mapping';
import { readable, readableText, withoutIntrinsics, type Intrinsic } from './resolved-text';
import type { RunPermission } from './run-permission';
import { unstorable } from './unstorable';

const FAMILY = 'a task family (etl.Report: exact), a namespace with everything below it (etl.*: not etl itself, not etlx.Report) or everything (*)';

/** The document of one mapping, as its construct was asked for it. */
export class MappingDocument {
  private readonly document: AccessMappingDocument;

  /** @throws Error for what can be told to be wrong without looking at the rest of the app; the message names no mapping */
  constructor(options: AccessMappingOptions) {
    const { principals, view, operate, run, description } = options;
    this.document = {
      version: 1,
      ...(description === undefined ? {} : { description: checkedDescription(description) }),
      principals: checkedPrincipals(principals.map(({ text }) => text)),
      grants: {
        ...(view === undefined ? {} : { view: checkedFamilies('view', view) }),
        ...(operate === undefined ? {} : { operate: checkedFamilies('operate', operate) }),
        ...(run === undefined ? {} : { run: checkedRun(run.map(grantOf)) }),
      },
    };
    if (Object.keys(this.document.grants).length === 0) throw new Error('got no grants, expected at least one of view, operate and run; add one');
  }

  /** What the mapping is for. */
  get description(): string | undefined {
    return this.document.description;
  }

  /** Who holds its grants, with tokens in it. */
  get principals(): readonly string[] {
    return this.document.principals;
  }

  /** Jobs and categories that it names. */
  get run(): readonly RunGrant[] {
    return this.document.grants.run ?? [];
  }

  /** With tokens in it; members and lists in an order that depends on their content only, so that equal mappings are equal text. */
  canonical(stack: Stack): AccessMappingDocument {
    const sorted = <T>(values: readonly T[]): T[] => sortedBy(values, (value) => JSON.stringify(readable(stack.resolve(value))));
    const { principals, grants } = this.document;
    return sortedMembers({
      ...this.document,
      principals: sorted(principals),
      grants: Object.fromEntries(Object.entries(grants).map(([name, values]) => [name, sorted((values as unknown[]).map(sortedMembers))])),
    }) as AccessMappingDocument;
  }

  /** Without tokens, for people. */
  readable(stack: Stack): AccessMappingDocument {
    return readable(stack.resolve(this.canonical(stack))) as AccessMappingDocument;
  }

  /** What it takes in SSM, in bytes of UTF-8: exact, or where CloudFormation puts something in, about the most that this takes. */
  bytes(stack: Stack): number {
    return Buffer.byteLength(JSON.stringify(withoutIntrinsics(stack.resolve(this.canonical(stack)), longest)));
  }

  /** What is wrong with what tokens turn out to be, for messages. */
  resolvedFaults(stack: Stack): string[] {
    const { principals, grants } = this.document;
    const resolved = (values: readonly string[]): string[] => values.filter((value) => Token.isUnresolved(value))
      .map((value) => stack.resolve(value) as unknown)
      .filter((value): value is string => typeof value === 'string' && unstorable(value) === undefined);
    const readables = principals.map((principal) => readableText(stack.resolve(principal)));
    const twice = firstDouble(readables);
    return [
      ...resolved(principals).filter((text) => !ACCESS_MAPPING_RULES.principal.test(text))
        .map((text) => `got the principal ${quoted(text)}, expected group:<name>, user:<value> or role:<ARN of an IAM role>; mend what it is made of`),
      ...[...grants.view ?? [], ...grants.operate ?? []].filter((family) => Token.isUnresolved(family))
        .flatMap((family) => resolved([family])).filter((family) => !isFamily(family))
        .map((family) => `got the pattern ${quoted(family)}, expected ${FAMILY}; mend what it is made of`),
      ...twice === undefined ? [] : [`got the principal ${quoted(twice)} twice, expected it once; remove one of them`],
    ];
  }
}

function grantOf({ kind, name, parameters }: RunPermission): RunGrant {
  return { [kind]: name, ...(parameters === undefined ? {} : { parameters }) };
}

function checkedDescription(description: string): string {
  const { descriptionMaxLength } = ACCESS_MAPPING_RULES;
  const length = [...description].length;
  if (length > descriptionMaxLength) throw new Error(`got a description of ${length} characters, expected at most ${descriptionMaxLength}; shorten it`);
  const refused = unstorable(description);
  if (refused !== undefined) throw new Error(`got the description ${quoted(description)}, expected no ${refused}; write it another way`);
  return description;
}

function checkedPrincipals(principals: readonly string[]): string[] {
  if (principals.length === 0) throw new Error('got no principals, expected at least one; add a LuigiPrincipal');
  return checkedList('principal', principals, ACCESS_MAPPING_RULES.maxPrincipals);
}

function checkedFamilies(grant: string, families: readonly string[]): string[] {
  if (families.length === 0) throw new Error(`got an empty list to ${grant}, expected at least one task family; add one, or leave ${grant} out`);
  const wrong = families.find((family) => !Token.isUnresolved(family) && !isFamily(family));
  if (wrong !== undefined) throw new Error(`got the pattern ${quoted(wrong)} to ${grant}, expected ${FAMILY}; mend the pattern`);
  return checkedList(`pattern to ${grant}`, families, ACCESS_MAPPING_RULES.maxFamilies);
}

function checkedRun(grants: readonly RunGrant[]): RunGrant[] {
  if (grants.length === 0) throw new Error('got an empty list to run, expected at least one RunPermission; add one, or leave run out');
  return checkedList('permission to run', grants, ACCESS_MAPPING_RULES.maxRunGrants);
}

function checkedList<T>(what: string, values: readonly T[], most: number): T[] {
  if (values.length > most) throw new Error(`got ${values.length} of a ${what}, expected at most ${most}; spread them over several mappings`);
  const twice = firstDouble(values.map((value) => JSON.stringify(sortedMembers(value))));
  if (twice !== undefined) throw new Error(`got the ${what} ${quoted(JSON.parse(twice))} twice, expected it once; remove one of them`);
  return [...values];
}

function isFamily(family: string): boolean {
  return family.length <= ACCESS_MAPPING_RULES.familyMaxLength && ACCESS_MAPPING_RULES.family.test(family);
}

function firstDouble(values: readonly string[]): string | undefined {
  return values.find((value, index) => values.indexOf(value) !== index);
}

function sortedBy<T>(values: readonly T[], text: (value: T) => string): T[] {
  return values.map((value) => ({ value, key: text(value) })).sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key))).map(({ value }) => value);
}

function sortedMembers(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sortedMembers);
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, member]) => [name, sortedMembers(member)]));
}

/** What an intrinsic function takes at most: a role's ARN with a name of 64 characters and no path, or about that of a generated name. */
function longest({ name, argument }: Intrinsic): string {
  const pseudo: Readonly<Record<string, number>> = { 'AWS::Partition': 10, 'AWS::Region': 14, 'AWS::AccountId': 12 };
  const arn = name !== 'Ref' && JSON.stringify(argument).includes('Arn');
  return 'x'.repeat(name === 'Ref' ? pseudo[String(argument)] ?? 64 : arn ? 102 : 64);
}
