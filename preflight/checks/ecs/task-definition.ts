import { at, completeList, list, objects, reference, text } from '../../../lib/cloudformation/read';
import type { Resource } from '../../../lib/cloudformation/resource';
import { target } from '../../../lib/cloudformation/template';
import type { ObjectValue, Value } from '../../../lib/cloudformation/value';

/** The type of a task definition. */
export const TASK_DEFINITION = 'AWS::ECS::TaskDefinition';
/** The type of a service. */
export const SERVICE = 'AWS::ECS::Service';

/** The containers of a task definition. */
export function containersOf(task: Resource): readonly ObjectValue[] {
  return objects(task.get('ContainerDefinitions'));
}

/** The names of its containers; `undefined` where one of them isn't known. */
export function containerNames(task: Resource): readonly string[] | undefined {
  return namesOf(task.get('ContainerDefinitions'));
}

/** The names of a list's members; `undefined` where one of them isn't known. */
export function namesOf(members: Value | undefined): readonly string[] | undefined {
  if (members === undefined) return [];
  const names = completeList(members)?.map((member) => text(at(member, 'Name')));
  return names?.every((name) => name !== undefined) ? names as string[] : undefined;
}

/** Whether it is meant for Fargate. */
export function isFargate(task: Resource): boolean {
  return list(task.get('RequiresCompatibilities'))?.includes('FARGATE') ?? false;
}

/** The task definition of a service, where it is in the assembly. */
export function taskDefinitionOf(service: Resource): Resource | undefined {
  const task = target(reference(service.get('TaskDefinition')));
  return task?.type === TASK_DEFINITION ? task : undefined;
}

/** `web`, or its place in the list. */
export function nameOf(container: ObjectValue, index: number): string {
  return text(container.Name) ?? String(index);
}
