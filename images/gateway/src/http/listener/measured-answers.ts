import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Lane } from '../../lane';
import { findMethod } from '../../luigi/calls/call';
import type { CallKind, Measures } from '../../metrics/measures';
import { LUIGI_PAGE_ROUTES } from '../luigi/luigi-page-routes';

/** By their routes: Luigi's own pages, and what no person asks for, whose quick answers would hide the slow ones. */
const PEOPLE_ROUTES: ReadonlyMap<string | undefined, CallKind | undefined> = new Map([
  ...LUIGI_PAGE_ROUTES.map((url) => [url, 'view'] as const),
  ...['/livez', '/healthz'].map((url) => [url, undefined] as const),
]);

/** Tells how long each answer took, until its last byte was handed over or whoever asked had gone. */
export function measureAnswers(listener: FastifyInstance, lane: Lane, measures: Measures): void {
  const kindOf = lane === 'workers' ? (): CallKind => 'worker' : kindOfPerson;
  listener.addHook('onRequest', (request, reply, done) => {
    const kind = kindOf(request);
    if (kind !== undefined) {
      const began = performance.now();
      // Not Fastify's onResponse, which never hears of those who did not wait for the end.
      reply.raw.once('close', () => measures.answered(kind, performance.now() - began));
    }
    done();
  });
}

function kindOfPerson({ routeOptions: { url }, params }: FastifyRequest): CallKind | undefined {
  if (url !== '/api/*') return PEOPLE_ROUTES.has(url) ? PEOPLE_ROUTES.get(url) : 'portal';
  switch (findMethod((params as { readonly '*': string })['*'])?.kind) {
    case 'view': return 'view';
    case 'operate': return 'operate';
    // Workers' calls on the wrong lane, and no calls at all: they are refused.
    default: return 'portal';
  }
}
