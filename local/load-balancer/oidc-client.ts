/** A provider as a listener rule names it: by its endpoints. The load balancer uses no discovery. */
export interface OidcEndpoints {
  readonly issuer: string;
  /** Opened by browsers. */
  readonly authorizationEndpoint: string;
  /** Called by the load balancer, as is userinfo. */
  readonly tokenEndpoint: string;
  readonly userInfoEndpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Parted by spaces. */
  readonly scope: string;
}

/** The address that a browser is sent to, to log in. No PKCE: the real one uses none. */
export function authorizationUrl(endpoints: OidcEndpoints, redirectUri: string, state: string, nonce: string): string {
  const url = new URL(endpoints.authorizationEndpoint);
  url.search = new URLSearchParams({
    client_id: endpoints.clientId, redirect_uri: redirectUri, response_type: 'code', scope: endpoints.scope, state, nonce,
  }).toString();
  return url.href;
}

/**
 * Changes a code for an access token and asks who it stands for.
 * @throws Error with the step that failed; never with a token
 */
export async function redeem(
  endpoints: OidcEndpoints, redirectUri: string, code: string, nonce: string,
): Promise<{ accessToken: string; claims: Record<string, unknown> }> {
  const credential = [endpoints.clientId, endpoints.clientSecret].map(encodeURIComponent).join(':');
  const token = await answerOf('token', await fetch(endpoints.tokenEndpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(credential).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirectUri }),
    signal: AbortSignal.timeout(5_000),
  }));
  const accessToken = token.access_token;
  if (typeof accessToken !== 'string' || typeof token.id_token !== 'string') throw new Error('the token endpoint gave no tokens');
  // The id token came straight from the provider, which vouches for it (OpenID Connect Core 3.1.3.7, 6); only its nonce is ours to check.
  const idToken = JSON.parse(Buffer.from(token.id_token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>;
  if (idToken.nonce !== nonce) throw new Error('the id token has another nonce');
  const claims = await answerOf('userinfo', await fetch(endpoints.userInfoEndpoint, {
    headers: { authorization: `Bearer ${accessToken}` }, signal: AbortSignal.timeout(5_000),
  }));
  if (typeof claims.sub !== 'string' || claims.sub !== idToken.sub) throw new Error('userinfo is of another subject');
  return { accessToken, claims };
}

async function answerOf(endpoint: string, response: Response): Promise<Record<string, unknown>> {
  if (!response.ok) throw new Error(`the ${endpoint} endpoint answered ${response.status}, expected 200`);
  return await response.json() as Record<string, unknown>;
}
