import { Token } from 'aws-cdk-lib';
import { mayBeRole } from '../../access/role-text';
import { TOKEN_ISSUER_RULES } from '../../contract/token-issuer';
import { quoted } from '../../messages/quoted';
import { checkHttpsUrl } from '../checks';

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_JwtValidationActionConfig.html */
const LONGEST_ADDRESS = 256;

/** What every token has, and what is looked at anyway: load balancers take no condition on the first four. */
const LOOKED_AT_ANYWAY = ['exp', 'iss', 'nbf', 'iat', 'aud'];

/** @throws Error where it is no name of an issuer */
export function checkIssuerName(name: string): void {
  if (Token.isUnresolved(name)) throw new Error('name is known at deployment only, expected a name that is written out: principals and the header X-Luigi-Issuer have it');
  if (TOKEN_ISSUER_RULES.name.test(name)) return;
  throw new Error(`name is ${quoted(name)}, expected lower-case letters, digits and inner hyphens, 32 at most, such as github`);
}

/** @throws Error where load balancers and gateway would not take it for an issuer or a key set */
export function checkAddress(property: string, value: string): void {
  if (Token.isUnresolved(value)) return;
  checkHttpsUrl(property, value, false);
  if (!/^[\x21-\x7e]+$/.test(value)) throw new Error(`${property} is ${quoted(value)}, expected printable ASCII without spaces: it is compared letter by letter`);
  if (value.length > LONGEST_ADDRESS) throw new Error(`${property} has ${value.length} characters, expected ${LONGEST_ADDRESS} at most: load balancers take no longer one`);
}

/** @throws Error where the load balancer could not read keys there */
export function checkKeysUrl(property: string, value: string): void {
  checkAddress(property, value);
  if (Token.isUnresolved(value)) return;
  const { hostname, port, pathname } = new URL(value);
  if (port !== '') throw new Error(`${property} is ${quoted(value)}, expected port 443, which https has by itself: load balancer and task are let out to no other`);
  if (pathname === '/') throw new Error(`${property} is ${quoted(value)}, expected an address with a path, such as https://id.example.com/keys: load balancers take no other`);
  if (TOKEN_ISSUER_RULES.privateHost.test(hostname)) {
    throw new Error(`${property} is ${quoted(value)}, expected the name of a host that the internet can reach: the load balancer reads keys from there, by no way of your network`);
  }
}

/** @throws Error where it could be no part of a principal, or load balancers would not compare it */
export function checkText(property: string, value: string): void {
  if (Token.isUnresolved(value) || TOKEN_ISSUER_RULES.text.test(value)) return;
  throw new Error(`${property} is ${quoted(value)}, expected 1 to 256 characters, none of them invisible or for control, without a space at either end`);
}

/** @throws Error where it is no name of a claim that a condition can be on */
export function checkClaim(property: string, name: string): void {
  if (!TOKEN_ISSUER_RULES.claim.test(name)) {
    throw new Error(`${property} holds ${quoted(name)}, expected the name of a claim: 1 to 128 letters, digits and _ : . / -`);
  }
  if (LOOKED_AT_ANYWAY.includes(name)) throw new Error(`${property} holds ${name}, expected others than ${LOOKED_AT_ANYWAY.join(', ')}: these are always looked at`);
}

/** @throws Error where there are none, too many, or one twice */
export function checkCount(property: string, values: readonly string[], most: number): void {
  if (values.length < 1 || values.length > most) throw new Error(`${property} holds ${values.length} values, expected 1 to ${most}`);
  const twice = values.find((value, index) => values.indexOf(value) < index);
  if (twice !== undefined) throw new Error(`${property} holds ${quoted(twice)} twice, expected each once: remove one`);
}

/** @throws Error where there are none, too many, one twice, or one that the gateway would not take */
export function checkRoles(roles: readonly string[]): void {
  checkCount('allowed roles', roles, TOKEN_ISSUER_RULES.maxRoles);
  const wrong = roles.find((arn) => !mayBeRole(arn, (known) => TOKEN_ISSUER_RULES.role.test(known)));
  if (wrong === undefined) return;
  throw new Error(`allowed role is ${quoted(wrong)}, expected the ARN of an IAM role such as arn:aws:iam::111122223333:role/nightly, or of all below a path such as arn:aws:iam::111122223333:role/ci/*: partition and account are always spelled out, and no part of the path is empty, . or ..`);
}
