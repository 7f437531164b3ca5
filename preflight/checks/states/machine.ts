import { list, object, shown, text } from '../../../lib/cloudformation/read';
import type { ObjectValue, Value } from '../../../lib/cloudformation/value';
import { stateFaults } from './state';

/** Something wrong in a definition. */
export interface DefinitionFault {
  /** The state's name, or the path to what lies outside of one. */
  readonly at: string;
  readonly message: string;
}

/** JSONPath unless it says otherwise. */
export type QueryLanguage = 'JSONPath' | 'JSONata';

/** What Step Functions would refuse of a definition in the Amazon States Language. */
export function definitionFaults(definition: Value): readonly DefinitionFault[] {
  const machine = object(definition);
  if (machine === undefined) return [{ at: 'definition', message: 'no JSON object: expected { "StartAt": ..., "States": ... }' }];
  const faults: DefinitionFault[] = [];
  const language = languageOf(machine, 'JSONPath', 'definition', faults);
  checkScope(machine, language, language, 'definition', faults, new Set());
  return faults;
}

function languageOf(holder: ObjectValue, outer: QueryLanguage, at: string, faults: DefinitionFault[]): QueryLanguage {
  if (holder.QueryLanguage === undefined) return outer;
  const given = text(holder.QueryLanguage);
  if (given === 'JSONata' || given === 'JSONPath') return given;
  if (given !== undefined) faults.push({ at, message: `QueryLanguage ${given}: expected JSONata or JSONPath; correct it` });
  return outer;
}

function checkScope(scope: ObjectValue, language: QueryLanguage, outermost: QueryLanguage, at: string, faults: DefinitionFault[],
  names: Set<string>): void {
  const states = object(scope.States);
  if (states === undefined) {
    if (scope.States === undefined) faults.push({ at, message: 'no States: expected at least one; add it' });
    return;
  }
  const known = Object.keys(states);
  const start = text(scope.StartAt);
  if (scope.StartAt === undefined) faults.push({ at, message: `no StartAt: expected one of ${known.join(', ')}; add it` });
  else if (start !== undefined && !known.includes(start)) faults.push({ at, message: `StartAt ${start}: expected one of ${known.join(', ')}; correct it` });
  const reached = new Set<string>(start === undefined ? known : [start]);
  for (const [name, value] of Object.entries(states)) {
    if (names.has(name)) faults.push({ at: name, message: `two states are named ${name}: expected names that differ, also in branches and maps; rename one` });
    names.add(name);
    if (name.length > 80) faults.push({ at: name, message: `a state's name of ${name.length} characters: expected 80 at most; shorten it` });
    const state = object(value);
    if (state === undefined) continue;
    const own = languageOf(state, language, name, faults);
    if (outermost === 'JSONata' && own === 'JSONPath') faults.push({ at: name, message: 'a JSONPath state in a JSONata machine: expected JSONata; only the other way round is allowed' });
    for (const message of stateFaults(state, own)) faults.push({ at: name, message });
    for (const next of nextOf(state)) {
      if (known.includes(next)) reached.add(next);
      else faults.push({ at: name, message: `goes on to ${next}: expected one of ${known.join(', ')}; correct it` });
    }
    for (const inner of innerScopes(state)) checkScope(inner, own, outermost, name, faults, names);
  }
  // A state that only itself leads to is as lost as one that nothing leads to.
  const lost = reached.size < known.length || start !== undefined ? known.filter((name) => !isReached(name, start, states)) : [];
  if (start !== undefined && known.includes(start)) for (const name of lost) faults.push({ at: name, message: 'no state leads here: expected one; name it as Next somewhere or remove it' });
}

function isReached(name: string, start: string | undefined, states: ObjectValue): boolean {
  if (start === undefined) return true;
  const seen = new Set<string>();
  const open = [start];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    open.push(...nextOf(object(states[next]) ?? {}));
  }
  return seen.has(name);
}

function nextOf(state: ObjectValue): readonly string[] {
  const choices = (list(state.Choices) ?? []).map((choice) => object(choice)?.Next);
  const catches = (list(state.Catch) ?? []).map((one) => object(one)?.Next);
  return [state.Next, state.Default, ...choices, ...catches].map((value) => text(value)).filter((value) => value !== undefined);
}

function innerScopes(state: ObjectValue): readonly ObjectValue[] {
  return [...list(state.Branches) ?? [], state.ItemProcessor, state.Iterator].map((inner) => object(inner)).filter((inner) => inner !== undefined);
}

/** All the resources that tasks call, also within branches and maps. */
export function taskResources(definition: Value): readonly string[] {
  const scope = object(definition);
  return Object.values(object(scope?.States) ?? {}).flatMap((value) => {
    const state = object(value) ?? {};
    const own = state.Type === 'Task' && state.Resource !== undefined ? [shown(state.Resource)] : [];
    return [...own, ...innerScopes(state).flatMap((inner) => taskResources(inner as Value))];
  });
}
