import { asList } from '../../../../cloudformation/policy';
import { number, shown } from '../../../../cloudformation/read';
import { refersTo, resourcesIn } from '../../../../cloudformation/references';
import type { Resource } from '../../../../cloudformation/resource';
import { Unknown, type ObjectValue, type Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Estate } from '../../model/estate';
import type { Rule } from '../../rule';
import { COMPLIANT, compliantIf, NOT_APPLICABLE, unresolved } from '../../verdict';
import { TASK_DEFINITION } from '../support/containers';
import { look } from '../support/look';
import { groupOf, INGRESS, ingressOf, portsOf, SECURITY_GROUP, sourceOf, type Ingress, type Ports } from '../support/security-groups';
import { cloudFormation } from '../support/sources';

/**
 * Ports on which a scheduler of batch or cluster work, as it comes, takes orders from whoever reaches it: Luigi, Prefect, Dask (and its
 * dashboard), Spark's master and its REST server, YARN's ResourceManager, Ray's jobs and dashboard, Nomad, Docker without TLS.
 */
export const SCHEDULER_PORTS: readonly number[] = [8082, 4200, 8786, 8787, 7077, 6066, 8032, 8265, 4646, 2375];

const SERVICE = 'AWS::ECS::Service';

/** Where Luigi's listens unless told otherwise. */
const LUIGI = 8082;

/** So many ports are opened for the sake of one of them; wider ranges are for whatever there is. */
const NARROW = 1000;

/** A scheduler without login is reached by what is named, not by whoever has an address. */
export const SCHEDULER_PORT_ONLY_FROM_NAMED_GROUPS: Rule = {
  criterion: TrustServicesCriterion.CC6_6,
  name: 'SchedulerPortOnlyFromNamedGroups',
  info: 'The port of a scheduler that knows no login is open to a range of addresses, not to named security groups only.',
  explanation: `Whoever has an address of that range can start, stop and forge work on it (CC6.6). Let in security groups (SourceSecurityGroupId), and put a login before it for people. Ports that count: ${SCHEDULER_PORTS.join(', ')}; 8082 is Luigi's. A rule for more than ${NARROW} ports counts where a service of ECS with the group has one of them, or runs luigid; so does mapping one to the machine's own network.`,
  sources: [cloudFormation(SECURITY_GROUP), cloudFormation(INGRESS), 'https://luigi.readthedocs.io/en/stable/central_scheduler.html'],
  resourceTypes: [SECURITY_GROUP, INGRESS, TASK_DEFINITION],
  check: (resource, { estate }) => {
    if (resource.type === TASK_DEFINITION) return checkMappings(resource);
    const rules = ingressOf(resource).map((rule) => checkRule(rule, resource, estate));
    const found = rules.filter((verdict) => verdict !== NOT_APPLICABLE);
    return found.length === 0 ? NOT_APPLICABLE : found.flat();
  },
};

function checkRule({ path, rule }: Ingress, resource: Resource, estate: Estate): readonly string[] | typeof NOT_APPLICABLE {
  if (rule === undefined) return NOT_APPLICABLE;
  const ports = portsOf(rule);
  if (ports === undefined) {
    const mayOpen = sourceOf(rule) !== 'named' && isMeantForScheduler(rule, resource);
    return mayOpen ? unresolved(path === '' ? 'FromPort' : `${path}.FromPort`) : NOT_APPLICABLE;
  }
  const isMeant = ports.to - ports.from <= NARROW && SCHEDULER_PORTS.some((port) => isWithin(port, ports));
  if (!isMeant && !portsBehind(resource, estate).some((port) => isWithin(port, ports))) return NOT_APPLICABLE;
  // Which range it is doesn't matter: it is no group.
  return compliantIf(sourceOf(rule) === 'named', path);
}

function isWithin(port: number, { from, to }: Ports): boolean {
  return from <= port && port <= to;
}

/** Whether a port that is handed in is a scheduler's by what its parameter proposes. */
function isMeantForScheduler(rule: ObjectValue, { template }: Resource): boolean {
  const parameters = [rule.FromPort, rule.ToPort].flatMap((port) => port instanceof Unknown ? template.raw.Parameters?.[port.shown] ?? [] : []);
  return parameters.flatMap(({ Default: proposed, AllowedValues: values }) => [proposed, ...Array.isArray(values) ? values as unknown[] : []])
    .some((port) => SCHEDULER_PORTS.includes(Number(port)));
}

/** Ports of schedulers that the containers of services with the group have. */
function portsBehind(resource: Resource, estate: Estate): readonly number[] {
  const group = groupOf(resource);
  return group === undefined ? [] : estate.referringTo(group, SERVICE)
    .filter((service) => refersTo(service.get('NetworkConfiguration', 'AwsvpcConfiguration', 'SecurityGroups'), group))
    .flatMap((service) => resourcesIn(service.get('TaskDefinition')))
    .flatMap((task) => [...portsIn(task).map(({ port }) => port), ...asList(task.get('ContainerDefinitions')).flatMap(portOfLuigi)]);
}

interface MappedPort { readonly port: number; readonly path: string }

function portsIn(task: Resource): readonly MappedPort[] {
  return asList(task.get('ContainerDefinitions')).flatMap((container, index) => asList(look(container, 'PortMappings'))
    .flatMap((mapping, place) => portsMapped(mapping).map((port) => ({ port, path: `ContainerDefinitions.${index}.PortMappings.${place}` }))));
}

function portsMapped(mapping: Value): readonly number[] {
  const [from, to] = shown(look(mapping, 'ContainerPortRange')).split('-').map(Number);
  const port = number(look(mapping, 'ContainerPort'));
  return SCHEDULER_PORTS.filter((one) => one === port || from !== undefined && to !== undefined && isWithin(one, { from, to }));
}

/** Where a container that runs Luigi's scheduler listens: its network opens a port that nobody mapped, too. */
function portOfLuigi(container: Value): readonly number[] {
  const command = [...asList(look(container, 'EntryPoint')), ...asList(look(container, 'Command'))].map(shown).join(' ');
  if (!/(^|[\s/])luigid(\s|$)/.test(command)) return [];
  const given = /\s--port[\s=]+(\d+)/.exec(command)?.[1];
  return [given === undefined ? LUIGI : Number(given)];
}

/** In networks of its own a task's ports are behind its security groups; else they are the machine's, for whoever reaches that. */
function checkMappings(task: Resource): readonly string[] | typeof NOT_APPLICABLE {
  const ports = portsIn(task);
  if (ports.length === 0) return NOT_APPLICABLE;
  const mode = task.get('NetworkMode');
  if (mode === 'awsvpc' || mode === 'none' || asList(task.get('RequiresCompatibilities')).includes('FARGATE')) return COMPLIANT;
  return mode === undefined || typeof mode === 'string' ? ports.map(({ path }) => path) : unresolved('NetworkMode');
}
