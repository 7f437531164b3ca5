import { Aws, CfnCondition, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import type { IUserPoolDomain, UserPoolDomain } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';

/**
 * Origin of Cognito's hosted pages, such as `https://luigi.auth.eu-central-1.amazoncognito.com`.
 *
 * GovCloud has the same addresses with `auth-fips`, and only those.
 *
 * @param scope where a condition is made, if the region is only known at deployment
 * @throws Error where a domain that is brought is only known at deployment: a prefix and a whole domain can't be told apart then
 * @see https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/govcloud-cog.html
 */
export function hostedPagesUrl(scope: Construct, domain: IUserPoolDomain): string {
  if (hasBaseUrl(domain)) return byPartition(scope, domain.baseUrl(), domain.baseUrl({ fips: true }));
  const name = domain.domainName;
  if (Token.isUnresolved(name)) {
    throw new Error('userPoolDomain is only known at deployment, so that a prefix and a whole domain look alike: give userPoolDomainUrl too, such as https://login.example.com');
  }
  if (name.includes('.')) return `https://${name}`;
  const { region } = Stack.of(scope);
  return byPartition(scope, `https://${name}.auth.${region}.amazoncognito.com`, `https://${name}.auth-fips.${region}.amazoncognito.com`);
}

/** Made here, not brought by name. */
function hasBaseUrl(domain: IUserPoolDomain): domain is UserPoolDomain {
  return 'baseUrl' in domain;
}

function byPartition(scope: Construct, usual: string, fips: string): string {
  if (usual === fips) return usual;
  const stack = Stack.of(scope);
  if (!Token.isUnresolved(stack.region)) return stack.region.startsWith('us-gov-') ? fips : usual;
  govCloud(stack);
  // A condition holds in its stack only: whichever stack names the address has its own.
  return Lazy.uncachedString({ produce: ({ scope: user }) => Token.asString(Fn.conditionIf(govCloud(Stack.of(user)).logicalId, fips, usual)) });
}

/** One for a stack. */
function govCloud(stack: Stack): CfnCondition {
  const id = 'LuigiInGovCloud';
  return stack.node.tryFindChild(id) as CfnCondition | undefined
    ?? new CfnCondition(stack, id, { expression: Fn.conditionEquals(Aws.PARTITION, 'aws-us-gov') });
}
