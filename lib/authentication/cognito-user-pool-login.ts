import { CfnOutput, Duration, Token } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import type { Construct } from 'constructs';
import { quoted } from '../messages/quoted';
import { guardAttribute } from './attribute-guard';
import { GroupsSource, type AuthenticationBindOptions, type AuthenticationConfig } from './authentication-config';
import { checkClaims, sessionTimeoutOf } from './checks';
import { cognitoConfig } from './cognito-config';
import { cognitoSignInUrl } from './cognito-listener-login';
import type { CognitoUserPoolOptions } from './cognito-user-pool-options';
import { hostedPagesUrl } from './hosted-pages';
import type { LoginMaker } from './login-maker';
import { checkPoolDomain } from './pool-domain';
import { makeClient, makeDomain, makeUserPool, POOL_SCOPES } from './user-pool-parts';

/** A user pool with all that it consists of, once it is made. */
export interface MadeUserPool {
  readonly userPool: cognito.UserPool;
  readonly userPoolClient: cognito.UserPoolClient;
  readonly userPoolDomain: cognito.UserPoolDomain;
  readonly signInUrl: string;
}

/** Login at a Cognito user pool that is made for it. */
export class CognitoUserPoolLogin implements LoginMaker {
  /** Set by `bind`. */
  public made?: MadeUserPool;

  private readonly sessionTimeout: Duration;
  private readonly userClaim: string;

  public constructor(private readonly options: CognitoUserPoolOptions) {
    checkPoolDomain(options);
    checkGroups(options.groups ?? []);
    this.userClaim = options.userClaim ?? 'email';
    checkClaims(this.userClaim, 'cognito:groups');
    this.sessionTimeout = sessionTimeoutOf(options.sessionTimeout, Duration.hours(8));
  }

  public bind(scope: Construct, options: AuthenticationBindOptions): AuthenticationConfig {
    const userPool = makeUserPool(scope, options, {
      // It makes the e-mail address part of everybody. Not by standardAttributes too: CloudFormation fails to update a pool with these.
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      // A changed address counts once it is proved, and the old one until then.
      keepOriginal: { email: true },
      // The second factor is an app: who reads a person's e-mail still lacks it.
      accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
      email: this.options.email,
      userInvitation: {
        emailSubject: 'Your access to Luigi',
        emailBody: `Sign in at https://${options.hostName} as {username} with the temporary password {####}, which holds for 3 days. You will be asked for a new password and for an authenticator app.`,
      },
    });
    const userPoolClient = makeClient(userPool, options, this.sessionTimeout, {
      supportedIdentityProviders: [cognito.UserPoolClientIdentityProvider.COGNITO],
      readAttributes: new cognito.ClientAttributes()
        .withStandardAttributes({ email: true, emailVerified: true, fullname: true, preferredUsername: true }),
      // What the pool writes for a person. Without sign-in by API there is no token to write with.
      writeAttributes: new cognito.ClientAttributes().withStandardAttributes({ email: true }),
    });
    const userPoolDomain = makeDomain(scope, userPool, this.options);
    for (const groupName of this.options.groups ?? []) userPool.addGroup(`Group-${groupName}`, { groupName });
    if (!['sub', 'username', 'email'].includes(this.userClaim)) guardAttribute(scope, userPool, this.userClaim);
    const pagesUrl = hostedPagesUrl(scope, userPoolDomain);
    const signInUrl = cognitoSignInUrl(pagesUrl, userPoolClient, options.hostName);
    new CfnOutput(scope, 'SignInUrl', { value: signInUrl, description: 'Where a person that was invited sets password and second factor' });
    this.made = { userPool, userPoolClient, userPoolDomain, signInUrl };
    return cognitoConfig({
      userPool, userPoolClient, userPoolDomain, pagesUrl,
      hostName: options.hostName,
      scope: POOL_SCOPES.map((each) => each.scopeName).join(' '),
      sessionTimeout: this.sessionTimeout,
      userClaim: this.userClaim,
      groupsSource: GroupsSource.COGNITO_ACCESS_TOKEN,
      groupsClaim: 'cognito:groups',
    });
  }
}

function checkGroups(groups: readonly string[]): void {
  groups.forEach((group, index) => {
    if (Token.isUnresolved(group)) return;
    if (!/^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u.test(group)) {
      throw new Error(`groups holds ${quoted(group)}, expected names of 1 to 128 letters, digits, signs and punctuation, without spaces`);
    }
    if (groups.indexOf(group) !== index) throw new Error(`groups holds ${quoted(group)} twice, expected each name once: leave one out`);
  });
}
