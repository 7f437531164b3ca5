import { AUDIENCE_HEADER } from '../../../../../lib/contract/worker-sign-in';
import { member } from '../../json/json-object';
import type { Fetch } from '../tokens/key-endpoint';
import type { CallerIdentity } from './assumed-role';

/** STS has looked at the request and does not take it: wrong signature, other audience, credential that ended. */
export class StsRefused extends Error {}

/** STS gave no answer that says anything about the request: not reached, too slow, throttled, ill. */
export class StsUnavailable extends Error {}

/** What STS is asked with. */
export interface StsProps {
  /** Such as `https://sts.eu-central-1.amazonaws.com`. */
  readonly origin: string;
  /** What tokens must be signed for: this service. */
  readonly audience: string;
  /** @default - the global fetch */
  readonly fetch?: Fetch;
  /** @default 2000 */
  readonly timeoutMs?: number;
}

const MAX_BYTES = 16_384;
const THROTTLED = /throttl|toomanyrequests|limitexceeded|slowdown|serviceunavailable|internalfailure/i;

/**
 * Lets STS judge a pre-signed request. Sent to the configured endpoint only, with the header for this very service: a request that was
 * signed for another one has another signature.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export class Sts {
  constructor(private readonly props: StsProps) {}

  /**
   * @param target path and query, of checked parts
   * @throws StsRefused, StsUnavailable
   */
  async callerIdentity(target: string): Promise<CallerIdentity> {
    const { status, body } = await this.ask(target);
    const answer = objectIn(body);
    if (status === 200) return identityIn(answer);
    const code = member(member(answer, 'Error'), 'Code');
    if (status >= 400 && status < 500 && status !== 429 && typeof code === 'string' && !THROTTLED.test(code)) {
      throw new StsRefused(`STS answered ${status} ${code.replace(/[^A-Za-z0-9.]/g, '').slice(0, 64)}`);
    }
    throw new StsUnavailable(`STS answered ${status}`);
  }

  private async ask(target: string): Promise<{ readonly status: number; readonly body: string }> {
    const { origin, audience, timeoutMs = 2000 } = this.props;
    const call = this.props.fetch ?? ((url, init) => fetch(url, init));
    try {
      const response = await call(`${origin}${target}`, {
        method: 'GET', redirect: 'manual', signal: AbortSignal.timeout(timeoutMs),
        headers: { 'accept': 'application/json', [AUDIENCE_HEADER]: audience },
      });
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of response.body ?? []) {
        bytes += chunk.byteLength;
        // Leaving the loop cancels the stream.
        if (bytes > MAX_BYTES) throw new Error(`STS answered more than ${MAX_BYTES} bytes`);
        chunks.push(Buffer.from(chunk));
      }
      return { status: response.status, body: Buffer.concat(chunks).toString('utf8') };
    } catch (cause) {
      throw new StsUnavailable('STS was not reached', { cause });
    }
  }
}

function identityIn(answer: unknown): CallerIdentity {
  const result = member(member(answer, 'GetCallerIdentityResponse'), 'GetCallerIdentityResult');
  const [account, arn, userId] = ['Account', 'Arn', 'UserId'].map((name) => member(result, name));
  if (typeof account !== 'string' || typeof arn !== 'string' || typeof userId !== 'string') {
    throw new StsUnavailable('STS answered 200 with something that is no caller\'s identity');
  }
  return { account, arn, userId };
}

function objectIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
