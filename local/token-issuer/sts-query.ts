import { randomUUID } from 'node:crypto';
import { DEMO_ROLES } from './demo-roles';
import type { TokenAlgorithm } from './token-keys';

/** A request to STS, as its query API has it. */
export interface StsRequest {
  /** Of the query and of the body. */
  readonly parameters: URLSearchParams;
  /** The header with the signature. It is not verified: who asks is whom its access key id names. */
  readonly authorization?: string;
  /** ARN of the role in the header X-Local-Role, which goes before: for roles that the demo does not know. */
  readonly role?: string;
}

/** What a token is asked for. */
export interface WebIdentityRequest {
  readonly subject: string;
  readonly audience: readonly string[];
  readonly algorithm: TokenAlgorithm;
  readonly seconds: number;
  readonly region?: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** An answer, in XML. */
export interface StsAnswer {
  readonly status: number;
  readonly body: string;
}

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
const ROLE = /^arn:aws[a-z-]*:(?:iam::\d{12}:role|sts::\d{12}:assumed-role)\/[\w+=,.@/-]{1,600}$/;

class StsError extends Error {
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }
}

/**
 * Answers as STS does to GetWebIdentityToken, but for the signature, which it takes as it comes.
 * @param issue makes the token
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html
 */
export function answerSts(request: StsRequest, issue: (asked: WebIdentityRequest) => string): StsAnswer {
  try {
    const asked = read(request);
    const expiration = new Date((Math.floor(Date.now() / 1_000) + asked.seconds) * 1_000).toISOString().replace('.000', '');
    return {
      status: 200,
      body: `<GetWebIdentityTokenResponse xmlns="${NAMESPACE}"><GetWebIdentityTokenResult><WebIdentityToken>${issue(asked)}</WebIdentityToken>`
        + `<Expiration>${expiration}</Expiration></GetWebIdentityTokenResult>${metadata()}</GetWebIdentityTokenResponse>\n`,
    };
  } catch (error) {
    if (!(error instanceof StsError)) throw error;
    return {
      status: error.status,
      body: `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${error.code}</Code><Message>${escape(error.message)}</Message></Error>`
        + `<RequestId>${randomUUID()}</RequestId></ErrorResponse>\n`,
    };
  }
}

function read({ parameters, authorization = '', role }: StsRequest): WebIdentityRequest {
  if (parameters.get('Action') !== 'GetWebIdentityToken' || parameters.get('Version') !== '2011-06-15') {
    throw new StsError(400, 'InvalidAction', 'This stand-in for STS knows GetWebIdentityToken of version 2011-06-15 only');
  }
  const [, accessKeyId, region] = /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/\d{8}\/([a-z0-9-]+)\/sts\/aws4_request/.exec(authorization) ?? [];
  if (accessKeyId === undefined && role === undefined) throw new StsError(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
  const subject = role ?? DEMO_ROLES.find((each) => each.accessKeyId === accessKeyId)?.arn;
  if (subject === undefined || !ROLE.test(subject)) {
    throw new StsError(403, 'InvalidClientTokenId', `The security token included in the request is invalid. AWS_ACCESS_KEY_ID here is one of ${DEMO_ROLES.map((each) => each.accessKeyId).join(', ')}`);
  }
  const audience = members(parameters, 'Audience').map((number) => parameters.get(`Audience.member.${number}`) ?? '');
  if (audience.length < 1 || audience.length > 10 || audience.some((each) => each.length < 1 || each.length > 1_000)) {
    throw invalid(`1 to 10 audiences of 1 to 1000 characters are expected, got ${audience.length}`);
  }
  const algorithm = parameters.get('SigningAlgorithm');
  if (algorithm !== 'RS256' && algorithm !== 'ES384') throw invalid('SigningAlgorithm must be RS256 or ES384');
  const seconds = Number(parameters.get('DurationSeconds') ?? 300);
  if (!Number.isInteger(seconds) || seconds < 60 || seconds > 3_600) throw invalid('DurationSeconds must be 60 to 3600');
  const tags = Object.fromEntries(members(parameters, 'Tags', '.Key').map((number) => [
    parameters.get(`Tags.member.${number}.Key`) ?? '', parameters.get(`Tags.member.${number}.Value`) ?? '',
  ]));
  return { subject, audience, algorithm, seconds, region, tags };
}

/** The numbers of a list's members, in their order. */
function members(parameters: URLSearchParams, list: string, field = ''): number[] {
  const name = new RegExp(`^${list}\\.member\\.(\\d{1,3})${field.replace('.', '\\.')}$`);
  return [...parameters.keys()].flatMap((key) => {
    const number = name.exec(key)?.[1];
    return number === undefined ? [] : [Number(number)];
  }).sort((one, other) => one - other);
}

function invalid(message: string): StsError {
  return new StsError(400, 'ValidationError', message);
}

function metadata(): string {
  return `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
