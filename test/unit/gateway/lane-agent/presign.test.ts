import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { presign } from '../../../../images/gateway/src/lane-agent/presign';
import { credentialOf } from '../../../support/sts/credentials';

/** What AWS's own signer wants of a hash. */
class Sha256 {
  private readonly hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', typeof secret === 'string' ? secret : Buffer.from(secret as Uint8Array));
  }
  update(data: Uint8Array | string): void { this.hash.update(data); }
  digest(): Promise<Uint8Array> { return Promise.resolve(this.hash.digest()); }
  reset(): void { /* used once */ }
}

const AT = new Date('2026-11-23T16:05:09.123Z');

test('a pre-signed request has the signature that AWS\'s own signer makes', async () => {
  await fc.assert(fc.asyncProperty(
    fc.constantFrom('eu-central-1', 'us-gov-west-1', 'cn-north-1'), fc.constantFrom('sts.a.amazonaws.com', 'sts.b.amazonaws.com.cn', '127.0.0.1:8000'),
    fc.integer({ min: 1, max: 900 }), fc.stringMatching(/^[A-Za-z0-9+/]{20,80}={0,2}$/), fc.stringMatching(/^[A-Za-z0-9+/]{40}$/),
    fc.date({ min: new Date('2020-01-01'), max: new Date('2099-01-01'), noInvalidDate: true }),
    async (region, host, seconds, sessionToken, secretAccessKey, at) => {
      const credentials = { accessKeyId: 'ASIAEXAMPLE000000001', secretAccessKey, sessionToken };
      const audience = `111122223333/${region}/luigi`;
      const signer = new SignatureV4({ credentials, region, service: 'sts', sha256: Sha256 as never });
      const [hostname = '', port] = host.split(':');
      const { query } = await signer.presign({
        protocol: 'https:', method: 'GET', hostname, ...(port === undefined ? {} : { port: Number(port) }), path: '/', headers: { host, 'x-luigi-service': audience },
        query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      } as never, { expiresIn: seconds, signingDate: at, unhoistableHeaders: new Set(['x-luigi-service']) });

      const ours = new URL(presign({ credentials, stsOrigin: `https://${host}`, region, audience, at, seconds })).searchParams;

      expect(Object.fromEntries(ours)).toEqual(query);
    },
  ), { numRuns: 50 });
});

test('the signature changes with the service that it is for', () => {
  const of = (audience: string): string | null => new URL(presign({
    credentials: credentialOf(), stsOrigin: 'https://sts.eu-central-1.amazonaws.com', region: 'eu-central-1', audience, at: AT, seconds: 300,
  })).searchParams.get('X-Amz-Signature');

  expect(of('111122223333/eu-central-1/luigi')).not.toBe(of('111122223333/eu-central-1/luigi2'));
});
