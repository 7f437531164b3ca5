import type { CustomDomainOptions } from 'aws-cdk-lib/aws-cognito';

/** Where a user pool that is made here shows its pages. */
export interface PoolDomainOptions {
  /**
   * Prefix of the pages' address at Amazon, `https://<prefix>.auth.<region>.amazoncognito.com`: unique among all customers of the
   * region; 1 to 63 lower-case letters, digits and inner hyphens, without the words aws, amazon and cognito. Not beside `customDomain`.
   * A pool has one at a time: to change it later, delete the old domain by hand first.
   * @default - `luigi-`, and letters and digits that are this stack's alone
   */
  readonly domainPrefix?: string;
  /**
   * A domain of your own for the pages. Its certificate must be in us-east-1, its parent domain must resolve, and an alias record must
   * lead to `userPoolDomain.cloudFrontEndpoint`. GovCloud has none.
   * @default - a prefix of Amazon's domain
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-add-custom-domain.html
   */
  readonly customDomain?: CustomDomainOptions;
}
