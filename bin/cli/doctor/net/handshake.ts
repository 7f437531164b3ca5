import { isIP } from 'node:net';
import { connect, type ConnectionOptions, type PeerCertificate, type SecureVersion, type TLSSocket } from 'node:tls';
import type { Way } from './ask';
import { Trouble } from './trouble';

/** How a handshake is made. */
export interface HandshakeOptions {
  /** The only version that is offered. @default - those of Node */
  readonly version?: SecureVersion;
  /** Authorities that are believed. @default - Node's, and those of NODE_EXTRA_CA_CERTS */
  readonly ca?: string | readonly string[];
}

/** What a handshake has shown. */
export interface Handshake {
  /** Such as `TLSv1.3`. */
  readonly version: string;
  readonly certificate: PeerCertificate;
  /** Why the certificate's chain is not believed: OpenSSL's word, such as `CERT_HAS_EXPIRED`. @default - it is */
  readonly chainFault?: string;
}

/**
 * Makes a handshake and ends the connection. Whose certificate it is, is not looked at.
 * @throws Trouble
 */
export async function handshake(way: Way, { version, ca }: HandshakeOptions = {}): Promise<Handshake> {
  let socket: TLSSocket | undefined;
  let deadline: NodeJS.Timeout | undefined;
  const options: ConnectionOptions = {
    host: way.address, port: way.port, servername: isIP(way.hostName) === 0 ? way.hostName : '', rejectUnauthorized: false, ALPNProtocols: ['http/1.1'],
    // The name is looked at by itself: here only the chain.
    checkServerIdentity: () => undefined,
    ...ca === undefined ? {} : { ca: typeof ca === 'string' ? ca : [...ca] },
    ...version === undefined ? {} : { minVersion: version, maxVersion: version },
    // Node's own ciphers don't go with old versions, whatever the server thinks of these.
    ...version === 'TLSv1' || version === 'TLSv1.1' ? { ciphers: 'ALL:@SECLEVEL=0' } : {},
  };
  try {
    return await new Promise<Handshake>((resolve, reject) => {
      deadline = setTimeout(() => reject(new Trouble('timeout', 'ETIMEDOUT')), way.timeoutMs);
      const opened = socket = connect(options);
      opened.once('error', (error) => reject(Trouble.of(error)));
      opened.once('close', () => reject(new Trouble('reset', 'ECONNRESET')));
      opened.once('secureConnect', () => {
        // A string, whatever its type says.
        const fault = opened.authorized ? undefined : String(opened.authorizationError ?? 'unknown');
        resolve({ version: opened.getProtocol() ?? '', certificate: opened.getPeerCertificate(), ...fault === undefined ? {} : { chainFault: fault } });
      });
    });
  } catch (error) {
    throw Trouble.of(error);
  } finally {
    clearTimeout(deadline);
    socket?.on('error', () => undefined).destroy();
  }
}
