import type { IncomingMessage } from 'node:http';

const LARGEST_LINE = 16_384;
const LARGEST_HEADER = 16_384;
/** All headers together, in bytes; the request line not counted. */
export const LARGEST_HEADERS = 65_536;
const MOST_FORWARDED_ADDRESSES = 30;

/**
 * The status that the load balancer itself refuses the request with, or undefined where it takes it.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
 */
export function refusedFor({ method, url, httpVersion, rawHeaders, headers }: IncomingMessage): 400 | 414 | 463 | undefined {
  if (`${method} ${url} HTTP/${httpVersion}`.length > LARGEST_LINE) return 414;
  let all = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const size = (rawHeaders[index]?.length ?? 0) + (rawHeaders[index + 1]?.length ?? 0) + 4;
    if (size > LARGEST_HEADER) return 400;
    all += size;
  }
  if (all > LARGEST_HEADERS) return 400;
  const forwarded = headers['x-forwarded-for'];
  if ((Array.isArray(forwarded) ? forwarded.join() : forwarded ?? '').split(',').length > MOST_FORWARDED_ADDRESSES) return 463;
  return undefined;
}
