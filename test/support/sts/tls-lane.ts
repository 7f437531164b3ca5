import { execFileSync } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A key pair, as lighttpd's entry script makes one at each start. */
export interface KeyPair {
  readonly key: string;
  readonly cert: string;
  /** SHA-256 of the certificate. */
  readonly fingerprint: string;
}

/** Makes a self-signed certificate. */
export function aKeyPair(): KeyPair {
  const folder = mkdtempSync(join(tmpdir(), 'key-pair-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key, '-out', cert,
      '-days', '2', '-subj', '/CN=luigi'], { stdio: 'ignore' });
    const text = readFileSync(cert, 'utf8');
    return { key: readFileSync(key, 'utf8'), cert: text, fingerprint: createHash('sha256').update(new X509Certificate(text).raw).digest('hex') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A request that got to the lane. */
export interface LaneRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A worker lane that answers what it is told to, on a port that can come and go. */
export class TlsLane {
  readonly requests: LaneRequest[] = [];
  /** How many were opened, whatever became of them. */
  connections = 0;
  answer: (request: LaneRequest, response: ServerResponse) => void = (_, response) => { response.end('{"response": null}'); };
  private server: Server | undefined;

  constructor(readonly port: number) {}

  async start({ key, cert }: KeyPair): Promise<void> {
    this.server = createServer({ key, cert }, (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
        const seen = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() };
        this.requests.push(seen);
        this.answer(seen, response);
      });
    });
    this.server.on('connection', () => { this.connections += 1; });
    await new Promise<void>((done) => { this.server?.listen(this.port, '127.0.0.1', done); });
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise<void>((done) => { if (this.server === undefined) done(); else this.server.close(() => done()); });
    this.server = undefined;
  }
}
