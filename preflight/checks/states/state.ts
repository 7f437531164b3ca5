import { flag, list, number, object, text } from '../../../lib/cloudformation/read';
import type { ObjectValue, Value } from '../../../lib/cloudformation/value';
import type { QueryLanguage } from './machine';

const COMMON = ['Type', 'Comment', 'QueryLanguage', 'Next', 'End', 'Assign', 'InputPath', 'OutputPath', 'Output'];
const RESULT = ['Parameters', 'Arguments', 'ResultSelector', 'ResultPath', 'Retry', 'Catch'];
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Task: [...RESULT, 'Resource', 'Credentials', 'TimeoutSeconds', 'TimeoutSecondsPath', 'HeartbeatSeconds', 'HeartbeatSecondsPath'],
  Pass: ['Parameters', 'Result', 'ResultPath', 'Arguments'],
  Choice: ['Choices', 'Default'],
  Wait: ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'],
  Succeed: [],
  Fail: ['Error', 'ErrorPath', 'Cause', 'CausePath'],
  Parallel: [...RESULT, 'Branches'],
  Map: [...RESULT, 'Items', 'ItemsPath', 'ItemProcessor', 'Iterator', 'ItemSelector', 'ItemReader', 'ItemBatcher', 'ResultWriter', 'MaxConcurrency', 'MaxConcurrencyPath',
    'ToleratedFailurePercentage', 'ToleratedFailurePercentagePath', 'ToleratedFailureCount', 'ToleratedFailureCountPath', 'Label'],
};
const PATH_ONLY = ['InputPath', 'OutputPath', 'Parameters', 'ResultSelector', 'ResultPath', 'ItemsPath', 'SecondsPath', 'TimestampPath', 'ErrorPath', 'CausePath', 'TimeoutSecondsPath',
  'HeartbeatSecondsPath', 'MaxConcurrencyPath', 'ToleratedFailureCountPath', 'ToleratedFailurePercentagePath', 'Result', 'Iterator'];
const JSONATA_ONLY = ['Arguments', 'Output', 'Items'];
const COMPARATORS = /^(And|Or|Not|Is(Null|Present|Numeric|String|Boolean|Timestamp)|BooleanEquals(Path)?|(String|Numeric|Timestamp)(Equals|LessThan|GreaterThan|LessThanEquals|GreaterThanEquals)(Path)?|StringMatches)$/;

/** What is wrong with one state, apart from where it leads. */
export function stateFaults(state: ObjectValue, language: QueryLanguage): readonly string[] {
  const type = text(state.Type);
  if (state.Type === undefined) return [`no Type: expected one of ${Object.keys(FIELDS).join(', ')}; add it`];
  if (type === undefined) return [];
  const fields = FIELDS[type];
  if (fields === undefined) return [`Type ${type}: expected one of ${Object.keys(FIELDS).join(', ')}; correct it`];
  return [
    ...fieldFaults(state, type, fields, language), ...endFaults(state, type), ...ownFaults(state, type, language), ...retryFaults(state),
    ...catchFaults(state),
    ...language === 'JSONPath' ? pathFaults(state) : expressionFaults(state),
  ];
}

function fieldFaults(state: ObjectValue, type: string, fields: readonly string[], language: QueryLanguage): readonly string[] {
  const faults: string[] = [];
  for (const field of Object.keys(state)) {
    const foreign = language === 'JSONata' ? PATH_ONLY : JSONATA_ONLY;
    if (foreign.includes(field)) faults.push(`${field} in a ${language} state: expected fields of ${language} only; ${language === 'JSONata' ? 'use Arguments, Output and Assign' : 'set QueryLanguage JSONata'}`);
    else if (!COMMON.includes(field) && !fields.includes(field)) faults.push(`${field} in a state of type ${type}: expected ${[...COMMON, ...fields].join(', ')}; remove it`);
  }
  return faults;
}

function endFaults(state: ObjectValue, type: string): readonly string[] {
  const [next, end] = [state.Next !== undefined, state.End !== undefined && flag(state.End) !== false];
  if (['Succeed', 'Fail', 'Choice'].includes(type)) return next || end ? [`${next ? 'Next' : 'End'} in a state of type ${type}: expected none; remove it`] : [];
  if (next && end) return ['Next with End: expected one of them; remove the other'];
  return next || end ? [] : ['neither Next nor End: expected one of them; say where it goes on'];
}

