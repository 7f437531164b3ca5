import { Stack, type CfnResource } from 'aws-cdk-lib';

/** A resource's properties as its template will have them: with what was overridden, whatever class made it. */
export function renderedProperties(resource: CfnResource): { readonly [name: string]: unknown } {
  const { Resources = {} } = Stack.of(resource).resolve((resource as RendersItself)._toCloudFormation()) as Rendered;
  return Object.values(Resources)[0]?.Properties ?? {};
}

interface Rendered {
  readonly Resources?: { readonly [logicalId: string]: { readonly Properties?: { readonly [name: string]: unknown } } };
}

/** How every element tells CDK what it adds to the template; CDK keeps it out of its type declarations. */
interface RendersItself extends CfnResource {
  _toCloudFormation(): object;
}
