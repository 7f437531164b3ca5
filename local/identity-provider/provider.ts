import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto';
import type Provider from 'oidc-provider';
import type { PageContext } from 'oidc-provider';
import { issuerOf } from './issuer';
import { type Page, signOutPage, troublePage } from './pages';
import { claimsOf, PEOPLE } from './people';
import type { IdentityProviderSettings } from './settings';

/** An OpenID provider with everything in memory, keys included: stopping it forgets every session. */
export async function createProvider(settings: IdentityProviderSettings): Promise<Provider> {
  const { default: OidcProvider } = await import('oidc-provider');
  const { clientId, clientSecret, frontDoors } = settings;
  const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' });
  return new OidcProvider(issuerOf(settings.port), {
    clients: [{
      client_id: clientId,
      client_secret: clientSecret,
      grant_types: ['authorization_code'],
      response_types: ['code'],
      redirect_uris: frontDoors.map((origin) => `${origin}/oauth2/idpresponse`),
      post_logout_redirect_uris: frontDoors.map((origin) => `${origin}/signed-out`),
    }],
    jwks: { keys: [{ ...privateKey, kid: randomUUID(), use: 'sig', alg: 'RS256' }] },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    scopes: ['openid', 'profile', 'email', 'groups'],
    claims: {
      openid: ['sub'], email: ['email', 'email_verified'], groups: ['groups'],
      profile: ['name', 'given_name', 'family_name', 'preferred_username'],
    },
    // The load balancer asks for code without PKCE, as the real one does.
    pkce: { required: () => false },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context: PageContext, form: string) => send(context, signOutPage(form, frontDoors)),
        postLogoutSuccessSource: (context: PageContext) => send(context, troublePage('You are signed out.', frontDoors[0] ?? '/')),
      },
    },
    interactions: { url: (_context: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
    renderError: (context: PageContext) => send(context, troublePage('This sign-in has expired or was not begun here.', frontDoors[0] ?? '/')),
    findAccount: (_context: unknown, sub: string) => {
      const person = PEOPLE.find(({ username }) => username === sub);
      return person && { accountId: sub, claims: () => claimsOf(person) };
    },
    // One client, our own: nobody is asked whether it may know who they are.
    loadExistingGrant: async ({ oidc }: PageContext) => {
      const grant = new oidc.provider.Grant({ accountId: oidc.session.accountId, clientId });
      grant.addOIDCScope(oidc.params.scope ?? 'openid');
      await grant.save();
      return grant;
    },
    ttl: { AccessToken: 3_600, AuthorizationCode: 60, Grant: 43_200, IdToken: 3_600, Interaction: 900, Session: 43_200 },
  });
}

function send(context: PageContext, { html, contentSecurityPolicy }: Page): void {
  context.type = 'html';
  context.set('content-security-policy', contentSecurityPolicy);
  context.set('cache-control', 'no-store');
  context.body = html;
}
