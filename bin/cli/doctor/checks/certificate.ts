import { checkServerIdentity } from 'node:tls';
import { visible } from '../../report/lines';
import type { Check } from '../check';
import { error, ok, warning, type Said } from '../finding';
import type { Handshake } from '../net/handshake';

const DAY = 86_400_000;
/** ACM renews certificates 60 days before they end: one that is closer is not being renewed. */
const SOON_DAYS = 30;

/** Whether browsers and scripts believe whom they meet. */
export const CERTIFICATE: Check = {
  name: 'certificate',
  run: async ({ target: { hostName }, handshake, now }) => {
    const made = await handshake();
    const faults = [...nameFault(hostName, made), ...timeFault(made, now()), ...chainFault(made, now())];
    return faults.length === 0 ? [ok(`the certificate is for ${hostName}, is believed and lasts until ${day(made.certificate.valid_to)}`)] : faults;
  },
};

function nameFault(hostName: string, { certificate }: Handshake): readonly Said[] {
  if (checkServerIdentity(hostName, certificate) === undefined) return [];
  const names = visible(certificate.subjectaltname ?? 'no name at all').slice(0, 200);
  return [error(`the certificate is not for ${hostName}, but for ${names}`, 'the listener has the certificate of another name, or the name leads to another load balancer',
    'give LuigiService a "certificate" for its "domainName" (or a "hostedZone", and it makes one), and lead the name to service.loadBalancer')];
}

function timeFault({ certificate }: Handshake, now: number): readonly Said[] {
  const from = Date.parse(certificate.valid_from);
  const to = Date.parse(certificate.valid_to);
  if (to <= now) {
    return [error(`the certificate has ended on ${day(certificate.valid_to)}`, 'it was not renewed: ACM renews what it made as long as its DNS records are there, never what was imported',
      'put the validation record of the certificate back into the zone, or import a new one under the same ARN')];
  }
  if (from > now) return [error(`the certificate begins on ${day(certificate.valid_from)} only`, 'the clock of this machine is slow, or the certificate was made for later', 'set the clock; else use the former certificate until then')];
  const days = Math.floor((to - now) / DAY);
  if (days >= SOON_DAYS) return [];
  return [warning(`the certificate ends in ${days} days, on ${day(certificate.valid_to)}`, 'ACM renews 60 days before the end: renewal fails, or the certificate was imported',
    'see to its validation record in DNS (ACM tells which is missing), or import a new one under the same ARN')];
}

function chainFault({ chainFault: fault, certificate }: Handshake, now: number): readonly Said[] {
  // Told as such already.
  if (fault === undefined || (fault === 'CERT_HAS_EXPIRED' && Date.parse(certificate.valid_to) <= now) || fault === 'CERT_NOT_YET_VALID') return [];
  const shown = visible(fault).slice(0, 80);
  switch (fault) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return [error('the certificate is signed by itself: nobody believes it', 'an imported certificate was made for tests, or something else answers under this name',
        'give LuigiService a "certificate" of ACM, or a "hostedZone", and it makes one')];
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return [error(`the certificate's chain does not lead to an authority that this machine believes (${shown})`, 'it is of an authority of your own, the chain was left out when it was imported, or a proxy on the way opens TLS',
        'import the certificate with its chain; where the authority is your own, name its file in NODE_EXTRA_CA_CERTS and call again')];
    default:
      return [error(`the certificate is not believed (${shown})`, 'something in its chain does not hold', 'give LuigiService a "certificate" of ACM, or import one with its whole chain')];
  }
}

function day(text: string): string {
  const at = Date.parse(text);
  return Number.isNaN(at) ? 'a day that can\'t be read' : new Date(at).toISOString().slice(0, 10);
}
