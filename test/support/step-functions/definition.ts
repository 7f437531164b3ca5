/** A state as JSON. Which fields it may have, {@link checkDefinition} says. */
export interface State {
  readonly Type: string;
  readonly [field: string]: unknown;
}

/** States that belong together: a state machine, or what a Map runs for each item. */
export interface StateGroup {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** A state machine. */
export interface Definition extends StateGroup {
  readonly TimeoutSeconds?: number;
}

const COMMON = ['Type', 'Comment'];
const GOING_ON = ['Next', 'End'];
const RESULT = ['Output', 'Assign'];

/** By type: which fields it must have, and may have. JSONata only. */
const FIELDS: Readonly<Record<string, { readonly must: readonly string[]; readonly may: readonly string[] }>> = {
  Pass: { must: [], may: [...GOING_ON, ...RESULT] },
  Task: { must: ['Resource'], may: [...GOING_ON, ...RESULT, 'Arguments', 'TimeoutSeconds', 'Retry', 'Catch'] },
  Choice: { must: ['Choices'], may: [...RESULT, 'Default'] },
  Wait: { must: [], may: [...GOING_ON, ...RESULT, 'Seconds', 'Timestamp'] },
  Map: { must: ['ItemProcessor'], may: [...GOING_ON, ...RESULT, 'Items', 'ItemSelector', 'MaxConcurrency', 'Retry', 'Catch'] },
  Succeed: { must: [], may: ['Output'] },
  Fail: { must: [], may: ['Error', 'Cause'] },
};

const LONGEST_NAME = 80;

/**
 * Refuses what Step Functions would, and what the interpreter doesn't know: strict, so that nothing is accepted here that is refused there.
 * @throws Error naming the state and the field
 * @see https://states-language.net/spec.html
 */
export function checkDefinition(definition: unknown, resources: readonly string[]): Definition {
  const machine = object(definition, 'the definition');
  onlyFields(machine, 'the definition', ['StartAt', 'States', 'QueryLanguage'], ['Comment', 'TimeoutSeconds']);
  if (machine['QueryLanguage'] !== 'JSONata') throw new Error(`got the query language ${String(machine['QueryLanguage'])}, expected JSONata`);
  if (machine['TimeoutSeconds'] !== undefined) wholeNumber(machine['TimeoutSeconds'], 'TimeoutSeconds of the definition', 1, 99_999_999);
  checkGroup(machine, 'the definition', new Set(), resources);
  return machine as unknown as Definition;
}

function checkGroup(group: Record<string, unknown>, where: string, names: Set<string>, resources: readonly string[]): void {
  const states = object(group['States'], `States of ${where}`);
  const known = Object.keys(states);
  if (!known.includes(group['StartAt'] as string)) throw new Error(`got StartAt ${String(group['StartAt'])} in ${where}, expected one of its states`);
  const reached = new Set<string>([group['StartAt'] as string]);
  for (const name of known) {
    if (name.length > LONGEST_NAME) throw new Error(`got the state ${name}, expected a name of at most ${LONGEST_NAME} characters`);
    if (names.has(name)) throw new Error(`got the state ${name} twice, expected names that are unique in the whole definition`);
    names.add(name);
    const state = object(states[name], `the state ${name}`);
    checkState(name, state, names, resources);
    for (const next of nextOf(state)) {
      if (!known.includes(next)) throw new Error(`got ${next} as what follows the state ${name}, expected a state of the same group`);
      reached.add(next);
    }
  }
  const lost = known.filter((name) => !reached.has(name));
  if (lost.length > 0) throw new Error(`got states that nothing leads to, expected none: ${lost.join(', ')}`);
}

function checkState(name: string, state: Record<string, unknown>, names: Set<string>, resources: readonly string[]): void {
  const where = `the state ${name}`;
  const fields = FIELDS[state['Type'] as string];
  if (fields === undefined) throw new Error(`got the type ${String(state['Type'])} of ${where}, expected one of ${Object.keys(FIELDS).join(', ')}`);
  onlyFields(state, where, ['Type', ...fields.must], [...COMMON, ...fields.may]);
  if (fields.may.includes('End') && (state['Next'] === undefined) === (state['End'] === undefined)) throw new Error(`got ${where} with Next and End, or neither, expected one of them`);
  if (state['End'] !== undefined && state['End'] !== true) throw new Error(`got End ${String(state['End'])} of ${where}, expected true`);
  if (state['Assign'] !== undefined) checkAssign(state['Assign'], where);
  if (state['Type'] === 'Task') checkTask(state, where, resources);
  if (state['Type'] === 'Choice') checkChoices(state, where);
  if (state['Type'] === 'Wait' && (state['Seconds'] === undefined) === (state['Timestamp'] === undefined)) throw new Error(`got ${where} with Seconds and Timestamp, or neither, expected one of them`);
  if (state['Type'] === 'Map') {
    const processor = object(state['ItemProcessor'], `ItemProcessor of ${where}`);
    onlyFields(processor, `ItemProcessor of ${where}`, ['StartAt', 'States'], ['ProcessorConfig', 'Comment']);
    const mode = processor['ProcessorConfig'] === undefined ? 'INLINE' : object(processor['ProcessorConfig'], 'ProcessorConfig')['Mode'];
    if (mode !== 'INLINE') throw new Error(`got the mode ${String(mode)} of ${where}, expected INLINE`);
    checkGroup(processor, `ItemProcessor of ${where}`, names, resources);
  }
  checkErrors(state, where);
}

function checkTask(state: Record<string, unknown>, where: string, resources: readonly string[]): void {
  const [, integration] = /^arn:[a-z0-9-]+:states:::([A-Za-z0-9:.-]+)$/.exec(String(state['Resource'])) ?? [];
  if (integration === undefined) throw new Error(`got the resource ${String(state['Resource'])} of ${where}, expected arn:<partition>:states:::<service>:<call>`);
  if (!resources.includes(integration)) throw new Error(`got the resource ${integration} of ${where}, expected one that is handled: ${resources.join(', ')}`);
}

function checkChoices(state: Record<string, unknown>, where: string): void {
  const choices = list(state['Choices'], `Choices of ${where}`);
  for (const choice of choices) onlyFields(object(choice, `a choice of ${where}`), `a choice of ${where}`, ['Condition', 'Next'], [...RESULT, 'Comment']);
  if (choices.length === 0) throw new Error(`got no choices in ${where}, expected one at least`);
}

function checkErrors(state: Record<string, unknown>, where: string): void {
  for (const retrier of list(state['Retry'] ?? [], `Retry of ${where}`)) {
    const fields = object(retrier, `a retrier of ${where}`);
    onlyFields(fields, `a retrier of ${where}`, ['ErrorEquals'], ['IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds', 'JitterStrategy', 'Comment']);
    wholeNumber(fields['IntervalSeconds'] ?? 1, `IntervalSeconds of ${where}`, 1, 99_999_999);
    wholeNumber(fields['MaxAttempts'] ?? 3, `MaxAttempts of ${where}`, 0, 99_999_999);
    wholeNumber(fields['MaxDelaySeconds'] ?? 1, `MaxDelaySeconds of ${where}`, 1, 31_622_400);
    if (!((fields['BackoffRate'] ?? 2) as number >= 1)) throw new Error(`got BackoffRate ${String(fields['BackoffRate'])} of ${where}, expected 1 or more`);
    if (!['FULL', 'NONE'].includes((fields['JitterStrategy'] ?? 'NONE') as string)) throw new Error(`got JitterStrategy ${String(fields['JitterStrategy'])} of ${where}, expected FULL or NONE`);
  }
  for (const catcher of list(state['Catch'] ?? [], `Catch of ${where}`)) {
    onlyFields(object(catcher, `a catcher of ${where}`), `a catcher of ${where}`, ['ErrorEquals', 'Next'], [...RESULT, 'Comment']);
    if ((catcher as { Assign?: unknown }).Assign !== undefined) checkAssign((catcher as { Assign: unknown }).Assign, where);
  }
  for (const handling of [state['Retry'] ?? [], state['Catch'] ?? []] as { ErrorEquals: unknown[] }[][]) {
    for (const [index, { ErrorEquals: errors }] of handling.entries()) {
      if (!Array.isArray(errors) || errors.length === 0) throw new Error(`got no ErrorEquals in ${where}, expected one error at least`);
      if (errors.includes('States.ALL') && (errors.length > 1 || index < handling.length - 1)) throw new Error(`got States.ALL in ${where} among others or before others, expected it alone and last`);
    }
  }
}

function checkAssign(assign: unknown, where: string): void {
  for (const name of Object.keys(object(assign, `Assign of ${where}`))) {
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,79}$/.test(name) || name === 'states') throw new Error(`got the variable ${name} in ${where}, expected a name of letters, digits and _, and not states`);
  }
}

