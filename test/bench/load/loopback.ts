/**
 * The address, where it is on this machine.
 * @throws Error for any other: load is made here only
 */
export function loopback(address: string): URL {
  const url = new URL(address);
  const { hostname, protocol } = url;
  // Numbers and the one reserved name only: any other name may lead anywhere.
  const here = /^127\.\d+\.\d+\.\d+$/.test(hostname) || hostname === '[::1]' || hostname === 'localhost';
  if (!here || (protocol !== 'http:' && protocol !== 'https:')) {
    throw new Error(`got ${url.origin} to put load on, expected an http or https address on the loopback interface, such as http://127.0.0.1:8082`);
  }
  return url;
}
