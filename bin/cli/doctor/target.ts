import { isIP } from 'node:net';

/** The service that is looked at. */
export interface Target {
  readonly isTls: boolean;
  /** As in the address, IPv6 without brackets. */
  readonly hostName: string;
  readonly port: number;
  /** As browsers write it. */
  readonly origin: string;
}

/**
 * Reads the address that the command was given.
 * @param insecureLoopback whether plain http to this machine is asked for
 * @throws Error where it is no address of a service, or holds a credential
 */
export function targetOf(text: string, insecureLoopback: boolean): Target {
  if (!URL.canParse(text)) throw new Error(`got ${shown(text)}, expected an address such as https://luigi.example.com`);
  const url = new URL(text);
  // Neither is said again: it may be a secret.
  if (url.username !== '' || url.password !== '') throw new Error('got an address with a name or a password in it, expected one without: nothing secret is ever sent');
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') throw new Error(`got an address with more than a host, expected such as ${url.origin === 'null' ? 'https://luigi.example.com' : url.origin}: a service lies at the root of its name`);
  const hostName = url.hostname.replace(/^\[|\]$/g, '');
  if (hostName === '') throw new Error(`got ${shown(text)}, expected an address with a host, such as https://luigi.example.com`);
  if (url.protocol === 'http:') {
    if (!isLoopback(hostName)) throw new Error(`got plain http to ${shown(hostName)}, expected https${insecureLoopback ? ': --insecure-loopback is for 127.0.0.1, ::1 and localhost only' : ''}`);
    if (!insecureLoopback) throw new Error('got plain http, expected https; for a service on this machine, add --insecure-loopback');
  } else if (url.protocol !== 'https:') {
    throw new Error(`got ${shown(url.protocol)}, expected https`);
  } else if (insecureLoopback) {
    throw new Error('got --insecure-loopback with https, expected it with http://127.0.0.1:PORT only');
  }
  const isTls = url.protocol === 'https:';
  return { isTls, hostName, port: url.port === '' ? isTls ? 443 : 80 : Number(url.port), origin: url.origin };
}

/** Whether the host is this machine whatever a resolver says. */
export function isLoopback(hostName: string): boolean {
  return hostName === 'localhost' || hostName === '::1' || (isIP(hostName) === 4 && hostName.startsWith('127.'));
}

function shown(text: string): string {
  return JSON.stringify(text.slice(0, 100));
}
