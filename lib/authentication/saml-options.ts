import type { Duration } from 'aws-cdk-lib';
import type { UserPoolIdentityProviderSamlMetadata } from 'aws-cdk-lib/aws-cognito';
import type { PoolDomainOptions } from './pool-domain-options';

/** A SAML provider, and the user pool to make for it. */
export interface SamlOptions extends PoolDomainOptions {
  /**
   * The provider's metadata: a URL, which Cognito reads again every few hours and so learns of new certificates, or the content of
   * a document.
   */
  readonly metadata: UserPoolIdentityProviderSamlMetadata;
  /**
   * Attribute of the assertion that holds groups, as the provider names it. Let the provider send at least one group for everybody:
   * Cognito keeps the last value of an attribute that is sent no more, so that who leaves all groups would keep the old ones.
   * 2,048 characters in all at most.
   */
  readonly groupsAttribute: string;
  /**
   * Attribute of the assertion that holds the e-mail address, for people to read: it counts as unverified.
   * @default - no e-mail address
   */
  readonly emailAttribute?: string;
  /**
   * Attribute of the assertion that holds a person's name, for people to read.
   * @default - no name
   */
  readonly nameAttribute?: string;
  /**
   * Name of the provider in the pool, 3 to 32 letters, digits and inner hyphens. Part of each person's user name.
   * @default 'saml'
   */
  readonly providerName?: string;
  /**
   * Claim that `user:` principals name, and that records show. `username` is the provider's name, `_` and the assertion's NameID:
   * let that be persistent, and of something that is never given to someone else.
   * @default 'username'
   */
  readonly userClaim?: string;
  /**
   * How long a session lasts, from 1 second to 7 days. Groups are only read at login: who leaves a group keeps its grants for this
   * long, and for up to an hour more while Cognito's own session lasts.
   * @default Duration.hours(4)
   */
  readonly sessionTimeout?: Duration;
  /**
   * Whether sign-out ends the provider's session too. The provider must know the pool's signing certificate and `singleLogoutUrl`.
   * @default false
   */
  readonly providerSignOut?: boolean;
  /**
   * Whether requests to the provider are signed (RSA with SHA-256). The provider must know the pool's signing certificate.
   * @default false
   */
  readonly signRequests?: boolean;
  /**
   * Whether assertions must be encrypted. The provider must know the pool's encryption certificate.
   * @default false
   */
  readonly encryptedAssertions?: boolean;
}
