import { systemClock, type Clock } from '../../clock';
import type { Logger } from '../../log';
import { Problem } from '../../problem';

/** What calls to AWS have in common. */
export interface AwsCallsProps {
  readonly log: Pick<Logger, 'warn' | 'info'>;
  /**
   * For one call with its retries, in milliseconds.
   * @default 8000
   */
  readonly patienceMs?: number;
  /** @default systemClock */
  readonly clock?: Clock;
}

/** How a client of the AWS SDK is made: few retries of its own, none of which waits long. Region and credentials come from the environment. */
export const CLIENT_SETTINGS = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, requestTimeout: 3_000, throwOnRequestTimeout: true },
} as const;

/** An answer of AWS that the caller of `call` has asked to be told of. */
export class ExpectedAnswer extends Error {
  override readonly name = 'ExpectedAnswer';
  constructor(readonly answer: string, cause: unknown) {
    super(`got ${answer} from AWS`, { cause });
  }
}

const PATIENCE_MS = 8_000;
const THROTTLED = /throttl|throughput|toomanyrequests|limitexceeded|slowdown/i;

/**
 * Calls to AWS: each ends within a bounded time, in its answer or in a Problem. Nothing that was sent, and no message of AWS's own,
 * reaches a caller or the log: both may hold what somebody else wrote.
 */
export class AwsCalls {
  /** By operation: the last thing that went wrong and was logged. */
  private readonly failing = new Map<string, string>();
  private readonly clock: Clock;

  constructor(private readonly props: AwsCallsProps) {
    this.clock = props.clock ?? systemClock;
  }

  /**
   * @param operation such as `states:StartExecution`
   * @param expected names of errors that are answers too
   * @throws ExpectedAnswer
   * @throws Problem 503 `runner-unavailable`
   */
  async call<T>(operation: string, send: (abortSignal: AbortSignal) => Promise<T>, expected: readonly string[] = []): Promise<T> {
    try {
      const answer = await this.bounded(send);
      this.worked(operation);
      return answer;
    } catch (error) {
      const name = nameOf(error);
      if (expected.includes(name)) {
        this.worked(operation);
        throw new ExpectedAnswer(name, error);
      }
      throw this.unavailable(operation, name, error);
    }
  }

  private bounded<T>(send: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
    const abort = new AbortController();
    return new Promise((resolve, reject) => {
      // Rejects by itself: a client that waits between retries doesn't heed the signal.
      const cancel = this.clock.after(this.props.patienceMs ?? PATIENCE_MS, () => {
        reject(Object.assign(new Error('got no answer in time'), { name: 'NoAnswerInTime' }));
        abort.abort();
      });
      send(abort.signal).then(resolve, reject).finally(cancel);
    });
  }

  private worked(operation: string): void {
    if (this.failing.delete(operation)) this.props.log.info('runner-call-works-again', { operation });
  }

  private unavailable(operation: string, name: string, cause: unknown): Problem {
    if (this.failing.get(operation) !== name) {
      this.failing.set(operation, name);
      const { httpStatusCode, requestId } = (cause as { $metadata?: { httpStatusCode?: number; requestId?: string } } | undefined)?.$metadata ?? {};
      this.props.log.warn('runner-call-failed', { operation, error: name, status: httpStatusCode, awsRequestId: requestId });
    }
    return unavailable(THROTTLED.test(name) ? 'AWS takes no more calls at this rate' : 'what runs jobs can not be asked now', { cause });
  }
}

/** The problem of a runner that can't be asked. */
export function unavailable(
  detail: string, { retryAfterSeconds = 10, cause }: { readonly retryAfterSeconds?: number; readonly cause?: unknown } = {},
): Problem {
  const headers = { 'retry-after': String(retryAfterSeconds) };
  return new Problem(503, 'runner-unavailable', `${detail}: try again in ${retryAfterSeconds} s`, { headers }, cause === undefined ? undefined : { cause });
}

/** Names of errors are AWS's own words, or Node's; anything else is not repeated. */
function nameOf(error: unknown): string {
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  const found = typeof name === 'string' && name !== 'Error' ? name : code;
  return typeof found === 'string' && /^[A-Za-z][A-Za-z0-9_.]{0,79}$/.test(found) ? found : 'Error';
}
