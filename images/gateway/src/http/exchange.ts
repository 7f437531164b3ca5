import { randomUUID } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { RequestHead } from '../identity/caller';
import type { Lane } from '../lane';
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

const exchanges = new WeakMap<object, Exchange>();

/**
 * The exchange that belongs to a request; made at the first call.
 * @param trusted proxies before lighttpd: only the first call needs to know
 */
export function exchangeOf(request: FastifyRequest, lane: Lane, trusted: TrustedProxies = NO_PROXIES): Exchange {
  const known = exchanges.get(request.raw);
  if (known !== undefined) return known;
  const { raw } = request;
  const url = raw.url ?? '/';
  const mark = url.indexOf('?');
  const exchange: Exchange = {
    requestId: randomUUID(),
    lane,
    head: { headers: raw.headers, rawHeaders: raw.rawHeaders },
    rawPath: mark < 0 ? url : url.slice(0, mark),
    rawQuery: mark < 0 ? '' : url.slice(mark + 1),
    sourceAddress: clientAddress([raw.headers['x-forwarded-for'] ?? []].flat().at(-1), trusted),
    userAgent: raw.headers['user-agent'] ?? null,
  };
  exchanges.set(raw, exchange);
  return exchange;
}
