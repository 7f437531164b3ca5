import { CfnResource, Stack, Token } from 'aws-cdk-lib';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import type { IConstruct } from 'constructs';
import { renderedProperties } from '../cloudformation/rendered';
import { accessPath, controlPath } from '../contract/parameter-names';
import { quoted } from '../messages/quoted';
import type { AccessRegistry } from './access-registry';
import { readableText } from './resolved-text';

/**
 * Parameters of the app that the gateway would read as mappings, and that no mapping construct makes: they would be granted without a line
 * in the access matrix, and without a notice, since CloudFormation writes them. And such as say who is shut out: the next deployment would
 * let in whom somebody has shut out since.
 */
export function unseenMappings(registry: AccessRegistry, root: IConstruct): string[] {
  const seen = new Set(registry.mappings.map(({ scope }) => scope.node.tryFindChild('Resource')));
  return root.node.findAll()
    .filter((node): node is CfnResource => CfnResource.isCfnResource(node) && !seen.has(node))
    .filter(({ cfnResourceType }) => cfnResourceType === CfnParameter.CFN_RESOURCE_TYPE_NAME)
    .flatMap((parameter) => {
      const name = readableText(renderedProperties(parameter)['Name']);
      const services = registry.services.map(({ service }) => service).filter((service) => mayBeTogether(Stack.of(parameter), service));
      const isBelow = (pathOf: (serviceName: string) => string): boolean => services.some(({ serviceName }) => name.startsWith(`${pathOf(serviceName)}/`));
      const got = `got the parameter ${quoted(name)} at ${parameter.node.path}, expected`;
      return [
        ...isBelow(accessPath) ? [`${got} mappings of the Luigi service by mapRole() or AccessMapping: the access matrix shows no others; make it one`] : [],
        ...isBelow(controlPath) ? [`${got} none in an app: a deployment would let in whom somebody has shut out since; write it by hand (docs/operations.md)`] : [],
      ];
    });
}

function mayBeTogether(stack: Stack, { env }: { readonly env: { readonly account: string; readonly region: string } }): boolean {
  return (['account', 'region'] as const).every((what) => stack[what] === env[what] || Token.isUnresolved(stack[what]) || Token.isUnresolved(env[what]));
}
