import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { LaneAnswer, LaneCall } from './lane';

/** What an agent's server passes calls on to. */
export interface AgentServerProps {
  /** @throws any Error where it can't be answered now */
  readonly send: (call: LaneCall) => Promise<LaneAnswer>;
}

/** What the worker lane takes. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;
/** Of all calls together: a worker makes one or two at a time. */
const MAX_HELD_BYTES = 48 * 1024 * 1024;
const CALL = /^\/api\/[a-z_]{1,64}(?:\?[\x21-\x7e]*)?$/;

/** Offers stock Luigi what it expects at its default address: calls by GET or POST, and nothing else. */
export function createAgentServer({ send }: AgentServerProps): Server {
  let held = 0;
  const server = createServer({ keepAliveTimeout: 75_000, requestTimeout: 30_000, maxHeaderSize: 32_768 }, (request, response) => {
    void answer(request, response);
  });
  return server;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '' } = request;
    if (url === '/healthz' && method === 'GET') return tell(response, 200, '{"ok":true}');
    if (!CALL.test(url)) return refuse(response, 404, 'not-found');
    if (method !== 'GET' && method !== 'POST') return refuse(response, 405, 'method-not-allowed');
    let bytes = 0;
    try {
      const chunks: Buffer[] = [];
      for await (const chunk of request as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        held += chunk.length;
        if (bytes > MAX_BODY_BYTES) return refuse(response, 413, 'too-large');
        if (held > MAX_HELD_BYTES) return refuse(response, 503, 'agent-busy');
        chunks.push(chunk);
      }
      const { status, contentType, body } = await send({ method, target: url, contentType: request.headers['content-type'], body: Buffer.concat(chunks) });
      response.writeHead(status, { 'content-type': contentType, 'content-length': body.length }).end(body);
    } catch {
      // Of what went wrong the log tells; Luigi makes the call again.
      refuse(response, 503, 'lane-unavailable');
    } finally {
      held -= bytes;
    }
  }

  function refuse(response: ServerResponse, status: number, code: string): void {
    // What was not read is not waited for.
    response.shouldKeepAlive = false;
    tell(response, status, JSON.stringify({ status, code }));
  }

  function tell(response: ServerResponse, status: number, body: string): void {
    if (response.headersSent) return;
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
  }
}
