import { connect } from 'node:tls';

/**
 * SHA-256 of the certificate that a TLS server has now: 64 hexadecimal digits. Nothing is sent.
 * @throws Error where it is not reached, or tells none in time
 */
export function certificateFingerprint({ host, port }: { readonly host: string; readonly port: number }, timeoutMs = 3000): Promise<string> {
  return new Promise((resolve, reject) => {
    // Which certificate it is, is what is asked here.
    const socket = connect({ host, port, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
    const end = (finish: () => void): void => {
      clearTimeout(timer);
      finish();
      socket.destroy();
    };
    const timer = setTimeout(() => end(() => reject(new Error(`got no certificate from ${host}:${port} within ${timeoutMs} ms`))), timeoutMs);
    socket.on('error', (error) => end(() => reject(error)));
    socket.once('secureConnect', () => end(() => resolve(fingerprintOf(socket.getPeerCertificate().fingerprint256))));
  });
}

/** Node.js writes them with colons and in upper case. */
export function fingerprintOf(fingerprint256: string): string {
  return fingerprint256.replaceAll(':', '').toLowerCase();
}
