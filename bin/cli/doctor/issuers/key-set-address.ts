import { getKeys, isKeyAddress, type Fetch } from '../../../../images/gateway/src/identity/tokens/key-endpoint';
import { TOKEN_ISSUER_RULES } from '../../../../lib/contract/token-issuer';
import { error, type Said } from '../finding';

const LARGEST_DESCRIPTION = 65_536;

/**
 * Where an issuer's keys are: as it says itself, else where `awsIam()` and `jwt()` look without being told. Nowhere that is asked where an
 * issuer of the internet names a place of this machine or its network: there, a mere question may do something.
 * @throws what fetching throws
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
 */
export async function keySetAddress(
  issuer: string, fetch: Fetch, timeoutMs: number,
): Promise<{ readonly address?: string; readonly said: readonly Said[] }> {
  const base = issuer.replace(/\/$/, '');
  const answer = await getKeys(fetch, `${base}/.well-known/openid-configuration`, { timeoutMs, maxBytes: LARGEST_DESCRIPTION });
  const description = answer.status === 200 ? objectIn(answer.body) : undefined;
  const { issuer: itself, jwks_uri: told } = description ?? {};
  const address = typeof told === 'string' && isKeyAddress(told) ? told : `${base}/.well-known/jwks.json`;
  if (isHere(address) && !isHere(issuer)) {
    return { said: [error(`${issuer} says that its keys are at ${address.slice(0, 200)}, which was not asked`, 'its description is of another place than the internet, or somebody else answers there',
      'have the issuer name a public host as jwks_uri, or see whom its name leads to')] };
  }
  return {
    address,
    said: typeof itself !== 'string' || itself === issuer ? [] : [error(
      `${issuer} calls itself ${itself.slice(0, 200)}`, 'its tokens have what it calls itself as the claim iss, which is compared letter by letter: a slash at the end counts',
      'give "issuer" as it calls itself',
    )],
  };
}

/** Whether an address is of this machine, or of a network that is not everybody's. */
function isHere(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'http:' || TOKEN_ISSUER_RULES.privateHost.test(hostname);
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value as Record<string, unknown> : undefined;
  } catch {
    return undefined;
  }
}
