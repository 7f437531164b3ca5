import { CfnOutput, Duration, Token } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { quoted } from '../messages/quoted';
import { guardAttribute } from './attribute-guard';
import { GroupsSource, type AuthenticationBindOptions, type AuthenticationConfig } from './authentication-config';
import { checkClaims, sessionTimeoutOf } from './checks';
import { cognitoConfig } from './cognito-config';
import { cognitoSignInUrl } from './cognito-listener-login';
import type { MadeUserPool } from './cognito-user-pool-login';
import { hostedPagesUrl } from './hosted-pages';
import type { LoginMaker } from './login-maker';
import { checkPoolDomain } from './pool-domain';
import { checkSamlMetadata } from './saml-metadata';
import type { SamlOptions } from './saml-options';
import { makeClient, makeDomain, makeUserPool, POOL_SCOPES } from './user-pool-parts';

/** What is made for a SAML provider. */
export interface MadeSaml extends MadeUserPool {
  readonly identityProvider: cognito.UserPoolIdentityProviderSaml;
  readonly entityId: string;
  readonly assertionConsumerServiceUrl: string;
  readonly singleLogoutUrl: string;
}

/** Attribute of the pool that groups are mapped to, without its prefix `custom:`. */
const GROUPS = 'groups';

/** Login at a SAML provider, by a user pool that has no people of its own. */
export class SamlLogin implements LoginMaker {
  /** Set by `bind`. */
  public made?: MadeSaml;

  private readonly sessionTimeout: Duration;
  private readonly userClaim: string;
  private readonly providerName: string;

  public constructor(private readonly options: SamlOptions) {
    checkPoolDomain(options);
    checkSamlMetadata(options.metadata);
    this.providerName = options.providerName ?? 'saml';
    if (!Token.isUnresolved(this.providerName) && !/^[A-Za-z0-9][A-Za-z0-9-]{1,30}[A-Za-z0-9]$/.test(this.providerName)) {
      throw new Error(`providerName is ${quoted(this.providerName)}, expected 3 to 32 letters, digits and inner hyphens, such as saml`);
    }
    for (const property of ['groupsAttribute', 'emailAttribute', 'nameAttribute'] as const) {
      const value = options[property];
      if (value !== undefined && !Token.isUnresolved(value) && !/^\S(?:.*\S)?$/.test(value)) {
        throw new Error(`${property} is ${quoted(value)}, expected the name of an attribute as the provider writes it in its assertions`);
      }
    }
    this.userClaim = options.userClaim ?? 'username';
    checkClaims(this.userClaim, `custom:${GROUPS}`);
    if (this.userClaim === 'email') {
      throw new Error('userClaim is "email", expected username or sub: Cognito takes addresses of a SAML provider for unverified, so that nobody could log in');
    }
    this.sessionTimeout = sessionTimeoutOf(options.sessionTimeout, Duration.hours(4));
  }

  public bind(parent: Construct, options: AuthenticationBindOptions): AuthenticationConfig {
    // Apart from a pool of people: Cognito can't make the one of the other, so who changes the login needs another pool and domain.
    const scope = new Construct(parent, 'Saml');
    const userPool = makeUserPool(scope, options, {
      signInAliases: { username: true },
      // NameIDs are case-sensitive; and where case does not count, Cognito hands out names in lower case.
      signInCaseSensitive: true,
      accountRecovery: cognito.AccountRecovery.NONE,
      customAttributes: { [GROUPS]: new cognito.StringAttribute({ mutable: true, maxLen: 2048 }) },
    });
    const identityProvider = this.makeProvider(scope, userPool);
    const userPoolClient = this.clientFor(userPool, identityProvider, options);
    const userPoolDomain = makeDomain(scope, userPool, this.options);
    guardAttribute(scope, userPool, `custom:${GROUPS}`);
    if (!['sub', 'username'].includes(this.userClaim)) guardAttribute(scope, userPool, this.userClaim);
    const pagesUrl = hostedPagesUrl(scope, userPoolDomain);
    this.made = {
      userPool, userPoolClient, userPoolDomain, identityProvider,
      signInUrl: cognitoSignInUrl(pagesUrl, userPoolClient, options.hostName),
      entityId: `urn:amazon:cognito:sp:${userPool.userPoolId}`,
      assertionConsumerServiceUrl: `${pagesUrl}/saml2/idpresponse`,
      singleLogoutUrl: `${pagesUrl}/saml2/logout`,
    };
    this.makeOutputs(parent, this.made);
    return cognitoConfig({
      userPool, userPoolClient, userPoolDomain, pagesUrl,
      hostName: options.hostName,
      scope: POOL_SCOPES.map((each) => each.scopeName).join(' '),
      sessionTimeout: this.sessionTimeout,
      userClaim: this.userClaim,
      groupsSource: GroupsSource.SAML_ATTRIBUTE,
      groupsClaim: `custom:${GROUPS}`,
    });
  }

  private makeProvider(scope: Construct, userPool: cognito.UserPool): cognito.UserPoolIdentityProviderSaml {
    const { metadata, groupsAttribute, emailAttribute, nameAttribute, providerSignOut, signRequests, encryptedAssertions } = this.options;
    return new cognito.UserPoolIdentityProviderSaml(scope, 'Provider', {
      userPool,
      name: this.providerName,
      metadata,
      attributeMapping: {
        ...(emailAttribute === undefined ? {} : { email: cognito.ProviderAttribute.other(emailAttribute) }),
        ...(nameAttribute === undefined ? {} : { fullname: cognito.ProviderAttribute.other(nameAttribute) }),
        custom: { [`custom:${GROUPS}`]: cognito.ProviderAttribute.other(groupsAttribute) },
      },
      // A login that nobody here asked for could put someone into a stranger's session.
      idpInitiated: false,
      idpSignout: providerSignOut ?? false,
      requestSigningAlgorithm: signRequests === true ? cognito.SigningAlgorithm.RSA_SHA256 : undefined,
      encryptedResponses: encryptedAssertions,
    });
  }

  /** Cognito writes mapped attributes in the client's name, so the client may write them, and people get no token to do the same. */
  private clientFor(
    userPool: cognito.UserPool, provider: cognito.UserPoolIdentityProviderSaml, options: AuthenticationBindOptions,
  ): cognito.UserPoolClient {
    const mapped = { email: this.options.emailAttribute !== undefined, fullname: this.options.nameAttribute !== undefined };
    const attributes = (): cognito.ClientAttributes => new cognito.ClientAttributes().withCustomAttributes(GROUPS);
    return makeClient(userPool, options, this.sessionTimeout, {
      supportedIdentityProviders: [cognito.UserPoolClientIdentityProvider.custom(provider.providerName)],
      readAttributes: attributes().withStandardAttributes(mapped),
      writeAttributes: attributes().withStandardAttributes(mapped),
    });
  }

  private makeOutputs(scope: Construct, made: MadeSaml): void {
    new CfnOutput(scope, 'SamlEntityId', { value: made.entityId, description: 'For the SAML provider: entity id (audience) of the service provider' });
    new CfnOutput(scope, 'SamlAcsUrl', { value: made.assertionConsumerServiceUrl, description: 'For the SAML provider: assertion consumer service URL (POST binding)' });
    if (this.options.providerSignOut === true) {
      new CfnOutput(scope, 'SamlLogoutUrl', { value: made.singleLogoutUrl, description: 'For the SAML provider: single logout URL (POST binding)' });
    }
  }
}
