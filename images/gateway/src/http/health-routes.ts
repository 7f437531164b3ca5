import type { FastifyInstance } from 'fastify';
import type { Caller, RequestHead } from '../identity/caller';
import type { Luigid } from '../luigi/client/upstream';
import { DATA_HEADERS } from './answer/security-headers';

/** A part of the service that can say how it is. */
export interface HealthSource {
  /** Name of the part in the answer. */
  readonly name: string;
  /**
   * How it is. `ok`: callers are answered. `degraded`: they are, but somebody should look.
   * The rest is for people who are signed in.
   */
  readonly health: () => { readonly ok: boolean; readonly degraded?: boolean } & object;
}

/**
 * Adds /livez and /healthz; neither needs a login.
 *
 * `/livez` is what the load balancer and ECS watch: the gateway is up and luigid answers. It says nothing about
 * mappings or records, since an outage there must not kill the one task that still holds the last good ones.
 * `/healthz` tells people all, the details only to those who are signed in: `ok`, `degraded` (still 200), or `unavailable` (503).
 */
export function addHealthRoutes(
  listener: FastifyInstance,
  luigid: Luigid,
  sources: readonly HealthSource[],
  authenticate: (head: RequestHead) => Promise<Caller>,
): void {
  listener.route({
    method: ['GET', 'HEAD'],
    url: '/livez',
    handler: async (_request, reply) => {
      const alive = await luigid.isAlive();
      return reply.code(alive ? 200 : 503).headers(DATA_HEADERS).type('application/json')
        .send(JSON.stringify({ status: alive ? 'ok' : 'unavailable' }));
    },
  });

  listener.get('/healthz', async (request, reply) => {
    const parts: Part[] = [
      { name: 'luigid', ok: await luigid.isAlive() },
      ...sources.map(({ name, health }) => ({ name, ...health() })),
    ];
    const status = statusOf(parts);
    const signedIn = await authenticate({ headers: request.headers, rawHeaders: request.raw.rawHeaders }).then(() => true, () => false);
    return reply.code(status === 'unavailable' ? 503 : 200).headers(DATA_HEADERS).type('application/json')
      .send(JSON.stringify({ status, ...(signedIn ? { parts } : {}) }, null, 2));
  });
}

type Part = { readonly name: string } & ReturnType<HealthSource['health']>;

function statusOf(parts: readonly Part[]): 'ok' | 'degraded' | 'unavailable' {
  if (parts.some(({ ok }) => !ok)) return 'unavailable';
  return parts.some(({ degraded }) => degraded === true) ? 'degraded' : 'ok';
}
