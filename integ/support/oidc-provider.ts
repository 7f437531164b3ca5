import { RemovalPolicy, SecretValue, Stack, Validations } from 'aws-cdk-lib';
import type { CfnUserPoolClient } from 'aws-cdk-lib/aws-cognito';
import { FeaturePlan, Mfa, OAuthScope, StandardThreatProtectionMode, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Secret, type ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { OidcOptions } from '../../lib';
import { acknowledgeInPacks } from '../../lib/compliance/acknowledge';
import type { IntegStack } from './integ-stack';

/** A user pool as any OpenID Connect provider: the case needs nobody's account, and its login could be gone through by hand. */
export class OidcProvider extends Construct implements OidcOptions {
  public readonly issuer: string;
  public readonly authorizationEndpoint: string;
  public readonly tokenEndpoint: string;
  public readonly userInfoEndpoint: string;
  public readonly clientId: string;
  public readonly clientSecret: ISecret;

  public constructor(scope: IntegStack, id: string) {
    super(scope, id);
    const pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled: false,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      enableSmsRole: false,
      passwordPolicy: { minLength: 14, requireDigits: true, requireLowercase: true, requireSymbols: true, requireUppercase: true },
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const pages = pool.addDomain('Pages', { cognitoDomain: { domainPrefix: `luigi-integ-oidc-${Stack.of(this).account}` } }).baseUrl();
    const client = pool.addClient('Client', {
      generateSecret: true,
      authFlows: { userSrp: false },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [`https://${scope.hostName}/oauth2/idpresponse`],
      },
    });
    this.issuer = pool.userPoolProviderUrl;
    this.authorizationEndpoint = `${pages}/oauth2/authorize`;
    this.tokenEndpoint = `${pages}/oauth2/token`;
    this.userInfoEndpoint = `${pages}/oauth2/userInfo`;
    this.clientId = client.userPoolClientId;
    this.clientSecret = this.secretOf(client.node.defaultChild as CfnUserPoolClient, scope);
  }

  private secretOf(client: CfnUserPoolClient, { encryptionKey }: IntegStack): ISecret {
    const secret = new Secret(this, 'ClientSecret', {
      secretStringValue: SecretValue.resourceAttribute(client.attrClientSecret), encryptionKey, removalPolicy: RemovalPolicy.DESTROY,
    });
    const reason = 'The provider\'s own secret for its client, of a test that takes both down again';
    Validations.of(secret).acknowledge({ id: 'AwsSolutions-SMG4', reason });
    acknowledgeInPacks(secret, 'SecretsManagerRotationEnabled', reason);
    return secret;
  }
}
