import { asList } from '../../../../cloudformation/policy';
import { object } from '../../../../cloudformation/read';
import { TrustServicesCriterion } from '../../../trust-services-criterion';
import type { Rule } from '../../rule';
import { unresolved } from '../../verdict';
import { CONTAINER_TYPES, eachContainer } from '../support/containers';
import { checkVariable } from '../support/environment';
import { look } from '../support/look';
import { securityHub } from '../support/security-hub';
import { CDK_NAG_RULES, cloudFormation } from '../support/sources';

/** A container gets its secrets by Secrets, not in its environment. */
export const CONTAINER_ENVIRONMENT_HOLDS_NO_SECRET: Rule = {
  criterion: TrustServicesCriterion.CC6_1,
  name: 'ContainerEnvironmentHoldsNoSecret',
  info: 'A container is given a secret as plain text in its environment.',
  explanation: 'Whoever may describe the task definition reads it, and it stays in every revision (CC6.1). Keep it in Secrets Manager, or in a SecureString of Systems Manager, and name it under Secrets of the container.',
  sources: [
    CDK_NAG_RULES, securityHub('ecs'), cloudFormation('AWS::ECS::TaskDefinition'),
    'https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html',
  ],
  resourceTypes: CONTAINER_TYPES,
  check: (resource) => eachContainer(resource, ({ name, config }) => asList(config.Environment).flatMap((variable) =>
    object(variable) === undefined ? unresolved(`${name}.Environment`) : checkVariable(look(variable, 'Name'), look(variable, 'Value'), resource, `${name}.`))),
};
