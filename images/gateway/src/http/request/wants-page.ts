import { hasBearer } from '../../identity/bearer/bearer-header';
import type { Exchange } from './exchange';

/**
 * Whether a person's browser asks, to be answered with a page. Background calls and scripts never get one: they ask for JSON, or for anything.
 * Nor do machines with a bearer token, whatever they ask for: a page, or its forms, would be nothing to them.
 */
export function wantsPage({ lane, rawPath, head }: Exchange): boolean {
  if (lane !== 'people' || rawPath.startsWith('/api/') || hasBearer(head)) return false;
  const weights = weightsIn(head.headers.accept ?? '');
  const page = weights.get('text/html') ?? 0;
  return page > 0 && page >= Math.max(weights.get('application/json') ?? 0, weights.get('application/problem+json') ?? 0);
}

/** The weights of an Accept header, by media type. */
function weightsIn(accept: string): ReadonlyMap<string, number> {
  return new Map(accept.toLowerCase().split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    const weight = parameters.map((parameter) => /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.exec(parameter)?.[1]).find((found) => found !== undefined);
    return [type, Number(weight ?? 1)];
  }));
}