/** Names of the states that may follow. */
function nextOf(state: Record<string, unknown>): string[] {
  const targets = [state['Next'], state['Default'], ...[state['Choices'] ?? [], state['Catch'] ?? []].flatMap((all) => (all as { Next: unknown }[]).map(({ Next }) => Next))];
  return targets.filter((target) => target !== undefined) as string[];
}

function onlyFields(value: Record<string, unknown>, where: string, must: readonly string[], may: readonly string[]): void {
  const missing = must.filter((field) => value[field] === undefined);
  if (missing.length > 0) throw new Error(`got ${where} without ${missing.join(', ')}, expected it`);
  const unknown = Object.keys(value).filter((field) => !must.includes(field) && !may.includes(field));
  if (unknown.length > 0) throw new Error(`got ${where} with ${unknown.join(', ')}, expected no fields but ${[...must, ...may].join(', ')}`);
}

function object(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`got ${JSON.stringify(value)} as ${where}, expected an object`);
  return value as Record<string, unknown>;
}

function list(value: unknown, where: string): unknown[] {
  if (!Array.isArray(value)) throw new Error(`got ${JSON.stringify(value)} as ${where}, expected a list`);
  return value;
}

function wholeNumber(value: unknown, where: string, least: number, most: number): void {
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) throw new Error(`got ${JSON.stringify(value)} as ${where}, expected a whole number from ${least} to ${most}`);
}
