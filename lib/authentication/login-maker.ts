import type { Construct } from 'constructs';
import type { AuthenticationBindOptions, AuthenticationConfig } from './authentication-config';

/** What stands behind each way of logging in. Apart from `Authentication`, so that nothing here imports the class whose factories use it. */
export interface LoginMaker {
  bind(scope: Construct, options: AuthenticationBindOptions): AuthenticationConfig;
}

/** Where providers send people back to after login: the load balancer's own path. */
export function callbackUrl(hostName: string): string {
  return `https://${hostName}/oauth2/idpresponse`;
}

/** Where providers send people back to after sign-out. */
export function signedOutUrl(hostName: string): string {
  return `https://${hostName}/signed-out`;
}

/** The same, encoded as a query's value. Host names, also those that are only known at deployment, need no encoding. */
export function signedOutUrlInQuery(hostName: string): string {
  return `https%3A%2F%2F${hostName}%2Fsigned-out`;
}
