import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import type { IConstruct } from 'constructs';
import { renderedProperties } from '../cloudformation/rendered';
import { accessPath } from '../contract/parameter-names';
import { quoted } from '../messages/quoted';
import type { AccessRegistry } from './access-registry';
import { readableText } from './resolved-text';

/**
 * Parameters of the app that the gateway would read as mappings, and that no mapping construct makes: they would be granted without a line
 * in the access matrix, and without a notice, since CloudFormation writes them.
 */
export function unseenMappings(registry: AccessRegistry, root: IConstruct): string[] {
  const seen = new Set(registry.mappings.map(({ scope }) => scope.node.tryFindChild('Resource')));
  return root.node.findAll()
    .filter((node): node is CfnResource => CfnResource.isCfnResource(node) && !seen.has(node))
    .filter(({ cfnResourceType }) => cfnResourceType === CfnParameter.CFN_RESOURCE_TYPE_NAME)
    .flatMap((parameter) => {
      const name = readableText(renderedProperties(parameter)['Name']);
      const services = registry.services.map(({ service }) => service)
        .filter((service) => mayBeTogether(Stack.of(parameter), service) && name.startsWith(`${accessPath(service.serviceName)}/`));
      return services.length === 0 ? [] : [
        `got the parameter ${quoted(name)} at ${parameter.node.path}, expected mappings of the Luigi service by mapRole() or AccessMapping: the access matrix shows no others; make it one`,
      ];
    });
}

function mayBeTogether(stack: Stack, { env }: { readonly env: { readonly account: string; readonly region: string } }): boolean {
  return (['account', 'region'] as const).every((what) => stack[what] === env[what] || Token.isUnresolved(stack[what]) || Token.isUnresolved(env[what]));
}
