import { Duration, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { guardAttribute } from './attribute-guard';
import { GroupsSource, type AuthenticationBindOptions, type AuthenticationConfig } from './authentication-config';
import { checkAuthorizationParameters, checkClaims, checkHttpsUrl, scopeText, sessionTimeoutOf } from './checks';
import { cognitoConfig } from './cognito-config';
import type { CognitoOptions } from './cognito-options';
import { hostedPagesUrl } from './hosted-pages';
import type { LoginMaker } from './login-maker';

/** Claims that no one can change by a token of their own, and `email`, which counts only when verified. */
const SAFE_USER_CLAIMS = ['sub', 'username', 'email'];

/** Login at a Cognito user pool that is brought. */
export class CognitoLogin implements LoginMaker {
  private readonly scope: string;
  private readonly sessionTimeout: Duration;
  private readonly userClaim: string;
  private readonly groupsClaim: string;

  public constructor(private readonly options: CognitoOptions) {
    const { groupsAttribute, userPoolDomainUrl, nobodyCanEditAttributes } = options;
    this.userClaim = options.userClaim ?? 'sub';
    this.groupsClaim = groupsAttribute ?? 'cognito:groups';
    checkClaims(this.userClaim, this.groupsClaim);
    if (nobodyCanEditAttributes !== true) {
      const [property, attribute] = groupsAttribute !== undefined ? ['groupsAttribute', groupsAttribute] : ['userClaim', this.userClaim];
      if (groupsAttribute !== undefined || !(Token.isUnresolved(attribute) || SAFE_USER_CLAIMS.includes(attribute))) {
        throw new Error(`${property} is ${JSON.stringify(attribute)}, an attribute that people can edit wherever a client of the pool has the scope aws.cognito.signin.user.admin `
          + 'or sign-in by API: make sure that none has these together with leave to write it, then set nobodyCanEditAttributes: true');
      }
    }
    if (userPoolDomainUrl !== undefined) checkHttpsUrl('userPoolDomainUrl', userPoolDomainUrl, false);
    checkAuthorizationParameters(options.authorizationParameters);
    this.scope = scopeText(options.scopes ?? ['profile', 'email']);
    this.sessionTimeout = sessionTimeoutOf(options.sessionTimeout, Duration.hours(groupsAttribute === undefined ? 8 : 4));
  }

  public bind(scope: Construct, { hostName }: AuthenticationBindOptions): AuthenticationConfig {
    const { userPool, userPoolClient, userPoolDomain, groupsAttribute, authorizationParameters } = this.options;
    const granting = [groupsAttribute, SAFE_USER_CLAIMS.includes(this.userClaim) ? undefined : this.userClaim];
    for (const attribute of granting) {
      if (attribute !== undefined) guardAttribute(scope, userPool, attribute);
    }
    return cognitoConfig({
      userPool, userPoolClient, userPoolDomain, authorizationParameters, hostName,
      pagesUrl: this.options.userPoolDomainUrl?.replace(/\/+$/, '') ?? hostedPagesUrl(scope, userPoolDomain),
      scope: this.scope,
      sessionTimeout: this.sessionTimeout,
      userClaim: this.userClaim,
      groupsSource: groupsAttribute === undefined ? GroupsSource.COGNITO_ACCESS_TOKEN : GroupsSource.SAML_ATTRIBUTE,
      groupsClaim: this.groupsClaim,
    });
  }
}
