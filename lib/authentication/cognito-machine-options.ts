import type { IUserPool, IUserPoolClient } from 'aws-cdk-lib/aws-cognito';

/** Clients of a Cognito user pool that get their tokens by client credentials. */
export interface CognitoMachineOptions {
  /** The user pool. */
  readonly userPool: IUserPool;
  /**
   * App clients that may call: with a secret, with the client credentials flow only, and without a way for people to sign in by API unless
   * there is a `scope`. Those of this app are checked, however they are brought; nothing can check the others.
   */
  readonly clients: IUserPoolClient[];
  /**
   * The scope that tokens must have, this and no other, with its resource server: such as `https://luigi.example.com/call`. Cognito's access tokens have no audience:
   * with a scope of a resource server that stands for this service, tokens that a client got for another one are refused.
   * @default - any
   */
  readonly scope?: string;
  /**
   * Name of the issuer, one of a kind in the service: lower-case letters, digits and inner hyphens, 32 at most.
   * @default 'cognito'
   */
  readonly name?: string;
}
