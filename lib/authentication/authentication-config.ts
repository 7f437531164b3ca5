import type { RemovalPolicy } from 'aws-cdk-lib';
import type { ListenerAction, UnauthenticatedAction } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IKey } from 'aws-cdk-lib/aws-kms';

/** What a service tells the way of logging in that it is given. */
export interface AuthenticationBindOptions {
  /** Name of the service. */
  readonly serviceName: string;
  /** Host name that people use. Providers send people back to `https://<host name>/oauth2/idpresponse`, and after sign-out to `https://<host name>/signed-out`. */
  readonly hostName: string;
  /** Key for what is made and can be encrypted. */
  readonly encryptionKey: IKey;
  /** What becomes of what is made when the stack goes. */
  readonly removalPolicy: RemovalPolicy;
  /** Whether what is made refuses to be deleted. */
  readonly deletionProtection: boolean;
}

/** The load balancer's login. */
export interface ILogin {
  /**
   * A listener action that logs in and then goes on.
   * @param whenUnauthenticated what becomes of a request without a session: `DENY` answers 401, `AUTHENTICATE` leads to the login
   * @param next what follows for those who are logged in
   */
  action(whenUnauthenticated: UnauthenticatedAction, next: ListenerAction): ListenerAction;
}

/** Where the gateway finds the groups of a person. */
export enum GroupsSource {
  /** A claim of the provider's userinfo, a list or a string. */
  CLAIM = 'claim',
  /** `cognito:groups` in Cognito's access token, which userinfo leaves out. */
  COGNITO_ACCESS_TOKEN = 'cognito-access-token',
  /** A Cognito attribute mapped from a SAML assertion, `[a, b]`, each encoded like a form. */
  SAML_ATTRIBUTE = 'saml-attribute',
}

/** How people log in, as the service needs to know it. */
export interface AuthenticationConfig {
  /** The load balancer's login. */
  readonly login: ILogin;
  /** The issuer, letter by letter as the provider writes it. */
  readonly issuer: string;
  /** The client that the load balancer logs in as. */
  readonly clientId: string;
  /** The claim whose value `user:` principals name. */
  readonly userClaim: string;
  /** Where groups come from. */
  readonly groupsSource: GroupsSource;
  /** The claim that holds groups. */
  readonly groupsClaim: string;
  /**
   * Where sign-out leads: the provider's end of session.
   * @default - sign-out ends at the load balancer; the provider's own session goes on
   */
  readonly signOutUrl?: string;
}
