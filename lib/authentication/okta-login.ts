import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { quoted } from '../messages/quoted';
import type { AuthenticationBindOptions, AuthenticationConfig } from './authentication-config';
import { checkHostName } from './checks';
import { signedOutUrlInQuery, type LoginMaker } from './login-maker';
import { OidcLogin } from './oidc-login';
import type { OktaOptions } from './okta-options';

/** Login at Okta: OpenID Connect with Okta's addresses. */
export class OktaLogin implements LoginMaker {
  public constructor(private readonly options: OktaOptions) {
    const { domain, authorizationServerId: server } = options;
    checkHostName('domain', domain, 'example.okta.com');
    if (!Token.isUnresolved(domain) && /-admin\.okta(?:preview|-emea)?\.com$/.test(domain)) {
      throw new Error(`domain is ${quoted(domain)}, the address of Okta's admin console; expected the organisation's: ${domain.replace('-admin.', '.')}`);
    }
    if (server !== undefined && !Token.isUnresolved(server) && !/^[A-Za-z0-9]+$/.test(server)) {
      throw new Error(`authorizationServerId is ${quoted(server)}, expected the id of an authorization server such as default: letters and digits; leave it out for the organisation's own`);
    }
    this.oidc('luigi.example.com');
  }

  public bind(scope: Construct, options: AuthenticationBindOptions): AuthenticationConfig {
    return this.oidc(options.hostName).bind(scope, options);
  }

  private oidc(hostName: string): OidcLogin {
    const { domain, authorizationServerId: server, scopes, refreshToken } = this.options;
    const issuer = `https://${domain}${server === undefined ? '' : `/oauth2/${server}`}`;
    const endpoints = `${server === undefined ? `${issuer}/oauth2` : issuer}/v1`;
    return new OidcLogin({
      ...this.options,
      issuer,
      authorizationEndpoint: `${endpoints}/authorize`,
      tokenEndpoint: `${endpoints}/token`,
      userInfoEndpoint: `${endpoints}/userinfo`,
      scopes: [...(scopes ?? ['profile', 'email', 'groups']), ...(refreshToken === true ? ['offline_access'] : [])],
      // Okta's end of session insists on the ID token, which load balancers keep to themselves.
      signOutUrl: `https://${domain}/login/signout?fromURI=${signedOutUrlInQuery(hostName)}`,
    });
  }
}
