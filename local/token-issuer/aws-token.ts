import { randomUUID } from 'node:crypto';

/** What an STS web identity token says. */
export interface AwsTokenProps {
  /** The account's issuer. */
  readonly issuer: string;
  /** ARN of the principal: of a role, or of a session of one. */
  readonly subject: string;
  readonly audience: readonly string[];
  /** How long it is good. @default 300 */
  readonly seconds?: number;
  /** @default eu-central-1 */
  readonly region?: string;
  /** The caller's own words, put into the token as they came: they prove nothing. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** Holds what only AWS has. */
export const AWS_CLAIMS = 'https://sts.amazonaws.com/';

/** The claims as AWS documents them. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_token_claims.html */
export function awsClaims({ issuer, subject, audience, seconds = 300, region = 'eu-central-1', tags = {} }: AwsTokenProps): Record<string, unknown> {
  const now = Math.floor(Date.now() / 1_000);
  return {
    iss: issuer,
    aud: audience.length === 1 ? audience[0] : audience,
    sub: subject,
    iat: now,
    exp: now + seconds,
    jti: randomUUID(),
    [AWS_CLAIMS]: {
      aws_account: subject.split(':')[4] ?? '',
      source_region: region,
      org_id: 'o-local00000',
      ...(Object.keys(tags).length === 0 ? {} : { request_tags: tags }),
    },
  };
}
