import { Environment } from '../../settings/environment';

/** The part of fetch that key sources use, so that tests can put theirs in its place. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What a key endpoint answered: the body only where the status is 200. */
export interface KeyAnswer {
  readonly status: number;
  readonly body: string;
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Whether keys from this address can be believed: over TLS, or from this very machine; nothing in it but a place. */
export function isKeyAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const safe = url !== undefined && (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname)));
  return safe && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
}

/**
 * Checks that keys from this address can be believed.
 * @param variable the setting that it comes from
 * @throws SettingError
 */
export function assertKeyAddress(variable: string, text: string): void {
  if (!isKeyAddress(text)) {
    throw new Environment({}).wrong(variable, text, 'an https URL without query (http only on the loopback interface): whoever answers there decides who is believed');
  }
}

/**
 * Gets a small text, whatever the other side does: bounded in time and size, redirects are not followed.
 * @throws Error when it can't be reached, is too slow, or answers more than `maxBytes`
 */
export async function getKeys(fetch: Fetch, url: string, limits: { readonly timeoutMs: number; readonly maxBytes: number }): Promise<KeyAnswer> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(limits.timeoutMs), headers: { accept: '*/*' } });
  if (response.status !== 200) {
    await response.body?.cancel();
    return { status: response.status, body: '' };
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the stream.
    if (bytes > limits.maxBytes) throw new Error(`key endpoint answered more than ${limits.maxBytes} bytes`);
    chunks.push(Buffer.from(chunk));
  }
  return { status: 200, body: Buffer.concat(chunks).toString('utf8') };
}
