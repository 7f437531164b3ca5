import { error, skipped, type Said } from '../finding';
import { Trouble } from '../net/trouble';

const TLS = /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH)|^EPROTO$/;
const NO_NAME = ['ENOTFOUND', 'ENODATA', 'EAI_NONAME'];
const CURE = 'see to the address, and ask again from a network with a way to the internet; the load balancer asks for it on 443 by a way of its own';

/** A finding for a key set that could not be fetched. */
export function faultOf(address: string, fault: unknown): Said {
  const { name, message, cause } = fault as Error;
  const { code = '', message: deeper = '' } = (cause ?? fault) as NodeJS.ErrnoException;
  if (name === 'TimeoutError' || code.includes('TIMEDOUT') || code.includes('TIMEOUT')) return error(`no answer in time at ${address}`, 'the issuer is down or slow, or a firewall drops what is asked', CURE);
  if (/more than \d+ bytes/.test(message)) return error(`what is at ${address} is larger than a key set may be: 150,000 bytes`, 'it is no key set, or one that is too large for load balancers and gateway', 'see to the address; of an issuer with a smaller set');
  if (deeper === 'unexpected redirect') return error(`${address} leads elsewhere`, 'redirects are not followed: whoever answers there decides who is believed', 'give the address where the key set lies in the end as "keysUrl"');
  if (deeper === 'bad port') return error(`${address} is at a port that is for something else`, 'fetching, by the gateway as well, is refused at such ports', 'have the key set at 443');
  if (NO_NAME.includes(code)) return error(`nobody knows the host of ${address}`, 'the name is misspelt, or known in a private network only', CURE);
  if (TLS.test(code)) {
    return error(`the certificate of ${address} is not believed (${code})`, 'it has ended, is of another name, or is signed by an authority of your own, which load balancers don\'t know',
      'have the issuer use a certificate of a public authority');
  }
  // As fetch calls an end in the middle of an answer.
  const trouble = code === 'UND_ERR_SOCKET' ? new Trouble('reset', code) : Trouble.of(cause ?? fault);
  if (trouble.kind === 'local') return skipped(`${address} could not be looked at: ${trouble.message}`);
  return error(`no key set from ${address}: ${trouble.message}`, 'the issuer is down, or something on the way ends connections', CURE);
}
