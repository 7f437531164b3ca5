import type { FastifyRequest } from 'fastify';
import { exchangeOf } from '../../../../../images/gateway/src/http/request/exchange';

const request = (url: string, headers: Record<string, string> = {}) =>
  ({ raw: { url, headers, rawHeaders: [] } }) as unknown as FastifyRequest;

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['1.2.3.4, 10.0.0.1', '10.0.0.1'],
  ['1.2.3.4,2001:db8::1', '2001:db8::1'],
  ['10.0.0.1, evil"\\n', null],
  ['', null],
])('of X-Forwarded-For %s the last address alone is believed', (header, address) => {
  expect(exchangeOf(request('/', { 'x-forwarded-for': header }), 'people').sourceAddress).toBe(address);
});

test('path and query are kept as they came', () => {
  const exchange = exchangeOf(request('/api/task_list?data=%7B%7D&x=?'), 'people');
  expect(exchange.rawPath).toBe('/api/task_list');
  expect(exchange.rawQuery).toBe('data=%7B%7D&x=?');
});

test('a request has one id, which no client can choose', () => {
  const one = request('/', { 'x-request-id': 'mine' });
  expect(exchangeOf(one, 'people')).toBe(exchangeOf(one, 'people'));
  expect(exchangeOf(one, 'people').requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(exchangeOf(one, 'people').requestId).not.toBe(exchangeOf(request('/'), 'people').requestId);
});
