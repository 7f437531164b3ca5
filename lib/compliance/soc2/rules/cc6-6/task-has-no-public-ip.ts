import { parseJson } from '../../../../cloudformation/json-document';
import { asList } from '../../../../cloudformation/policy';
import { isAbsent, list, object, text } from '../../../../cloudformation/read';
import type { Resource } from '../../../../cloudformation/resource';
import type { Value } from '../../../../cloudformation/value';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { compliantIf, NOT_APPLICABLE, unresolved } from '../../verdict';
import { isOpen, look } from '../support/look';
import { securityHub } from '../support/security-hub';
import { cloudFormation } from '../support/sources';

/** Where the network of tasks is chosen, by path. */
const PLACES: Readonly<Record<string, (resource: Resource) => readonly Place[]>> = {
  'AWS::ECS::Service': ({ properties }) => [{ path: 'NetworkConfiguration.AwsvpcConfiguration', value: look(properties, 'NetworkConfiguration', 'AwsvpcConfiguration') }],
  'AWS::ECS::TaskSet': ({ properties }) => [{ path: 'NetworkConfiguration.AwsVpcConfiguration', value: look(properties, 'NetworkConfiguration', 'AwsVpcConfiguration') }],
  'AWS::Scheduler::Schedule': ({ properties }) => [{
    path: 'Target.EcsParameters.NetworkConfiguration.AwsvpcConfiguration', value: look(properties, 'Target', 'EcsParameters', 'NetworkConfiguration', 'AwsvpcConfiguration'),
  }],
  'AWS::Events::Rule': (rule) => asList(rule.get('Targets')).map((target, index) => ({
    path: `Targets.${index}.EcsParameters.NetworkConfiguration.AwsVpcConfiguration`, value: look(target, 'EcsParameters', 'NetworkConfiguration', 'AwsVpcConfiguration'),
  })),
  'AWS::StepFunctions::StateMachine': (machine) => networksIn(definitionOf(machine)).map((value) => ({ path: 'Definition', value })),
};

interface Place { readonly path: string; readonly value: Value | undefined }

/** Tasks have no address on the internet. */
export const TASK_HAS_NO_PUBLIC_IP: Rule = {
  criterion: TrustServicesCriterion.CC6_6,
  name: 'TaskHasNoPublicIp',
  info: 'Tasks get a public address.',
  explanation: 'They can then be reached from the internet by whatever their security group lets through, beside the load balancer (CC6.6). Leave AssignPublicIp at DISABLED, and put tasks into subnets with a NAT gateway or endpoints.',
  sources: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-ecs-service-awsvpcconfiguration.html',
    cloudFormation('AWS::Scheduler::Schedule'), cloudFormation('AWS::Events::Rule'), securityHub('ecs'),
  ],
  resourceTypes: Object.keys(PLACES),
  check: (resource) => {
    const places = (PLACES[resource.type]?.(resource) ?? []).filter(({ value }) => !isAbsent(value));
    return places.length === 0 ? NOT_APPLICABLE : [...new Set(places.flatMap(checkPlace))];
  },
};

function checkPlace({ path, value }: Place): readonly string[] {
  const given = look(value, 'AssignPublicIp');
  if (isOpen(given)) return unresolved(`${path}.AssignPublicIp`);
  return compliantIf(text(given)?.toUpperCase() !== 'ENABLED', `${path}.AssignPublicIp`);
}

function definitionOf(machine: Resource): Value | undefined {
  const document = parseJson(machine.get('DefinitionString'));
  return document !== undefined && 'parsed' in document ? document.parsed : machine.get('Definition');
}

/** Networks that a state machine's tasks are given, wherever its states stand. */
function networksIn(value: Value | undefined): readonly Value[] {
  const members = [...list(value) ?? [], ...Object.values(object(value) ?? {})];
  const own = object(value)?.AwsvpcConfiguration;
  return [...own === undefined ? [] : [own], ...members.flatMap((member) => networksIn(member))];
}
