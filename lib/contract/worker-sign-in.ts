/** Begins the tokens by which workers sign in with their IAM role; what follows is a pre-signed sts:GetCallerIdentity in base64url. */
export const WORKER_TOKEN_PREFIX = 'luigi-sts-v1.';

/** Header that is signed with the request, and binds it to one service: a token for another service is none for this one. */
export const AUDIENCE_HEADER = 'x-luigi-service';

/** What a worker's token is for. */
export interface WorkerAudience {
  /** Account of the service: 12 digits. */
  readonly account: string;
  /** Region of the service. */
  readonly region: string;
  readonly serviceName: string;
}

/** Value of the audience header. */
export function workerAudience({ account, region, serviceName }: WorkerAudience): string {
  return `${account}/${region}/${serviceName}`;
}
