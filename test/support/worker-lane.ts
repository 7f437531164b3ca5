import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import type { Service } from '../../local/service';

/** What the worker lane answered. */
export interface WorkerAnswer {
  readonly status: number;
  readonly body: string;
}

/** One call through the worker lane, signed in and sent as a stock worker sends it: to bring text of a worker's into the scheduler. */
export function workerCall(service: Service, method: string, args: Readonly<Record<string, unknown>>): Promise<WorkerAnswer> {
  const body = new URLSearchParams({ data: JSON.stringify(args) }).toString();
  return new Promise((resolve, reject) => {
    const call = request(`${service.workerUrl}/api/${method}`, {
      method: 'POST', agent: false, auth: service.workerCredential, ca: readFileSync(service.workerCertificate), timeout: 30_000,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(Buffer.byteLength(body)) },
    }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
    });
    call.on('timeout', () => call.destroy(new Error(`no answer to ${method} in 30 s`)));
    call.on('error', reject);
    call.end(body);
  });
}

/**
 * As {@link workerCall}.
 * @returns the `response` member
 * @throws Error where it is not answered with 200
 */
export async function workerTells(service: Service, method: string, args: Readonly<Record<string, unknown>>): Promise<unknown> {
  const { status, body } = await workerCall(service, method, args);
  if (status !== 200) throw new Error(`${method} was answered with ${status}: ${body.slice(0, 300)}`);
  return (JSON.parse(body) as { response: unknown }).response;
}
