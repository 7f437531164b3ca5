import { createServer, type Server } from 'node:http';
import type { SigningKeys } from './signing-keys';

/** Where the load balancer's public keys are fetched, by kid: another server than the load balancer, in AWS too. */
export class KeyEndpoint {
  /** `down` answers 503, `hang` answers nothing. */
  state: 'up' | 'down' | 'hang' = 'up';
  /** Kids that were asked for, in order: tests count fetches. */
  readonly asked: string[] = [];
  readonly server: Server;

  constructor(keys: SigningKeys) {
    this.server = createServer((request, response) => {
      const kid = (request.url ?? '').slice(1);
      this.asked.push(kid);
      if (this.state === 'hang') return;
      const pem = this.state === 'up' ? keys.publicPem(kid) : undefined;
      response.writeHead(this.state === 'down' ? 503 : pem === undefined ? 404 : 200, { 'content-type': 'binary/octet-stream' });
      response.end(pem);
    });
  }
}
