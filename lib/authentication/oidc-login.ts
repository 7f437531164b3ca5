import { Duration, SecretValue, Token } from 'aws-cdk-lib';
import { ListenerAction, type UnauthenticatedAction } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import { quoted } from '../messages/quoted';
import { GroupsSource, type AuthenticationBindOptions, type AuthenticationConfig, type ILogin } from './authentication-config';
import { checkAuthorizationParameters, checkClaims, checkHttpsUrl, checkUnauthenticated, scopeText, sessionTimeoutOf } from './checks';
import { signedOutUrlInQuery, type LoginMaker } from './login-maker';
import type { OidcOptions } from './oidc-options';

/** Login at any OpenID Connect provider. Makes no resource of its own. */
export class OidcLogin implements LoginMaker {
  private readonly scope: string;
  private readonly sessionTimeout: Duration;
  private readonly userClaim: string;
  private readonly groupsClaim: string;

  public constructor(private readonly options: OidcOptions) {
    checkHttpsUrl('issuer', options.issuer, false);
    checkHttpsUrl('authorizationEndpoint', options.authorizationEndpoint);
    checkHttpsUrl('tokenEndpoint', options.tokenEndpoint);
    checkHttpsUrl('userInfoEndpoint', options.userInfoEndpoint);
    if (!Token.isUnresolved(options.clientId) && !/^[\x21-\x7e]+$/.test(options.clientId)) {
      throw new Error(`clientId is ${quoted(options.clientId)}, expected the id that the provider gave: printable ASCII without spaces`);
    }
    if (options.endSessionEndpoint !== undefined && options.signOutUrl !== undefined) {
      throw new Error('both endSessionEndpoint and signOutUrl are given, expected one of them at most: leave one out');
    }
    if (options.endSessionEndpoint !== undefined) checkHttpsUrl('endSessionEndpoint', options.endSessionEndpoint);
    if (options.signOutUrl !== undefined) checkHttpsUrl('signOutUrl', options.signOutUrl);
    checkAuthorizationParameters(options.authorizationParameters);
    this.userClaim = options.userClaim ?? 'sub';
    this.groupsClaim = options.groupsClaim ?? 'groups';
    checkClaims(this.userClaim, this.groupsClaim);
    this.scope = scopeText(options.scopes ?? ['profile', 'email']);
    this.sessionTimeout = sessionTimeoutOf(options.sessionTimeout, Duration.hours(4));
  }

  public bind(_scope: Construct, { hostName }: AuthenticationBindOptions): AuthenticationConfig {
    return {
      login: this.login(),
      issuer: this.options.issuer,
      clientId: this.options.clientId,
      userClaim: this.userClaim,
      groupsSource: GroupsSource.CLAIM,
      groupsClaim: this.groupsClaim,
      signOutUrl: this.options.signOutUrl ?? this.endSession(hostName),
    };
  }

  private login(): ILogin {
    const { options, scope, sessionTimeout } = this;
    return {
      action: (whenUnauthenticated: UnauthenticatedAction, next: ListenerAction): ListenerAction => {
        checkUnauthenticated(whenUnauthenticated);
        return ListenerAction.authenticateOidc({
          issuer: options.issuer,
          authorizationEndpoint: options.authorizationEndpoint,
          tokenEndpoint: options.tokenEndpoint,
          userInfoEndpoint: options.userInfoEndpoint,
          clientId: options.clientId,
          clientSecret: SecretValue.secretsManager(options.clientSecret.secretArn, {
            jsonField: options.clientSecretField,
            versionId: options.clientSecretVersionId,
          }),
          scope,
          sessionTimeout,
          authenticationRequestExtraParams: options.authorizationParameters,
          onUnauthenticatedRequest: whenUnauthenticated,
          // Security groups are the service's: this would open the balancer's to the whole internet, once a listener rule.
          allowHttpsOutbound: false,
          next,
        });
      },
    };
  }

  private endSession(hostName: string): string | undefined {
    const { endSessionEndpoint, clientId } = this.options;
    if (endSessionEndpoint === undefined) return undefined;
    const separator = endSessionEndpoint.includes('?') ? '&' : '?';
    // A client id that is only known at deployment can't be encoded here; those of AWS need no encoding.
    const client = Token.isUnresolved(clientId) ? clientId : encodeURIComponent(clientId);
    return `${endSessionEndpoint}${separator}client_id=${client}&post_logout_redirect_uri=${signedOutUrlInQuery(hostName)}`;
  }
}
