import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import type { FastifyRequest } from 'fastify';
import type { RequestHead } from '../identity/caller';

/** Which of the two listeners a request came in by. Told apart by port, never by anything that a client can send. */
export type Lane = 'people' | 'workers';

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
  /** The client as lighttpd saw it, which believes X-Forwarded-For only from its trusted proxies. */
  readonly sourceAddress: string | null;
  readonly userAgent: string | null;
}

const exchanges = new WeakMap<object, Exchange>();

/** The exchange that belongs to a request; made at the first call. */
export function exchangeOf(request: FastifyRequest, lane: Lane): Exchange {
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
    sourceAddress: lastForwardedFor(raw.headers['x-forwarded-for']),
    userAgent: raw.headers['user-agent'] ?? null,
  };
  exchanges.set(raw, exchange);
  return exchange;
}

/** lighttpd appends the client's address: whatever stands before the last comma is the client's own word. */
function lastForwardedFor(header: string | string[] | undefined): string | null {
  const text = Array.isArray(header) ? header.at(-1) : header;
  const last = text?.split(',').at(-1)?.trim();
  return last !== undefined && isIP(last) !== 0 ? last : null;
}
