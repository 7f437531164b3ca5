import { clientAddress, NO_PROXIES, parseTrustedProxies, type TrustedProxies } from '../../../../../images/gateway/src/http/request/client-address';

const balancers = parseTrustedProxies('10.0.0.0/24, fd00::/8') as TrustedProxies;

test.each([
  ['203.0.113.7, 10.0.0.9', '203.0.113.7'],
  ['6.6.6.6, 203.0.113.7, 10.0.0.9', '203.0.113.7'],
  ['6.6.6.6, 10.0.0.8, 10.0.0.9', '10.0.0.8'],
  ['2001:db8::7, fd00::9', '2001:db8::7'],
  ['10.0.0.9', '10.0.0.9'],
  ['evil"\\n, 10.0.0.9', null],
])('of %s the address before the load balancer\'s own is believed, and no other', (header, address) => {
  expect(clientAddress(header, balancers)).toBe(address);
});

test.each([
  ['10.0.0.7, 203.0.113.9', '203.0.113.9'],
  ['10.0.0.7, 10.0.1.9', '10.0.1.9'],
  ['10.0.0.7, evil', null],
  ['', null],
  [undefined, null],
])('of %s the peer alone is believed where it is no load balancer', (header, address) => {
  expect(clientAddress(header, balancers)).toBe(address);
});

test('a verdict is the same each time, also after more peers than are remembered', () => {
  const peers = Array.from({ length: 600 }, (_, index) => `10.0.${index % 3}.${index % 200}`);
  const verdicts = (): (string | null)[] => peers.map((peer) => clientAddress(`203.0.113.7, ${peer}`, balancers));
  const first = verdicts();
  expect(verdicts()).toEqual(first);
  expect(first).toEqual(peers.map((peer) => (peer.startsWith('10.0.0.') ? '203.0.113.7' : peer)));
});

test('without proxies lighttpd\'s peer is the client', () => {
  expect(clientAddress('203.0.113.7, 10.0.0.9', NO_PROXIES)).toBe('10.0.0.9');
});

test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/0', 'fd00::/129', '10.0.0/24', 'all', '10.0.0.0/24;x', '/8'])('%s is no address range', (text) => {
  expect(parseTrustedProxies(text)).toBeUndefined();
});
