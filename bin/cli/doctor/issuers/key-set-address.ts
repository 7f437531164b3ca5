import { getKeys, isKeyAddress, type Fetch } from '../../../../images/gateway/src/identity/key-endpoint';
import { error, type Said } from '../finding';

const LARGEST_DESCRIPTION = 65_536;

/**
 * Where an issuer's keys are: as it says itself, else where `awsIam()` and `jwt()` look without being told.
 * @throws what fetching throws
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
 */
export async function keySetAddress(
  issuer: string, fetch: Fetch, timeoutMs: number,
): Promise<{ readonly address: string; readonly said: readonly Said[] }> {
  const base = issuer.replace(/\/$/, '');
  const answer = await getKeys(fetch, `${base}/.well-known/openid-configuration`, { timeoutMs, maxBytes: LARGEST_DESCRIPTION });
  const description = answer.status === 200 ? objectIn(answer.body) : undefined;
  const { issuer: itself, jwks_uri: address } = description ?? {};
  return {
    address: typeof address === 'string' && isKeyAddress(address) ? address : `${base}/.well-known/jwks.json`,
    said: typeof itself !== 'string' || itself === issuer ? [] : [error(
      `${issuer} calls itself ${itself.slice(0, 200)}`, 'its tokens have what it calls itself as the claim iss, which is compared letter by letter: a slash at the end counts',
      'give "issuer" (or "issuerUrl") as it calls itself',
    )],
  };
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}
