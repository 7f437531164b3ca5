import { keysIn } from '../../../../images/gateway/src/identity/bearer/issuer-keys';
import { getKeys, type Fetch } from '../../../../images/gateway/src/identity/tokens/key-endpoint';
import { KEY_SET_MAX_BYTES } from '../../../../images/gateway/src/identity/tokens/key-set';
import { TOKEN_ISSUER_RULES } from '../../../../lib/contract/token-issuer';
import { error, ok, type Finding, type Said } from '../finding';
import { isLoopback } from '../target';
import type { AskedIssuer } from './asked-issuer';
import { faultOf } from './fault-of';
import { keySetAddress } from './key-set-address';

/** How issuers are looked at. */
export interface ExamineIssuersOptions {
  /** For one question, in milliseconds. */
  readonly timeoutMs: number;
  /** @default - the global fetch, which believes the authorities that Node believes */
  readonly fetch?: Fetch;
}

const CHECK = 'issuer';
const NO_KEYS_CURE = 'give "keysUrl" of MachineAuthentication.jwt the address of the issuer\'s key set (jwks_uri of its openid-configuration)';

/** Looks at each issuer's key set as load balancer and gateway do, by the gateway's own code. */
export async function examineIssuers(
  issuers: readonly AskedIssuer[], { timeoutMs, fetch: given }: ExamineIssuersOptions,
): Promise<readonly Finding[]> {
  const fetching: Fetch = given ?? ((url, init) => fetch(url, init));
  const found: Finding[] = [];
  for (const issuer of issuers) found.push(...(await saidOf(issuer, fetching, timeoutMs)).map((said) => ({ check: CHECK, ...said })));
  return found;
}

async function saidOf({ kind, address: given }: AskedIssuer, fetch: Fetch, timeoutMs: number): Promise<readonly Said[]> {
  let address = given;
  const said: Said[] = [];
  try {
    if (kind === 'issuer') {
      const told = await keySetAddress(given, fetch, timeoutMs);
      said.push(...told.said);
      if (told.address === undefined) return said;
      address = told.address;
    }
    said.push(...publicFaults(address));
    const { status, body } = await getKeys(fetch, address, { timeoutMs, maxBytes: KEY_SET_MAX_BYTES });
    return [...said, ...status === 200 ? keySetSaid(given, address, body) : [error(
      `${address} answers ${status}, expected 200 and a key set`, 'the issuer has its keys elsewhere, or lets nobody read them without signing in', NO_KEYS_CURE)]];
  } catch (fault) {
    return [...said, faultOf(address, fault)];
  }
}

/** Load balancers ask from outside, whatever way there is from this machine. */
function publicFaults(address: string): readonly Said[] {
  const { protocol, hostname } = new URL(address);
  // The service on one machine has its issuers there.
  if (protocol === 'http:' || isLoopback(hostname) || !TOKEN_ISSUER_RULES.privateHost.test(hostname)) return [];
  return [error(`${address} is at a host that the internet can't reach`, 'load balancers read keys from the internet, by no way of your network', 'have the issuer publish its key set at a public host, and give that as "keysUrl"')];
}

function keySetSaid(given: string, address: string, body: string): readonly Said[] {
  let usable: number;
  try {
    usable = keysIn(body).size;
  } catch (fault) {
    const what = fault instanceof SyntaxError ? 'what is there is no JSON' : (fault as Error).message.replace(/^issuer answered /, 'there is ').replace(/, expected .*$/, '');
    return [error(`no keys of use at ${address}: ${what}`, 'it is another address than that of the key set, or the issuer has no key for RS256: RSA of 2,048 bits or more with an id (kid), for signatures (use, alg, key_ops)',
      `${NO_KEYS_CURE}; an issuer that signs by RS256 is needed: load balancers verify no other`)];
  }
  const all = (JSON.parse(body) as { readonly keys: readonly unknown[] }).keys.length;
  const most = TOKEN_ISSUER_RULES.maxKeysOfLoadBalancer;
  if (all > most) {
    return [error(`${address} has ${all} keys, expected ${most} at most`, 'load balancers pass nothing on of an issuer with more keys than that', 'have the issuer take out keys that it signs with no more, or use one with fewer')];
  }
  return [ok(`${given}: ${usable} of ${all} keys are for RS256, at ${address}, ${Buffer.byteLength(body)} bytes`)];
}
