import type { UserPool, UserPoolClient, UserPoolDomain, UserPoolIdentityProviderSaml } from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import type { AuthenticationBindOptions, AuthenticationConfig } from './authentication-config';
import { BreakGlassLogin } from './break-glass-login';
import type { BreakGlassOptions } from './break-glass-options';
import { CognitoLogin } from './cognito-login';
import type { CognitoOptions } from './cognito-options';
import { CognitoUserPoolLogin, type MadeUserPool } from './cognito-user-pool-login';
import type { CognitoUserPoolOptions } from './cognito-user-pool-options';
import type { LoginMaker } from './login-maker';
import { OidcLogin } from './oidc-login';
import type { OidcOptions } from './oidc-options';
import { OktaLogin } from './okta-login';
import type { OktaOptions } from './okta-options';
import { SamlLogin, type MadeSaml } from './saml-login';
import type { SamlOptions } from './saml-options';

/** How people prove who they are: the login at the load balancer, and what the gateway verifies afterwards. */
export abstract class Authentication {
  /**
   * Any OpenID Connect provider.
   * @throws Error where a setting is malformed
   */
  public static oidc(options: OidcOptions): Authentication {
    return new ByMaker(new OidcLogin(options));
  }

  /**
   * Okta: OpenID Connect with Okta's addresses and its scope `groups`. Sign-out ends the session at Okta too; people come back only
   * if `https://<host name>` is a trusted origin (for redirects) there.
   * @throws Error where a setting is malformed
   */
  public static okta(options: OktaOptions): Authentication {
    return new ByMaker(new OktaLogin(options));
  }

  /**
   * A Cognito user pool that is there already.
   * @throws Error where a setting is malformed, or where people could give themselves groups
   */
  public static cognito(options: CognitoOptions): Authentication {
    return new ByMaker(new CognitoLogin(options));
  }

  /**
   * A Cognito user pool, made for this service: nobody signs themselves up, a second factor is required, people can't edit what
   * grants them something.
   * @throws Error where a setting is malformed
   */
  public static cognitoUserPool(options: CognitoUserPoolOptions = {}): UserPoolAuthentication {
    return new ByUserPool(new CognitoUserPoolLogin(options));
  }

  /**
   * A SAML provider, by a Cognito user pool that is made for it and has no people of its own.
   * @throws Error where a setting is malformed
   */
  public static saml(options: SamlOptions): SamlAuthentication {
    return new BySaml(new SamlLogin(options));
  }

  /**
   * A second way of logging in, kept ready for the day when the usual provider is down: docs/break-glass.md.
   * @throws Error where both are the same
   */
  public static withBreakGlass(options: BreakGlassOptions): Authentication {
    return new ByMaker(new BreakGlassLogin(options));
  }

  /**
   * Makes what the login needs.
   * @param scope where it is made
   * @throws Error where a setting does not fit
   */
  public abstract bind(scope: Construct, options: AuthenticationBindOptions): AuthenticationConfig;
}

/** Login by a user pool that is made. What it consists of can be reached once a service has been made with it. */
export abstract class UserPoolAuthentication extends Authentication {
  /**
   * The user pool.
   * @throws Error before a service has been made with this
   */
  public abstract readonly userPool: UserPool;
  /**
   * The load balancer's client.
   * @throws Error before a service has been made with this
   */
  public abstract readonly userPoolClient: UserPoolClient;
  /**
   * The pool's domain.
   * @throws Error before a service has been made with this
   */
  public abstract readonly userPoolDomain: UserPoolDomain;
  /**
   * Where a person sets password and second factor also while another way of logging in is in use. It ends at an error page of the
   * load balancer, which has not asked for this login.
   * @throws Error before a service has been made with this
   */
  public abstract readonly signInUrl: string;
}

/** Login by a user pool that is made for a SAML provider; and what that provider must be told. */
export abstract class SamlAuthentication extends UserPoolAuthentication {
  /**
   * The provider, as the pool knows it.
   * @throws Error before a service has been made with this
   */
  public abstract readonly identityProvider: UserPoolIdentityProviderSaml;
  /**
   * Entity id (audience) of the service provider.
   * @throws Error before a service has been made with this
   */
  public abstract readonly entityId: string;
  /**
   * Where the provider posts assertions.
   * @throws Error before a service has been made with this
   */
  public abstract readonly assertionConsumerServiceUrl: string;
  /**
   * Where the provider posts answers to sign-out.
   * @throws Error before a service has been made with this
   */
  public abstract readonly singleLogoutUrl: string;
}

// The makers stand apart and are held, not inherited from: so modules can be loaded in any order.

class ByMaker extends Authentication {
  public constructor(private readonly maker: LoginMaker) {
    super();
  }

  public bind(scope: Construct, options: AuthenticationBindOptions): AuthenticationConfig {
    return this.maker.bind(scope, options);
  }
}

class ByUserPool extends UserPoolAuthentication {
  public constructor(private readonly maker: CognitoUserPoolLogin) {
    super();
  }

  public bind(scope: Construct, options: AuthenticationBindOptions): AuthenticationConfig {
    return bindOnce(this.maker, scope, options);
  }

  public get userPool(): UserPool { return made(this.maker).userPool; }
  public get userPoolClient(): UserPoolClient { return made(this.maker).userPoolClient; }
  public get userPoolDomain(): UserPoolDomain { return made(this.maker).userPoolDomain; }
  public get signInUrl(): string { return made(this.maker).signInUrl; }
}

class BySaml extends SamlAuthentication {
  public constructor(private readonly maker: SamlLogin) {
    super();
  }

  public bind(scope: Construct, options: AuthenticationBindOptions): AuthenticationConfig {
    return bindOnce(this.maker, scope, options);
  }

  public get userPool(): UserPool { return made(this.maker).userPool; }
  public get userPoolClient(): UserPoolClient { return made(this.maker).userPoolClient; }
  public get userPoolDomain(): UserPoolDomain { return made(this.maker).userPoolDomain; }
  public get signInUrl(): string { return made(this.maker).signInUrl; }
  public get identityProvider(): UserPoolIdentityProviderSaml { return made(this.maker).identityProvider; }
  public get entityId(): string { return made(this.maker).entityId; }
  public get assertionConsumerServiceUrl(): string { return made(this.maker).assertionConsumerServiceUrl; }
  public get singleLogoutUrl(): string { return made(this.maker).singleLogoutUrl; }
}

interface PoolMaker<T extends MadeUserPool | MadeSaml> extends LoginMaker {
  readonly made?: T;
}

function bindOnce<T extends MadeUserPool>(maker: PoolMaker<T>, scope: Construct, options: AuthenticationBindOptions): AuthenticationConfig {
  if (maker.made !== undefined) {
    throw new Error(`this authentication made ${maker.made.userPool.node.path} already, expected one authentication for each service: make another`);
  }
  return maker.bind(scope, options);
}

function made<T extends MadeUserPool>(maker: PoolMaker<T>): T {
  if (maker.made === undefined) {
    throw new Error('the user pool is not made yet, expected a service to have been made with this authentication: ask after new LuigiService(...)');
  }
  return maker.made;
}
