import type { Construct } from 'constructs';
import type { AuthenticationBindOptions, AuthenticationConfig } from './authentication-config';

/** How people prove who they are: the login at the load balancer, and what the gateway verifies afterwards. */
export abstract class Authentication {
  /**
   * Makes what the login needs.
   * @param scope where it is made
   * @throws Error where a setting does not fit
   */
  public abstract bind(scope: Construct, options: AuthenticationBindOptions): AuthenticationConfig;
}
