import type { IUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import type { AuthenticationConfig } from './authentication-config';
import { CognitoListenerLogin, type CognitoListenerLoginProps } from './cognito-listener-login';
import { signedOutUrlInQuery } from './login-maker';

/** How people log in at a Cognito user pool, made or brought. */
export interface CognitoConfigProps extends CognitoListenerLoginProps, Pick<AuthenticationConfig, 'userClaim' | 'groupsSource' | 'groupsClaim'> {
  /** Origin of the pool's pages. */
  readonly pagesUrl: string;
  /** Host name that people use. */
  readonly hostName: string;
}

/** What load balancer and gateway are told of a Cognito user pool. */
export function cognitoConfig({ userClaim, groupsSource, groupsClaim, pagesUrl, hostName, ...login }: CognitoConfigProps): AuthenticationConfig {
  return {
    login: new CognitoListenerLogin(login),
    // Also as the load balancer names it.
    issuer: `https://${login.userPool.userPoolProviderName}`,
    clientId: login.userPoolClient.userPoolClientId,
    userClaim,
    groupsSource,
    groupsClaim,
    signOutUrl: signOutUrl(pagesUrl, login.userPoolClient, hostName),
  };
}

/**
 * Where sign-out at Cognito leads: it ends the session of the hosted pages and sends people back.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html
 */
function signOutUrl(pagesUrl: string, client: IUserPoolClient, hostName: string): string {
  return `${pagesUrl}/logout?client_id=${client.userPoolClientId}&logout_uri=${signedOutUrlInQuery(hostName)}`;
}
