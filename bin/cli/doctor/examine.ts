import type { Check, Look } from './check';
import { HTTP_CHECKS, TLS_CHECKS } from './checks';
import { error, ok, skipped, warning, type Finding, type Said } from './finding';
import { ask } from './net/ask';
import { handshake } from './net/handshake';
import { addressesOf, isPrivate, reach, systemResolve, type Resolve } from './net/reach';
import { Trouble } from './net/trouble';
import type { Target } from './target';

/** How a service is looked at. */
export interface ExamineOptions {
  /** For one question, in milliseconds. */
  readonly timeoutMs: number;
  readonly expectsMachines: boolean;
  /** Port of plain HTTP. @default - 80, where the service has port 443 */
  readonly plainPort?: number;
  /** Authorities that are believed besides. @default - Node's */
  readonly ca?: string | readonly string[];
  /** @default - the machine's resolver */
  readonly resolve?: Resolve;
  /** @default - the machine's clock */
  readonly now?: () => number;
}

/** A name of one load balancer has a few addresses. */
const MOST_ADDRESSES = 8;

/** Looks at a service from outside, one check after the other: it is one caller, not a load. */
export async function examine(target: Target, options: ExamineOptions): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  const tell = (check: string, said: readonly Said[]): void => { found.push(...said.map((each) => ({ check, ...each }))); };
  const named = await nameFound(target, options);
  tell('name', named.said);
  if (named.addresses.length === 0) return found;
  const met = await reached(target, named.addresses, options.timeoutMs);
  tell('reach', met.said);
  if (met.address === undefined) return found;
  const look = lookAt(target, met.address, options);
  for (const check of target.isTls ? [...TLS_CHECKS, ...HTTP_CHECKS] : HTTP_CHECKS) tell(check.name, await saidBy(check, look));
  return found;
}

async function nameFound(
  { hostName }: Target, { timeoutMs, resolve = systemResolve }: ExamineOptions,
): Promise<{ readonly said: readonly Said[]; readonly addresses: readonly string[] }> {
  try {
    const addresses = [...new Set(await addressesOf(hostName, timeoutMs, resolve))].slice(0, MOST_ADDRESSES);
    if (addresses.length > 0) return { said: [ok(`${hostName} is at ${addresses.join(', ')}${addresses.some(isPrivate) ? ' (a private network)' : ''}`)], addresses };
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOTFOUND' && code !== 'ENODATA') {
      const why = cause instanceof Trouble ? cause.message : `the resolver says ${code ?? 'nothing'}`;
      return { said: [error(`the address of ${hostName} could not be asked for: ${why}`, 'the resolver of this machine does not answer', 'see to this machine\'s network and resolver, and call again')], addresses: [] };
    }
  }
  return {
    said: [error(`nobody knows an address of ${hostName}`, 'there is no record of the name, it is in a private zone, or it was made minutes ago and its absence is still remembered',
      'give LuigiService the "hostedZone", and it makes the record; without one lead the name to service.loadBalancer.loadBalancerDnsName. Of a private zone, call from inside')],
    addresses: [],
  };
}

async function reached(
  { isTls, port }: Target, addresses: readonly string[], timeoutMs: number,
): Promise<{ readonly said: readonly Said[]; readonly address?: string }> {
  const tried = await Promise.all(addresses.map(async (address) => {
    try {
      await reach(address, port, timeoutMs);
      return { address };
    } catch (trouble) {
      return { address, trouble: Trouble.of(trouble) };
    }
  }));
  const address = tried.find(({ trouble }) => trouble === undefined)?.address;
  const failed = tried.flatMap(({ address: at, trouble }) => trouble === undefined ? [] : [{ at, trouble }]);
  const what = failed.map(({ at, trouble }) => `port ${port} of ${at}: ${trouble.message}`).join('; ');
  if (failed.length === 0) return { said: [ok(`port ${port} answers at ${addresses.length === 1 ? 'its address' : 'each address'}`)], address };
  if (address !== undefined) {
    // Many machines have no way to IPv6 addresses at all.
    if (failed.every(({ at, trouble }) => at.includes(':') && trouble.kind === 'unreachable')) return { said: [skipped(`IPv6 can't be looked at from this machine: ${what}`)], address };
    return { said: [warning(what, 'the load balancer is being replaced, a record of DNS is out of date, or a subnet of it has no way out', 'lead the name to service.loadBalancer by an alias ("hostedZone"), and see to the routes of "loadBalancer.subnets"')], address };
  }
  // Plain http is for this machine only.
  if (!isTls) return { said: [error(what, 'the service does not run, or at another port', 'start it (npm run demo), and ask at the address that it prints')] };
  const [cause, cure] = failed.every(({ at }) => isPrivate(at))
    ? ['the load balancer has private addresses only, and this machine is not in its network', 'call from the VPC or what is connected to it; or set "loadBalancer.internetFacing" if it is meant for the internet']
    : ['the security group of the load balancer does not let this machine in, or the name leads elsewhere', 'add this network to "loadBalancer.allowedSources", and see whom the name leads to'];
  return { said: [error(what, cause, cure)] };
}

function lookAt(target: Target, address: string, { timeoutMs, expectsMachines, plainPort, ca, now = Date.now }: ExamineOptions): Look {
  const { isTls, hostName, port, origin } = target;
  const { host } = new URL(origin);
  const way = { isTls, address, port, hostName, timeoutMs };
  const plain = plainPort ?? (isTls && port === 443 ? 80 : undefined);
  return {
    target, way, expectsMachines, now,
    ...plain === undefined ? {} : { plainPort: plain },
    ask: (asked) => ask(way, { host, ...asked }),
    askPlainly: (at, path) => ask({ ...way, isTls: false, port: at }, { path, host: new URL(origin).hostname }),
    handshake: (options = {}) => handshake(way, { ...options, ...ca === undefined ? {} : { ca } }),
  };
}

/** What a check says; where the service does not answer it, that. */
async function saidBy({ run }: Check, look: Look): Promise<readonly Said[]> {
  try {
    return await run(look);
  } catch (trouble) {
    if (!(trouble instanceof Trouble)) throw trouble;
    if (trouble.kind === 'local') return [skipped(`could not be looked at: ${trouble.message}`)];
    return [error(`no answer to what was asked: ${trouble.message}`, 'the service or something on the way to it ends connections, or is too slow',
      'call again; if it stays so, look at the load balancer\'s metrics and its access log, and at proxies on the way')];
  }
}
