import { at, number, object, objects, shown, text, texts } from '../../../lib/cloudformation/read';
import { type Check, resourceCheck } from '../check';
import { containerNames, containersOf, isFargate, nameOf, namesOf, TASK_DEFINITION } from './task-definition';

/** What the containers of one task definition say about each other. */
export const CONTAINER_CHECKS: readonly Check[] = [
  resourceCheck('ecs-container-names', [TASK_DEFINITION], (task, found) => {
    const names = containersOf(task).map(({ Name }) => text(Name)).filter((name) => name !== undefined);
    for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index))) {
      found(`two containers are named ${name}: expected names that differ; rename one`, 'ContainerDefinitions');
    }
    for (const name of names.filter((one) => !/^[A-Za-z0-9_-]{1,255}$/.test(one))) {
      found(`container name ${name}: expected letters, digits, "-" and "_", at most 255 of them; rename it`, 'ContainerDefinitions');
    }
  }),

  resourceCheck('ecs-family', [TASK_DEFINITION], (task, found) => {
    const family = text(task.get('Family'));
    if (family !== undefined && !/^[A-Za-z0-9_-]{1,255}$/.test(family)) {
      found(`family ${family}: expected letters, digits, "-" and "_", at most 255 of them; rename it`, 'Family');
    }
  }),

  resourceCheck('ecs-mount-point-volume', [TASK_DEFINITION], (task, found) => {
    const volumes = namesOf(task.get('Volumes'));
    containersOf(task).forEach((container, index) => objects(container.MountPoints).forEach((mount, point) => {
      const volume = text(mount.SourceVolume);
      if (volumes === undefined || volume === undefined || volumes.includes(volume)) return;
      found(`container ${nameOf(container, index)} mounts volume ${volume}: expected ${oneOf(volumes)}; add the volume or name another`, `ContainerDefinitions.${index}.MountPoints.${point}`);
    }));
    const names = volumes ?? [];
    for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index))) {
      found(`two volumes are named ${name}: expected names that differ; rename one`, 'Volumes');
    }
  }),

  resourceCheck('ecs-mount-path', [TASK_DEFINITION], (task, found) => containersOf(task).forEach((container, index) => {
    const paths = objects(container.MountPoints).map(({ ContainerPath }) => text(ContainerPath)).filter((path) => path !== undefined);
    for (const path of new Set(paths.filter((one, point) => paths.indexOf(one) !== point))) {
      found(`container ${nameOf(container, index)} mounts two volumes at ${path}: expected one; move the other`, `ContainerDefinitions.${index}.MountPoints`);
    }
  })),

  resourceCheck('ecs-volumes-from', [TASK_DEFINITION], (task, found) => {
    const names = containerNames(task);
    containersOf(task).forEach((container, index) => objects(container.VolumesFrom).forEach(({ SourceContainer }) => {
      const source = text(SourceContainer);
      if (names === undefined || source === undefined || names.includes(source)) return;
      found(`container ${nameOf(container, index)} takes the volumes of ${source}: expected ${oneOf(names)}; name one that exists`, `ContainerDefinitions.${index}.VolumesFrom`);
    }));
  }),

  resourceCheck('ecs-depends-on', [TASK_DEFINITION], (task, found) => {
    const names = containerNames(task);
    if (names === undefined) return;
    const containers = containersOf(task);
    containers.forEach((container, index) => objects(container.DependsOn).forEach((dependency, place) => {
      const on = text(dependency.ContainerName);
      const where = `ContainerDefinitions.${index}.DependsOn.${place}`;
      if (on === undefined) return;
      const other = containers.find(({ Name }) => Name === on);
      if (other === undefined) {
        found(`container ${nameOf(container, index)} waits for ${on}: expected ${oneOf(names)}; name a container of this task definition`, where);
      } else if (dependency.Condition === 'HEALTHY' && other.HealthCheck === undefined) {
        found(`container ${nameOf(container, index)} waits for ${on} to be HEALTHY, which has no health check: expected one; give it a HealthCheck or wait for START`, where);
      } else if (['COMPLETE', 'SUCCESS'].includes(text(dependency.Condition) ?? '') && (other.Essential === undefined || other.Essential === true)) {
        found(`container ${nameOf(container, index)} waits for ${on} to end with ${text(dependency.Condition)}, though that is essential: expected Essential false; the task would stop with it`, where);
      }
    }));
    const cycle = cycleIn(new Map(containers.map(({ Name, DependsOn }) => [text(Name) ?? '', objects(DependsOn).map(({ ContainerName }) => text(ContainerName) ?? '')])));
    if (cycle !== undefined) found(`containers wait for each other: ${cycle.join(' -> ')}; expected an order; take one dependency away`, 'ContainerDefinitions');
  }),

  resourceCheck('ecs-environment-names', [TASK_DEFINITION], (task, found) => containersOf(task).forEach((container, index) => {
    const secrets = objects(container.Secrets).map(({ Name }) => text(Name)).filter((name) => name !== undefined);
    const variables = objects(container.Environment).map(({ Name }) => text(Name));
    for (const name of new Set(secrets)) {
      if (variables.includes(name)) {
        found(`container ${nameOf(container, index)} has ${name} as a secret and as an environment variable: expected one of them; remove the other`, `ContainerDefinitions.${index}.Secrets`);
      } else if (secrets.filter((one) => one === name).length > 1) {
        found(`container ${nameOf(container, index)} has two secrets named ${name}: expected names that differ; rename one`, `ContainerDefinitions.${index}.Secrets`);
      }
    }
  })),

  resourceCheck('ecs-environment-file', [TASK_DEFINITION], (task, found) => containersOf(task).forEach((container, index) => {
    for (const file of objects(container.EnvironmentFiles)) {
      const arn = text(file.Value);
      if (arn !== undefined && !/^arn:[\w-]+:s3:::.+\.env$/.test(arn)) {
        found(`environment file ${arn}: expected the ARN of an object in S3 whose name ends in .env; rename it`, `ContainerDefinitions.${index}.EnvironmentFiles`);
      }
    }
  })),

  resourceCheck('ecs-image-name', [TASK_DEFINITION], (task, found) => containersOf(task).forEach((container, index) => {
    const image = text(container.Image);
    if (image !== undefined && !IMAGE.test(image)) {
      found(`image "${image}": expected [registry/]name[:tag][@sha256:digest], the name in lower case; correct it`, `ContainerDefinitions.${index}.Image`);
    }
  })),

  resourceCheck('ecs-firelens', [TASK_DEFINITION], (task, found) => {
    const containers = containersOf(task);
    const routers = containers.filter(({ FirelensConfiguration }) => FirelensConfiguration !== undefined);
    if (containerNames(task) === undefined) return;
    const user = containers.findIndex((container) => at(container, 'LogConfiguration', 'LogDriver') === 'awsfirelens');
    if (user >= 0 && routers.length === 0) {
      found('log driver awsfirelens without a container that has a FirelensConfiguration: expected one; add the log router', `ContainerDefinitions.${user}.LogConfiguration`);
    }
    if (routers.length > 1) found(`${routers.length} containers have a FirelensConfiguration: expected one at most; keep one`, 'ContainerDefinitions');
  }),

  resourceCheck('ecs-log-options', [TASK_DEFINITION], (task, found) => containersOf(task).forEach((container, index) => {
    const given = at(container, 'LogConfiguration', 'Options');
    if (at(container, 'LogConfiguration', 'LogDriver') !== 'awslogs' || given !== undefined && object(given) === undefined) return;
    const options = (name: string) => at(container, 'LogConfiguration', 'Options', name);
    const where = `ContainerDefinitions.${index}.LogConfiguration.Options`;
    const mode = options('mode');
    if (options('awslogs-group') === undefined) found('driver awslogs without awslogs-group: expected the name of a log group; add it', where);
    if (options('awslogs-region') === undefined) found('driver awslogs without awslogs-region: expected a region; add it', where);
    if (mode !== undefined && text(mode) !== undefined && !['blocking', 'non-blocking'].includes(text(mode) ?? '')) {
      found(`mode ${text(mode)}: expected blocking or non-blocking; correct it`, where);
    }
    if (options('max-buffer-size') !== undefined && mode === 'blocking') {
      found('max-buffer-size with mode blocking: expected mode non-blocking; set it or remove the size', where);
    }
    if (options('awslogs-datetime-format') !== undefined && options('awslogs-multiline-pattern') !== undefined) {
      found('awslogs-datetime-format with awslogs-multiline-pattern: expected one of them; remove the other', where);
    }
    const bad = Object.keys(at(container, 'LogConfiguration', 'Options') ?? {}).find((name) => name.startsWith('awslogs-') && !AWSLOGS_OPTIONS.has(name));
    if (bad !== undefined) found(`log option ${bad} is unknown to the driver awslogs: expected ${[...AWSLOGS_OPTIONS].join(', ')}; correct it`, where);
  })),

  resourceCheck('ecs-container-size', [TASK_DEFINITION], (task, found) => {
    const containers = containersOf(task);
    const memory = number(task.get('Memory'));
    const cpu = number(task.get('Cpu'));
    const sum = (key: string) => containers.reduce((total, container) => total + (number(container[key]) ?? 0), 0);
    containers.forEach((container, index) => {
      const [hard, soft] = [number(container.Memory), number(container.MemoryReservation)];
      const where = `ContainerDefinitions.${index}`;
      if (hard !== undefined && soft !== undefined && soft > hard) {
        found(`container ${nameOf(container, index)} reserves ${soft} MiB of at most ${hard}: expected no more; lower MemoryReservation`, where);
      }
      if (hard !== undefined && memory !== undefined && hard > memory) {
        found(`container ${nameOf(container, index)} may use ${hard} MiB of the task's ${memory}: expected no more; raise the task's Memory`, where);
      }
      const hasNone = container.Memory === undefined && container.MemoryReservation === undefined && task.get('Memory') === undefined;
      if (hasNone && !isFargate(task)) found(`container ${nameOf(container, index)} has neither Memory nor MemoryReservation: expected one, or Memory of the task`, where);
    });
    if (memory !== undefined && sum('MemoryReservation') > memory) {
      found(`containers reserve ${sum('MemoryReservation')} MiB of the task's ${memory}: expected no more; raise the task's Memory`, 'Memory');
    }
    if (cpu !== undefined && sum('Cpu') > cpu) found(`containers take ${sum('Cpu')} CPU units of the task's ${cpu}: expected no more; raise the task's Cpu`, 'Cpu');
  }),

  resourceCheck('ecs-health-check', [TASK_DEFINITION], (task, found) => containersOf(task).forEach((container, index) => {
    const where = `ContainerDefinitions.${index}.HealthCheck`;
    for (const [key, least, most] of [['Interval', 5, 300], ['Timeout', 2, 120], ['Retries', 1, 10], ['StartPeriod', 0, 300]] as const) {
      const value = number(at(container, 'HealthCheck', key));
      if (value !== undefined && (value < least || value > most)) found(`${key} ${value}: expected ${least} to ${most}; change it`, `${where}.${key}`);
    }
    const command = at(container, 'HealthCheck', 'Command');
    const [first] = texts(command);
    if (Array.isArray(command) && first !== undefined && shown(command[0] as string) === first && !['CMD', 'CMD-SHELL', 'NONE'].includes(first)) {
      found(`health check command begins with "${first}": expected CMD, CMD-SHELL or NONE; put one first`, `${where}.Command`);
    }
  })),

  resourceCheck('ecs-container-limits', [TASK_DEFINITION], (task, found) => {
    const containers = containersOf(task);
    if (containers.length > 10) found(`${containers.length} containers: expected 10 at most; split the task`, 'ContainerDefinitions');
    containers.forEach((container, index) => {
      for (const mapping of objects(container.PortMappings)) {
        const port = number(mapping.ContainerPort);
        if (port !== undefined && (port < 1 || port > 65535)) found(`port ${port}: expected 1 to 65,535; correct it`, `ContainerDefinitions.${index}.PortMappings`);
      }
      for (const { Name, SoftLimit, HardLimit } of objects(container.Ulimits)) {
        const [soft, hard] = [number(SoftLimit), number(HardLimit)];
        if (soft !== undefined && hard !== undefined && soft > hard && hard >= 0) found(`limit ${text(Name)} of ${soft}, at most ${hard}: expected the soft one no higher; lower it`, `ContainerDefinitions.${index}.Ulimits`);
      }
    });
  }),

  resourceCheck('ecs-port-mappings', [TASK_DEFINITION], (task, found) => {
    const mappings = containersOf(task).flatMap(({ PortMappings }) => objects(PortMappings));
    const names = mappings.map(({ Name }) => text(Name)).filter((name) => name !== undefined);
    for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index))) {
      found(`two port mappings are named ${name}: expected names that differ; rename one`, 'ContainerDefinitions');
    }
    const taken = new Map<string, string>();
    containersOf(task).forEach((container, index) => objects(container.PortMappings).forEach((mapping, place) => {
      const port = number(mapping.ContainerPort);
      const host = text(task.get('NetworkMode')) === 'awsvpc' ? port : number(mapping.HostPort);
      if (host === undefined || host === 0) return;
      const key = `${host}/${text(mapping.Protocol) ?? 'tcp'}`;
      const other = taken.get(key);
      const name = nameOf(container, index);
      if (other !== undefined) found(`container ${name} listens on ${key}, as ${other} does: expected ports that differ within a task; change one`, `ContainerDefinitions.${index}.PortMappings.${place}`);
      else taken.set(key, name);
    }));
  }),
];

const IMAGE = /^(?:[A-Za-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/;
const AWSLOGS_OPTIONS = new Set([
  'awslogs-create-group', 'awslogs-region', 'awslogs-group', 'awslogs-stream-prefix', 'awslogs-stream', 'awslogs-datetime-format', 'awslogs-multiline-pattern',
  'awslogs-endpoint', 'awslogs-force-flush-interval-seconds', 'awslogs-credentials-endpoint', 'awslogs-create-stream', 'awslogs-format',
]);

/** `a, b or c`. */
function oneOf(names: readonly string[]): string {
  return names.length === 0 ? 'none, as there are none' : `one of ${names.join(', ')}`;
}

/** Names that lead back to where they began. */
function cycleIn(edges: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const done = new Set<string>();
  const follow = (name: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name];
    if (done.has(name)) return undefined;
    for (const next of edges.get(name) ?? []) {
      const cycle = follow(next, [...path, name]);
      if (cycle !== undefined) return cycle;
    }
    done.add(name);
    return undefined;
  };
  for (const name of edges.keys()) {
    const cycle = follow(name, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}
