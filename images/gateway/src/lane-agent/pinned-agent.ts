import { Agent, type AgentOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { fingerprintOf } from '../lane-certificate/certificate-fingerprint';

/** The lane has another certificate than it is said to have: nothing was sent. */
export class PinMismatch extends Error {
  constructor() {
    super('the worker lane has another certificate than the gateway has told of');
    this.name = 'PinMismatch';
  }
}

/** No connection stands: nothing was sent. */
export class NotConnected extends Error {}

/**
 * Connections to a server that is known by its certificate alone, not by who has signed it. A connection is handed out once its certificate
 * is known to be the one: before that, not a byte of a request is written.
 */
export class PinnedAgent extends Agent {
  /**
   * @param pin SHA-256 of the certificate, as told now
   * @param connectMs until the certificate is known
   */
  constructor(private readonly pin: () => string | undefined, private readonly connectMs: number) {
    super({ keepAlive: true, maxSockets: 32, maxFreeSockets: 8, timeout: 70_000 });
  }

  override createConnection(options: AgentOptions & ConnectionOptions, callback?: (error: Error | null, stream: Duplex) => void): undefined {
    const done = callback as (error: Error | null, stream?: Duplex) => void;
    // Whom it meets is told by the certificate itself, below. No session is taken up again: it would show none.
    const socket = connect({
      host: options.host ?? undefined, port: Number(options.port), servername: options.servername, rejectUnauthorized: false,
      minVersion: 'TLSv1.2', ALPNProtocols: ['http/1.1'],
    });
    socket.setNoDelay(true);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      socket.off('error', failed).off('close', closed).on('error', () => undefined);
      socket.destroy();
      done(error);
    };
    const failed = (cause: Error): void => fail(new NotConnected('the worker lane was not reached', { cause }));
    const closed = (): void => fail(new NotConnected('the worker lane closed the connection'));
    const timer = setTimeout(() => fail(new NotConnected(`the worker lane was not reached within ${this.connectMs} ms`)), this.connectMs);
    socket.once('error', failed).once('close', closed);
    socket.once('secureConnect', () => {
      if (!this.isPinned(socket)) return fail(new PinMismatch());
      clearTimeout(timer);
      socket.off('error', failed).off('close', closed);
      done(null, socket);
    });
    return undefined;
  }

  private isPinned(socket: TLSSocket & Socket): boolean {
    const { fingerprint256 = '' } = socket.getPeerCertificate();
    const pin = this.pin();
    return pin !== undefined && fingerprint256 !== '' && fingerprintOf(fingerprint256) === pin;
  }
}
