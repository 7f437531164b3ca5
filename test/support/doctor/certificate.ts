import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate with its key, as TLS servers take them. */
export interface MadeCertificate {
  readonly cert: string;
  readonly key: string;
  /** Signs others with it. */
  readonly authority: Authority;
}

interface Authority {
  readonly name: string;
  readonly privateKey: KeyObject;
}

/** What a certificate says. */
export interface CertificateOptions {
  /** DNS names; the first is the subject's too. */
  readonly names: readonly string[];
  /** @default - a day ago */
  readonly from?: Date;
  /** @default - in a year */
  readonly to?: Date;
  /** @default - itself */
  readonly signedBy?: MadeCertificate;
  /** Whether it may sign others. @default false */
  readonly isAuthority?: boolean;
}

const DAY = 86_400_000;
const [ECDSA_SHA256, COMMON_NAME, ALTERNATIVE_NAMES, BASIC_CONSTRAINTS] = ['06082a8648ce3d040302', '0603550403', '0603551d11', '0603551d13'].map((hex) => Buffer.from(hex, 'hex'));
const TRUE = Buffer.from('0101ff', 'hex');

/** Makes one with nothing but Node: X.509 in DER, ECDSA on P-256. */
export function makeCertificate(options: CertificateOptions): MadeCertificate {
  const { names, from = new Date(Date.now() - DAY), to = new Date(Date.now() + 365 * DAY), signedBy, isAuthority = false } = options;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const name = names[0] ?? '';
  const { authority = { name, privateKey } } = signedBy ?? {};
  const algorithm = sequence(ECDSA_SHA256!);
  const extensions = [
    sequence(ALTERNATIVE_NAMES!, der(0x04, sequence(...names.map((each) => der(0x82, Buffer.from(each, 'latin1')))))),
    ...isAuthority ? [sequence(BASIC_CONSTRAINTS!, TRUE, der(0x04, sequence(TRUE)))] : [],
  ];
  const body = sequence(
    der(0xa0, Buffer.from('020102', 'hex')), der(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)])), algorithm, nameOf(authority.name),
    sequence(time(from), time(to)), nameOf(name), publicKey.export({ type: 'spki', format: 'der' }), der(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', body, authority.privateKey);
  const certificate = sequence(body, algorithm, der(0x03, Buffer.concat([Buffer.of(0), signature])));
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    authority: { name, privateKey },
  };
}

function nameOf(text: string): Buffer {
  return sequence(der(0x31, sequence(COMMON_NAME!, der(0x0c, Buffer.from(text, 'utf8')))));
}

/** UTCTime: two digits of the year. */
function time(at: Date): Buffer {
  return der(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`, 'latin1'));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return der(0x30, Buffer.concat(parts));
}

function der(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}
