import { systemClock, type Clock } from '../clock';
import { workerToken, type PresignRequest } from './presign';

/** What WorkerTokens makes them of. */
export interface WorkerTokensProps extends Pick<PresignRequest, 'stsOrigin' | 'region' | 'audience'> {
  /** Those of the task's role; renews them itself before they end. */
  readonly credentials: () => Promise<{ readonly accessKeyId: string; readonly secretAccessKey: string; readonly sessionToken?: string }>;
  /** @default systemClock */
  readonly clock?: Pick<Clock, 'now'>;
}

/** How long a token is good for, and for how long it is used: the gateway asks STS once for each. */
const LIFE_SECONDS = 300;
const USE_SECONDS = 180;

/** The token to sign in with now. */
export class WorkerTokens {
  private current: { readonly text: string; readonly accessKeyId: string; readonly at: number } | undefined;

  constructor(private readonly props: WorkerTokensProps) {}

  /** @throws Error where the role's credentials can't be had and the last token has ended */
  async token(): Promise<string> {
    const now = (this.props.clock ?? systemClock).now();
    try {
      const { accessKeyId, secretAccessKey, sessionToken } = await this.props.credentials();
      const { current } = this;
      if (current?.accessKeyId === accessKeyId && now - current.at < USE_SECONDS * 1000 && now >= current.at) return current.text;
      if (sessionToken === undefined) throw new Error('got the credentials of an IAM user, expected those of the task\'s role');
      const { stsOrigin, region, audience } = this.props;
      const text = workerToken({
        credentials: { accessKeyId, secretAccessKey, sessionToken }, stsOrigin, region, audience, at: new Date(now), seconds: LIFE_SECONDS,
      });
      this.current = { text, accessKeyId, at: now };
      return text;
    } catch (error) {
      // It can still be used up.
      if (this.current !== undefined && now - this.current.at < (LIFE_SECONDS - 10) * 1000) return this.current.text;
      throw error;
    }
  }

  /** The next one is new. */
  forget(): void {
    this.current = undefined;
  }
}
