import { parseJson } from '../../../lib/cloudformation/json-document';
import { at, isAbsent, knownLength, list, object, objects, reference, shown, text } from '../../../lib/cloudformation/read';
import type { Resource } from '../../../lib/cloudformation/resource';
import { target } from '../../../lib/cloudformation/template';
import type { Value } from '../../../lib/cloudformation/value';
import { type Check, resourceCheck } from '../check';
import { mayDo, roleOf } from '../support/role';
import { definitionFaults, taskResources } from './machine';

const MACHINE = 'AWS::StepFunctions::StateMachine';

/** State machines. */
export const STATE_MACHINE_CHECKS: readonly Check[] = [
  resourceCheck('states-definition', [MACHINE], (machine, found) => {
    const length = knownLength(machine.get('DefinitionString'));
    if (length > 1048576) found(`a definition of ${length.toLocaleString('en')} characters: expected 1 MB at most; split it`, 'DefinitionString');
    const given = ['DefinitionString', 'Definition', 'DefinitionS3Location'].filter((key) => !isAbsent(machine.get(key)));
    if (given.length !== 1) found(`${given.length === 0 ? 'no definition' : given.join(' and ')}: expected one of DefinitionString, Definition, DefinitionS3Location`);
    const document = documentOf(machine);
    if (document === undefined) return;
    if ('error' in document) {
      // A substitution may stand where JSON expects something else than a text.
      if (machine.get('DefinitionSubstitutions') === undefined) found(`a definition that is no JSON: ${document.error}; correct it`, 'DefinitionString');
      return;
    }
    for (const { at: where, message } of definitionFaults(document.parsed)) found(message, `definition, ${where}`);
  }),

  resourceCheck('states-settings', [MACHINE], (machine, found) => {
    const name = text(machine.get('StateMachineName'));
    if (name !== undefined && (name.length > 80 || /[\s<>{}[\]?*"#%\\^|~`$&,;:/]/.test(name))) found(`state machine ${name}: expected at most 80 characters, without spaces, brackets, wildcards and <>"#%\\^|~\`$&,;:/; rename it`, 'StateMachineName');
    const level = text(machine.get('LoggingConfiguration', 'Level'));
    const destinations = list(machine.get('LoggingConfiguration', 'Destinations')) ?? [];
    if (level !== undefined && level !== 'OFF' && machine.get('LoggingConfiguration', 'Destinations') === undefined) found(`log level ${level} without Destinations: expected a log group; add it`, 'LoggingConfiguration');
    for (const destination of destinations) {
      const arn = at(destination, 'CloudWatchLogsLogGroup', 'LogGroupArn');
      const known = text(arn) ?? '';
      if (known !== '' && !known.endsWith(':*')) found(`log group ${known}: expected its ARN to end in :*; add it`, 'LoggingConfiguration');
    }
  }),

  resourceCheck('states-role-rights', [MACHINE], (machine, found, assembly) => {
    const role = roleOf(machine.get('RoleArn'));
    if (role === undefined) return;
    const level = text(machine.get('LoggingConfiguration', 'Level'));
    if (level !== undefined && level !== 'OFF' && !mayDo(role, 'logs:CreateLogDelivery', assembly)) found(`role ${role.logicalId} may not logs:CreateLogDelivery, which logging needs: expected the log delivery actions on "*"; add them`, 'LoggingConfiguration');
    const document = documentOf(machine);
    if (document === undefined || 'error' in document) return;
    const synced = taskResources(document.parsed).find((resource) => /:states:::(ecs:runTask|states:startExecution|batch:submitJob)\.sync/.test(resource));
    if (synced !== undefined && !['events:PutRule', 'events:PutTargets', 'events:DescribeRule'].every((action) => mayDo(role, action, assembly))) {
      found(`role ${role.logicalId} may not events:PutRule, events:PutTargets and events:DescribeRule, which ${synced} needs: expected them on the rule StepFunctionsGetEventsFor...; add them`, 'RoleArn');
    }
  }),

  resourceCheck('states-express', [MACHINE], (machine, found) => {
    if (text(machine.get('StateMachineType')) !== 'EXPRESS') return;
    const document = documentOf(machine);
    if (document === undefined || 'error' in document) return;
    const bad = taskResources(document.parsed).find((resource) => /\.(sync(:\d)?|waitForTaskToken)$/.test(resource));
    if (bad !== undefined) found(`an express workflow that waits for ${bad}: expected request and response only; use type STANDARD`, 'StateMachineType');
  }),

  resourceCheck('states-ecs-task', [MACHINE], (machine, found) => {
    const document = documentOf(machine);
    if (document === undefined || 'error' in document) return;
    eachTask(document.parsed, (name, state) => {
      if (!/:states:::ecs:runTask/.test(shown(state.Resource))) return;
      const call = object(state.Parameters) ?? object(state.Arguments);
      const task = target(reference(call?.TaskDefinition));
      const overrides = call?.Overrides;
      if (task?.type === 'AWS::ECS::TaskDefinition') {
        const names = objects(task.get('ContainerDefinitions')).map((container) => text(container.Name));
        const wrong = objects(at(overrides, 'ContainerOverrides')).map((override) => text(override.Name)).find((one) => one !== undefined && !names.includes(undefined) && !names.includes(one));
        if (wrong !== undefined) found(`overrides container ${wrong}, which is not in task definition ${task.logicalId}: expected one of ${names.join(', ')}; correct Name`, `definition, ${name}`);
      }
      if (overrides !== undefined && knownSize(overrides) > 8192) found(`overrides of ${knownSize(overrides)} characters: expected 8,192 at most; shorten them`, `definition, ${name}`);
      if (call !== undefined && call.TaskDefinition === undefined && call['TaskDefinition.$'] === undefined) found('runs a task without TaskDefinition: expected one; add it', `definition, ${name}`);
      const isFargate = call?.LaunchType === 'FARGATE' || task?.get('NetworkMode') === 'awsvpc';
      if (isFargate && call !== undefined && call.NetworkConfiguration === undefined && call['NetworkConfiguration.$'] === undefined) found('runs a task in awsvpc mode without NetworkConfiguration: expected subnets; add it', `definition, ${name}`);
    });
  }),
];

function documentOf(machine: Resource) {
  const definition = machine.get('Definition');
  return object(definition) !== undefined ? { parsed: definition as Value } : parseJson(machine.get('DefinitionString'));
}

function knownSize(value: Value): number {
  return shown(value).replace(/\$\{[^}]*\}/g, '').length;
}

function eachTask(scope: Value, look: (name: string, state: Readonly<Record<string, Value | undefined>>) => void): void {
  for (const [name, value] of Object.entries(object(object(scope)?.States) ?? {})) {
    const state = object(value);
    if (state === undefined) continue;
    if (state.Type === 'Task') look(name, state);
    for (const inner of [...list(state.Branches) ?? [], state.ItemProcessor, state.Iterator]) if (inner !== undefined) eachTask(inner, look);
  }
}