function ownFaults(state: ObjectValue, type: string, language: QueryLanguage): readonly string[] {
  const faults: string[] = [];
  const count = (...fields: readonly string[]) => fields.filter((field) => state[field] !== undefined).length;
  if (type === 'Task' && state.Resource === undefined) faults.push('a Task without Resource: expected an ARN; add it');
  const resource = text(state.Resource);
  if (type === 'Task' && resource !== undefined && !/^(arn:|\$\{|\{%)/.test(resource)) faults.push(`Resource ${resource}: expected an ARN such as arn:<partition>:states:::ecs:runTask.sync; correct it`);
  const integration = resource === undefined || type !== 'Task' ? undefined : integrationFault(resource);
  if (integration !== undefined) faults.push(integration);
  if (type === 'Wait' && count('Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath') !== 1) faults.push('a Wait with none or several of Seconds, SecondsPath, Timestamp, TimestampPath: expected one of them');
  if (type === 'Parallel' && (list(state.Branches)?.length ?? (state.Branches === undefined ? 0 : 1)) === 0) faults.push('a Parallel without Branches: expected one at least; add it');
  if (type === 'Map' && count('ItemProcessor', 'Iterator') !== 1) faults.push('a Map without ItemProcessor: expected one; add it');
  if (type === 'Choice') faults.push(...choiceFaults(state, language));
  const [timeout, heartbeat] = [number(state.TimeoutSeconds), number(state.HeartbeatSeconds)];
  if (timeout !== undefined && (timeout < 1 || timeout > 99999999)) faults.push(`TimeoutSeconds ${timeout}: expected 1 to 99,999,999; change it`);
  if (timeout !== undefined && heartbeat !== undefined && heartbeat >= timeout) faults.push(`HeartbeatSeconds ${heartbeat} with TimeoutSeconds ${timeout}: expected less; lower it`);
  if (type === 'Fail' && (count('Error', 'ErrorPath') > 1 || count('Cause', 'CausePath') > 1)) faults.push('a Fail with a field and its Path: expected one of them; remove the other');
  return faults;
}

/** Services that Step Functions calls by itself, with all that it can ask of them. */
const INTEGRATIONS: Readonly<Record<string, readonly [actions: string, patterns: RegExp]>> = {
  lambda: ['invoke', /^(\.waitForTaskToken)?$/], ecs: ['runTask', /^(\.sync|\.waitForTaskToken)?$/], batch: ['submitJob', /^(\.sync|\.waitForTaskToken)?$/],
  dynamodb: ['getItem|putItem|updateItem|deleteItem', /^$/], sns: ['publish', /^(\.waitForTaskToken)?$/], sqs: ['sendMessage', /^(\.waitForTaskToken)?$/],
  states: ['startExecution', /^(\.sync(:2)?|\.waitForTaskToken)?$/], events: ['putEvents', /^(\.waitForTaskToken)?$/], http: ['invoke', /^$/],
};

function integrationFault(resource: string): string | undefined {
  const [, service = '', action = '', pattern = ''] = /:states:::([a-z0-9-]+):([A-Za-z0-9]+)(.*)$/.exec(resource) ?? [];
  const [actions, patterns] = INTEGRATIONS[service] ?? [];
  if (actions === undefined || patterns === undefined) return undefined;
  if (!actions.split('|').includes(action)) return `Resource ${resource}: expected ${service}:${actions.split('|').join(', ')}; correct it or call arn:<partition>:states:::aws-sdk:${service}:...`;
  return patterns.test(pattern) ? undefined : `Resource ${resource}: ${service}:${action} knows no "${pattern}"; expected another pattern or none`;
}

function choiceFaults(state: ObjectValue, language: QueryLanguage): readonly string[] {
  const choices = list(state.Choices);
  if (state.Choices === undefined || choices?.length === 0) return ['a Choice without Choices: expected one at least; add it'];
  return (choices ?? []).flatMap((value, index) => {
    const rule = object(value);
    if (rule === undefined) return [];
    const faults = rule.Next === undefined ? [`choice ${index} has no Next: expected a state; add it`] : [];
    if (language === 'JSONata') {
      if (rule.Condition === undefined) faults.push(`choice ${index} has no Condition: expected a JSONata expression; add it`);
      if (rule.Variable !== undefined) faults.push(`choice ${index} has Variable in a JSONata state: expected Condition; change it`);
      return faults;
    }
    if (rule.Condition !== undefined) return [...faults, `choice ${index} has Condition in a JSONPath state: expected Variable and a comparison; change it or set QueryLanguage JSONata`];
    return [...faults, ...comparisonFaults(rule, `choice ${index}`, true)];
  });
}

function comparisonFaults(rule: ObjectValue, where: string, isTop: boolean): readonly string[] {
  const operators = Object.keys(rule).filter((key) => !['Next', 'Variable', 'Comment', 'Assign', 'Output'].includes(key));
  if (operators.length !== 1 || !COMPARATORS.test(operators[0] as string)) return [`${where} compares by ${operators.join(', ') || 'nothing'}: expected one of And, Or, Not, StringEquals, NumericGreaterThan, IsPresent and their like; correct it`];
  const [operator] = operators as [string];
  const inner = operator === 'Not' ? [rule.Not] : list(rule[operator]) ?? [];
  if (['And', 'Or', 'Not'].includes(operator)) return inner.flatMap((one) => comparisonFaults(object(one) ?? { Variable: '$', IsNull: true }, where, false));
  const faults = rule.Variable === undefined ? [`${where} has no Variable: expected a path such as $.field; add it`] : [];
  if (!isTop && rule.Next !== undefined) faults.push(`${where} has a Next within And, Or or Not: expected it outside; move it`);
  return faults;
}

function retryFaults(state: ObjectValue): readonly string[] {
  const retries = list(state.Retry) ?? [];
  return retries.flatMap((value, index) => {
    const retry = object(value);
    if (retry === undefined) return [];
    const [attempts, rate, interval] = [number(retry.MaxAttempts), number(retry.BackoffRate), number(retry.IntervalSeconds)];
    return [
      ...errorsFaults(retry, index, retries.length, 'Retry'),
      ...attempts !== undefined && (attempts < 0 || attempts > 99999999) ? [`MaxAttempts ${attempts}: expected 0 to 99,999,999; change it`] : [],
      ...rate !== undefined && rate < 1 ? [`BackoffRate ${rate}: expected 1 at least; raise it`] : [],
      ...interval !== undefined && interval < 1 ? [`IntervalSeconds ${interval}: expected 1 at least; raise it`] : [],
    ];
  });
}

function catchFaults(state: ObjectValue): readonly string[] {
  const catches = list(state.Catch) ?? [];
  return catches.flatMap((value, index) => {
    const one = object(value);
    if (one === undefined) return [];
    return [...errorsFaults(one, index, catches.length, 'Catch'), ...one.Next === undefined ? ['a Catch without Next: expected a state; add it'] : []];
  });
}

function errorsFaults(holder: ObjectValue, index: number, count: number, what: string): readonly string[] {
  const errors = list(holder.ErrorEquals);
  if (holder.ErrorEquals === undefined || errors?.length === 0) return [`a ${what} without ErrorEquals: expected names of errors; add them`];
  if (!errors?.includes('States.ALL')) return [];
  if (errors.length > 1) return [`States.ALL with other errors in a ${what}: expected it alone; remove the others`];
  return index < count - 1 ? [`States.ALL in ${what} ${index} of ${count}: expected it in the last; move it`] : [];
}

function pathFaults(state: ObjectValue): readonly string[] {
  const faults: string[] = [];
  for (const field of ['InputPath', 'OutputPath', 'ResultPath', 'ItemsPath', 'SecondsPath', 'TimestampPath']) {
    const path = text(state[field]);
    if (path !== undefined && !path.startsWith('$') && !path.startsWith('States.')) faults.push(`${field} ${path}: expected a path such as $.field; correct it`);
  }
  for (const field of ['Parameters', 'ResultSelector', 'ItemSelector', 'Assign']) {
    eachEntry(state[field], (key, value) => {
      const path = text(value);
      if (!key.endsWith('.$')) return;
      if (path !== undefined && !/^(\$|States\.)/.test(path)) faults.push(`${field} ${key}: "${path}" is no path: expected $... or a function States.*; correct it or leave ".$" out`);
    });
  }
  return faults;
}

function expressionFaults(state: ObjectValue): readonly string[] {
  const faults: string[] = [];
  const look = (value: Value | undefined, where: string): void => {
    if (typeof value === 'string') {
      const isOpen = value.startsWith('{%');
      const isClosed = value.endsWith('%}');
      if (isOpen !== isClosed) faults.push(`${where} "${value}": expected an expression between {% and %}; close it`);
      else if (isOpen && balance(value) !== undefined) faults.push(`${where} "${value}": ${balance(value)}`);
      return;
    }
    (list(value) ?? []).forEach((member) => look(member, where));
    Object.entries(object(value) ?? {}).forEach(([key, member]) => {
      if (key.endsWith('.$')) faults.push(`${where} ${key}: expected no ".$" in JSONata; write {% ... %}`);
      look(member, where);
    });
  };
  for (const field of ['Arguments', 'Output', 'Assign', 'Items', 'ItemSelector', 'Seconds', 'Timestamp', 'Error', 'Cause']) look(state[field], field);
  for (const choice of list(state.Choices) ?? []) look(object(choice)?.Condition, 'Condition');
  return faults;
}

/** What is left open in an expression. */
function balance(expression: string): string | undefined {
  const open: string[] = [];
  const pairs: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
  const plain = expression.slice(2, -2).replace(/\/\*[\s\S]*?\*\//g, '').replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '""');
  if (/["'](?!["'])/.test(plain.replace(/""/g, ''))) return 'a text in quotes that does not end; close it';
  // A regular expression may hold any bracket.
  if (/[(,]\s*\//.test(plain)) return undefined;
  for (const character of plain) {
    if ('([{'.includes(character)) open.push(character);
    else if (pairs[character] !== undefined && open.pop() !== pairs[character]) return `"${character}" closes nothing; correct it`;
  }
  return open.length > 0 ? `"${open.at(-1)}" is not closed; close it` : undefined;
}

function eachEntry(value: Value | undefined, look: (key: string, value: Value | undefined) => void): void {
  (list(value) ?? []).forEach((member) => eachEntry(member, look));
  Object.entries(object(value) ?? {}).forEach(([key, member]) => {
    look(key, member);
    eachEntry(member, look);
  });
}
