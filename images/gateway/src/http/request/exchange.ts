import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { RequestHead } from '../../identity/caller';
import type { Lane } from '../../lane';
import { clientAddress, NO_PROXIES, type TrustedProxies } from './client-address';

/** One request, as far as records and identity need it. */
export interface Exchange {
  /** Made here, never taken from the client. */
  readonly requestId: string;
  readonly lane: Lane;
  readonly head: RequestHead;
  /** Path as it came, without query. */
  readonly rawPath: string;
  /** Query as it came, without the question mark. */
  readonly rawQuery: string;
  /** The client as the load balancer saw it, or lighttpd where none stands before the lane. */
  readonly sourceAddress: string | null;
  readonly userAgent: string | null;
}

/** Where a request keeps its exchange: on itself, since a WeakMap's entries are dear to collect at thousands a second. */
const EXCHANGE = Symbol('exchange');

interface Known {
  [EXCHANGE]?: Exchange;
}

/**
 * The exchange that belongs to a request; made at the first call.
 * @param trusted proxies before lighttpd: only the first call needs to know
 */
export function exchangeOf(request: FastifyRequest, lane: Lane, trusted: TrustedProxies = NO_PROXIES): Exchange {
  const raw: FastifyRequest['raw'] & Known = request.raw;
  const known = raw[EXCHANGE];
  if (known !== undefined) return known;
  const url = raw.url ?? '/';
  const mark = url.indexOf('?');
  const exchange: Exchange = {
    requestId: randomUUID(),
    lane,
    head: { headers: raw.headers, rawHeaders: raw.rawHeaders },
    rawPath: mark < 0 ? url : url.slice(0, mark),
    rawQuery: mark < 0 ? '' : url.slice(mark + 1),
    sourceAddress: clientAddress(lastOf(raw.headers['x-forwarded-for']), trusted),
    userAgent: raw.headers['user-agent'] ?? null,
  };
  raw[EXCHANGE] = exchange;
  return exchange;
}

function lastOf(values: string | string[] | undefined): string | undefined {
  return typeof values === 'string' ? values : values?.at(-1);
}
