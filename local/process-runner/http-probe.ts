import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/**
 * A readiness condition: the address answers a GET with a status below 500.
 * @param accept which statuses count
 */
export function answers(url: string, accept: (status: number) => boolean = (status) => status < 500): () => Promise<boolean> {
  return () => new Promise<boolean>((resolve) => {
    // The lanes' certificates are self-signed: the probe asks whether the program is up, it trusts nothing that it says.
    const send = url.startsWith('https:') ? requestHttps : requestHttp;
    const request = send(url, { agent: false, rejectUnauthorized: false, timeout: 1_000 }, (response) => {
      response.resume();
      resolve(accept(response.statusCode ?? 0));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
    request.end();
  });
}
