import type { Duration } from 'aws-cdk-lib';
import type { UserPoolEmail } from 'aws-cdk-lib/aws-cognito';
import type { PoolDomainOptions } from './pool-domain-options';

/** A Cognito user pool to make. */
export interface CognitoUserPoolOptions extends PoolDomainOptions {
  /**
   * Groups to make in the pool, for mappings to name: 1 to 128 characters each, without spaces. People are put into them by whoever
   * runs the pool.
   * @default - none
   */
  readonly groups?: string[];
  /**
   * Claim that `user:` principals name, and that records show. `email` counts only once it is verified: say so when you create
   * people (`email_verified`). The pool keeps it in lower case.
   * @default 'email'
   */
  readonly userClaim?: string;
  /**
   * How long a session lasts, from 1 second to 7 days. Groups are asked for again every 15 minutes.
   * @default Duration.hours(8)
   */
  readonly sessionTimeout?: Duration;
  /**
   * Who sends the pool's e-mail.
   * @default - Cognito, 50 messages a day at most
   */
  readonly email?: UserPoolEmail;
}
