import { asList } from '../../../../cloudformation/policy';
import { isAbsent, object, shown, text } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';
import type { ObjectValue, Value } from '../../../../cloudformation/value';
import { joined, NOT_APPLICABLE, unresolved, type Verdict } from '../../verdict';
import { look } from './look';

export const TASK_DEFINITION = 'AWS::ECS::TaskDefinition';

/** What runs containers and says how. */
export const CONTAINER_TYPES = [TASK_DEFINITION, 'AWS::Batch::JobDefinition'];

/** A container of a task or job. */
export interface Container {
  /** As findings name it. */
  readonly name: string;
  readonly config: ObjectValue;
}

/** Judges each container of a task definition or Batch job definition; those of Windows know nothing of a Linux user or kernel. */
export function eachLinuxContainer(resource: Resource, judge: (container: Container) => readonly string[]): Verdict {
  return isWindows(resource) ? NOT_APPLICABLE : eachContainer(resource, judge);
}

/** Judges each container of a task definition or Batch job definition. */
export function eachContainer(resource: Resource, judge: (container: Container) => readonly string[]): Verdict {
  return joined(groupsOf(resource).flatMap(({ path, containers }) => asList(containers).map((given, index) => {
    const config = object(given);
    return config === undefined ? unresolved(path) : judge({ name: isAbsent(config.Name) ? `${path}.${index}` : shown(config.Name), config });
  })));
}

interface Group { readonly path: string; readonly containers: Value | undefined }

function groupsOf(resource: Resource): readonly Group[] {
  if (resource.type === TASK_DEFINITION) return [{ path: 'ContainerDefinitions', containers: resource.get('ContainerDefinitions') }];
  const nodes = asList(look(resource.properties, 'NodeProperties', 'NodeRangeProperties'));
  return [
    { path: 'ContainerProperties', containers: resource.get('ContainerProperties') },
    ...tasksIn(resource.properties, ''),
    ...nodes.flatMap((node, index) => {
      const path = `NodeProperties.NodeRangeProperties.${index}.`;
      return [{ path: `${path}Container`, containers: look(node, 'Container') }, ...tasksIn(node, path)];
    }),
  ];
}

function tasksIn(value: Value, path: string): readonly Group[] {
  return asList(look(value, 'EcsProperties', 'TaskProperties'))
    .map((task, index) => ({ path: `${path}EcsProperties.TaskProperties.${index}.Containers`, containers: look(task, 'Containers') }));
}

function isWindows(resource: Resource): boolean {
  const platforms = [resource.get('RuntimePlatform'), look(resource.get('ContainerProperties'), 'RuntimePlatform')];
  return platforms.some((platform) => text(look(platform, 'OperatingSystemFamily'))?.toUpperCase().startsWith('WINDOWS') === true);
}
