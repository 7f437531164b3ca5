import { Duration } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import type { AuthenticationBindOptions } from './authentication-config';
import { callbackUrl, signedOutUrl } from './login-maker';
import { poolDomain } from './pool-domain';
import type { PoolDomainOptions } from './pool-domain-options';

/** Asked of hosted pages: names and e-mail, and nothing that acts in a person's name. */
export const POOL_SCOPES = [cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL, cognito.OAuthScope.PROFILE];

/** How long a change of groups takes to arrive: the load balancer asks again when this has passed. Cognito's minimum is 5 minutes. */
const TOKEN_VALIDITY = Duration.minutes(15);
const SHORTEST_REFRESH = Duration.hours(1);

/**
 * A pool in which nobody signs themselves up, and in which whoever has a password has a second factor.
 * @param differences what the kind of pool needs besides
 */
export function makeUserPool(scope: Construct, options: AuthenticationBindOptions, differences: cognito.UserPoolProps): cognito.UserPool {
  return new cognito.UserPool(scope, 'UserPool', {
    selfSignUpEnabled: false,
    mfa: cognito.Mfa.REQUIRED,
    mfaSecondFactor: { otp: true, sms: false },
    enableSmsRole: false,
    passwordPolicy: {
      minLength: 14,
      requireDigits: true,
      requireLowercase: true,
      requireSymbols: true,
      requireUppercase: true,
      passwordHistorySize: 24,
      tempPasswordValidity: Duration.days(3),
    },
    featurePlan: cognito.FeaturePlan.PLUS,
    standardThreatProtectionMode: cognito.StandardThreatProtectionMode.FULL_FUNCTION,
    deletionProtection: options.deletionProtection,
    removalPolicy: options.removalPolicy,
    ...differences,
  });
}

/**
 * The load balancer's client: authorization code with a secret, no sign-in by API (whose tokens would let people edit their
 * attributes), no scope to do so.
 */
export function makeClient(
  userPool: cognito.UserPool,
  { hostName }: AuthenticationBindOptions,
  sessionTimeout: Duration,
  differences: cognito.UserPoolClientOptions,
): cognito.UserPoolClient {
  return userPool.addClient('LoadBalancer', {
    generateSecret: true,
    // One must be named: where none is, Cognito allows SRP and custom flows.
    authFlows: { userSrp: false },
    oAuth: {
      flows: { authorizationCodeGrant: true, implicitCodeGrant: false, clientCredentials: false },
      scopes: POOL_SCOPES,
      callbackUrls: [callbackUrl(hostName)],
      logoutUrls: [signedOutUrl(hostName)],
    },
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    accessTokenValidity: TOKEN_VALIDITY,
    idTokenValidity: TOKEN_VALIDITY,
    refreshTokenValidity: refreshTokenValidity(sessionTimeout),
    ...differences,
  });
}

/** The pool's pages. */
export function makeDomain(scope: Construct, userPool: cognito.UserPool, options: PoolDomainOptions): cognito.UserPoolDomain {
  return userPool.addDomain('Domain', poolDomain(scope, options));
}

/** As long as a session, in whole minutes: a refresh token is of use no longer. */
function refreshTokenValidity(sessionTimeout: Duration): Duration {
  if (sessionTimeout.isUnresolved()) return Duration.days(1);
  const minutes = Math.ceil(sessionTimeout.toMinutes({ integral: false }));
  return Duration.minutes(Math.max(minutes, SHORTEST_REFRESH.toMinutes()));
}
