import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { OAuthScope, UserPool, type UserPoolClient, type UserPoolDomain } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { STRICT_POOL } from '../../bin/example/strict-pool';

/** A user pool that somebody else would have made, with a client for the load balancer. */
export class IntegUserPool extends Construct {
  public readonly pool: UserPool;
  public readonly pages: UserPoolDomain;
  public readonly client: UserPoolClient;

  public constructor(scope: Construct, id: string, { caseName, hostName }: { readonly caseName: string; readonly hostName: string }) {
    super(scope, id);
    this.pool = new UserPool(this, 'Pool', {
      ...STRICT_POOL,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.pages = this.pool.addDomain('Pages', { cognitoDomain: { domainPrefix: `luigi-integ-${caseName}-${Stack.of(this).account}` } });
    this.client = this.pool.addClient('Client', {
      generateSecret: true,
      authFlows: { userSrp: false },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [`https://${hostName}/oauth2/idpresponse`],
        logoutUrls: [`https://${hostName}/signed-out`],
      },
    });
  }
}
