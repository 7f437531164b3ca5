import { lookup } from 'node:dns/promises';
import { connect, isIP, isIPv4, type Socket } from 'node:net';
import { Trouble } from './trouble';

/** How addresses are found. Node's `lookup` with all of them is one. */
export type Resolve = (hostName: string) => Promise<readonly string[]>;

/** By the machine's own resolver, hosts file included: as browsers here find it. */
export const systemResolve: Resolve = async (hostName) => (await lookup(hostName, { all: true, verbatim: true })).map(({ address }) => address);

/** @throws Trouble of kind `timeout`, or what the resolver threw */
export async function addressesOf(hostName: string, timeoutMs: number, resolve: Resolve): Promise<readonly string[]> {
  if (isIP(hostName) !== 0) return [hostName];
  let deadline: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      resolve(hostName),
      new Promise<never>((_resolve, reject) => { deadline = setTimeout(() => reject(new Trouble('timeout', 'ETIMEDOUT')), timeoutMs); }),
    ]);
  } finally {
    clearTimeout(deadline);
  }
}

/** Opens a connection and ends it. @throws Trouble */
export async function reach(address: string, port: number, timeoutMs: number): Promise<void> {
  let socket: Socket | undefined;
  let deadline: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      deadline = setTimeout(() => reject(new Trouble('timeout', 'ETIMEDOUT')), timeoutMs);
      socket = connect({ host: address, port });
      socket.once('error', (error) => reject(Trouble.of(error))).once('connect', () => resolve());
    });
  } finally {
    clearTimeout(deadline);
    socket?.on('error', () => undefined).destroy();
  }
}

/** Whether an address is of a private network. @see https://www.rfc-editor.org/rfc/rfc1918 https://www.rfc-editor.org/rfc/rfc4193 */
export function isPrivate(address: string): boolean {
  if (!isIPv4(address)) return /^(?:f[cd]|fe[89ab])/i.test(address);
  return /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(address);
}
