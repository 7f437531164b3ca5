import type { Duration } from 'aws-cdk-lib';
import type { IUserPool, IUserPoolClient, IUserPoolDomain } from 'aws-cdk-lib/aws-cognito';
import type { ListenerAction, UnauthenticatedAction } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { AuthenticateCognitoAction } from 'aws-cdk-lib/aws-elasticloadbalancingv2-actions';
import type { ILogin } from './authentication-config';
import { checkUnauthenticated } from './checks';
import { callbackUrl } from './login-maker';

/** What the load balancer's Cognito login needs. */
export interface CognitoListenerLoginProps {
  readonly userPool: IUserPool;
  readonly userPoolClient: IUserPoolClient;
  readonly userPoolDomain: IUserPoolDomain;
  readonly scope: string;
  readonly sessionTimeout: Duration;
  readonly authorizationParameters?: { [name: string]: string };
}

/** Login at a Cognito user pool, by the load balancer. */
export class CognitoListenerLogin implements ILogin {
  public constructor(private readonly props: CognitoListenerLoginProps) {}

  public action(whenUnauthenticated: UnauthenticatedAction, next: ListenerAction): ListenerAction {
    checkUnauthenticated(whenUnauthenticated);
    const { authorizationParameters, ...props } = this.props;
    return new AuthenticateCognitoAction({
      ...props,
      authenticationRequestExtraParams: authorizationParameters,
      onUnauthenticatedRequest: whenUnauthenticated,
      // Security groups are the service's: this would open the balancer's to the whole internet, once a listener rule.
      allowHttpsOutbound: false,
      next,
    });
  }
}

/** Where a person can log in at Cognito without being sent by the load balancer: who was invited, sets password and second factor there. */
export function cognitoSignInUrl(pagesUrl: string, client: IUserPoolClient, hostName: string): string {
  return `${pagesUrl}/login?client_id=${client.userPoolClientId}&response_type=code&scope=openid&redirect_uri=${callbackUrl(hostName)}`;
}
