import type { RequestHead } from '../../../../../images/gateway/src/identity/caller';
import { IdentityError } from '../../../../../images/gateway/src/identity/errors';
import type { Job } from '../../../../../images/gateway/src/jobs/description/job';
import { workerToken } from '../../../../../images/gateway/src/lane-agent/presign';
import { credentialOf } from '../../../../support/sts/credentials';
import type { KnownCredential } from '../../../../support/sts/sts-stand-in';

export const AUDIENCE = '111122223333/eu-central-1/luigi';
export const ROLE = 'arn:aws:iam::111122223333:role/jobs/DailyRole';
export const NOW = Date.parse('2026-11-23T16:05:09Z');

/** What differs from a token that is well. */
export interface TokenOptions {
  readonly credentials?: KnownCredential;
  readonly stsOrigin?: string;
  readonly audience?: string;
  readonly region?: string;
  /** Milliseconds since the epoch. */
  readonly at?: number;
  readonly seconds?: number;
}

/** A token of the daily job's task, unless it is said otherwise. */
export function aToken(over: TokenOptions = {}): string {
  const { at = NOW, ...rest } = over;
  return workerToken({
    credentials: credentialOf(), stsOrigin: 'https://sts.eu-central-1.amazonaws.com', audience: AUDIENCE, region: 'eu-central-1', seconds: 300,
    ...rest, at: new Date(at),
  });
}

/** The URL in a token. */
export const urlIn = (token: string): string => Buffer.from(token.slice('luigi-sts-v1.'.length), 'base64url').toString();
/** A token of any text. */
export const tokenOf = (url: string): string => `luigi-sts-v1.${Buffer.from(url, 'latin1').toString('base64url')}`;

/** A request with these Authorization headers. */
export function head(...authorizations: string[]): RequestHead {
  return { headers: {}, rawHeaders: ['Host', 'luigi', ...authorizations.flatMap((value) => ['Authorization', value])] };
}

/** Jobs by name and task role. */
export function jobsOf(roles: Readonly<Record<string, string | undefined>>): ReadonlyMap<string, Job> {
  return new Map(Object.entries(roles).map(([name, taskRole]) => [name, {
    name, taskRole, description: undefined, category: 'c', family: 'F', parameters: {}, required: [], reasonRequired: false, maxConcurrentRuns: 1, logGroup: undefined,
  }]));
}

/** `<status> <code>` of what something is refused for; else what it gave. */
export async function outcome(work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof IdentityError) return `${error.status} ${error.code}`;
    throw error;
  }
}
