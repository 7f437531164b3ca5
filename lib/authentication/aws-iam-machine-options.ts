import type { IRole } from 'aws-cdk-lib/aws-iam';

/** IAM roles of one account that may call. One of `allowedRoles` and `allowedRoleArns` is needed. */
export interface AwsIamMachineOptions {
  /**
   * The account's issuer of web identity tokens, such as `https://1a2b3c4d-….tokens.sts.global.api.aws`, letter by letter: each account has its
   * own. `aws iam enable-outbound-web-identity-federation` makes and tells it, `aws iam get-outbound-web-identity-federation-info` tells it again.
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_getting_started.html
   */
  readonly issuer: string;
  /**
   * Roles of that account that may call; mappings say what they may do.
   * @default - those of `allowedRoleArns`
   */
  readonly allowedRoles?: IRole[];
  /**
   * Roles of that account that may call, by ARN: exact with the role's path, or all below a path by `/*` at the end
   * (`arn:aws:iam::111122223333:role/ci/*`). Partition and account are always spelled out.
   * @default - those of `allowedRoles`
   */
  readonly allowedRoleArns?: string[];
  /**
   * Audience that tokens are asked for.
   * @default - `https://<host name>`
   */
  readonly audience?: string;
  /**
   * Name of the issuer, one of a kind in the service: lower-case letters, digits and inner hyphens, 32 at most.
   * @default 'aws'
   */
  readonly name?: string;
}
