import { createHash, createHmac } from 'node:crypto';
import { AUDIENCE_HEADER, WORKER_TOKEN_PREFIX } from '../../../../lib/contract/worker-sign-in';

/** Credentials of a role, for a while. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** What a token is made of. */
export interface PresignRequest {
  readonly credentials: SessionCredentials;
  /** Such as `https://sts.eu-central-1.amazonaws.com`. */
  readonly stsOrigin: string;
  readonly region: string;
  readonly audience: string;
  readonly at: Date;
  readonly seconds: number;
}

/**
 * A token: sts:GetCallerIdentity, signed for one service and a short while. Whoever has it can prove to that service alone, as long as it
 * lives, who made it; nothing else can be done with it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function workerToken(request: PresignRequest): string {
  return `${WORKER_TOKEN_PREFIX}${Buffer.from(presign(request)).toString('base64url')}`;
}

/** The pre-signed URL. */
export function presign({ credentials, stsOrigin, region, audience, at, seconds }: PresignRequest): string {
  const time = at.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = [time.slice(0, 8), region, 'sts', 'aws4_request'];
  const signedHeaders = `host;${AUDIENCE_HEADER}`;
  // In the order of their names, as they are signed.
  const query = Object.entries({
    'Action': 'GetCallerIdentity',
    'Version': '2011-06-15',
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Credential': [credentials.accessKeyId, ...scope].join('/'),
    'X-Amz-Date': time,
    'X-Amz-Expires': String(seconds),
    'X-Amz-Security-Token': credentials.sessionToken,
    'X-Amz-SignedHeaders': signedHeaders,
  }).map(([name, value]) => `${name}=${encode(value)}`).join('&');
  const canonical = ['GET', '/', query, `host:${new URL(stsOrigin).host}`, `${AUDIENCE_HEADER}:${audience}`, '', signedHeaders, sha256('')].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonical)].join('\n');
  const key = scope.reduce<Buffer>((secret, part) => hmac(secret, part), Buffer.from(`AWS4${credentials.secretAccessKey}`));
  return `${stsOrigin}/?${query}&X-Amz-Signature=${hmac(key, toSign).toString('hex')}`;
}

function encode(value: string): string {
  return encodeURIComponent(value).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
