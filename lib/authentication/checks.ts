import type { Duration } from 'aws-cdk-lib';
import { Token } from 'aws-cdk-lib';
import { UnauthenticatedAction } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { quoted } from '../messages/quoted';

/** As in the gateway's GATEWAY_USER_CLAIM. */
const USER_CLAIM = /^[A-Za-z0-9_:.-]{1,64}$/;
/** As in the gateway's GATEWAY_GROUPS_CLAIM. */
const GROUPS_CLAIM = /^[A-Za-z0-9_:./-]{1,128}$/;
/** RFC 6749, section 3.3. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;
/** RFC 1123, with a dot at least. */
const HOST_NAME = /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** Parameters of an authorization request that the load balancer sets itself. */
const BALANCERS_OWN = ['client_id', 'redirect_uri', 'response_type', 'scope', 'state'];

/** @throws Error where it is not an https URL without credentials and fragment */
export function checkHttpsUrl(property: string, value: string, allowQuery = true): void {
  if (Token.isUnresolved(value)) return;
  const url = /^\S+$/.test(value) && URL.canParse(value) ? new URL(value) : undefined;
  if (url === undefined || url.protocol !== 'https:' || url.hostname === '') {
    throw new Error(`${property} is ${quoted(value)}, expected an https URL such as https://login.example.com/path`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new Error(`${property} holds credentials (not shown), expected an https URL without them`);
  }
  if (value.includes('#') || (!allowQuery && value.includes('?'))) {
    throw new Error(`${property} is ${quoted(value)}, expected a URL without ${allowQuery ? '#' : '? and #'}`);
  }
}

/** @throws Error where it is not the name of a host: no scheme, port or path */
export function checkHostName(property: string, value: string, example: string): void {
  if (Token.isUnresolved(value) || HOST_NAME.test(value)) return;
  throw new Error(`${property} is ${quoted(value)}, expected a host name in lower case such as ${example}, without https:// and path`);
}

/** @throws Error where the gateway would not take the claims' names */
export function checkClaims(userClaim: string, groupsClaim: string): void {
  if (!Token.isUnresolved(userClaim) && !USER_CLAIM.test(userClaim)) {
    throw new Error(`userClaim is ${quoted(userClaim)}, expected the name of a claim such as sub or email: 1 to 64 letters, digits and _ : . -`);
  }
  if (!Token.isUnresolved(groupsClaim) && !GROUPS_CLAIM.test(groupsClaim)) {
    throw new Error(`groupsClaim is ${quoted(groupsClaim)}, expected the name of a claim such as groups: 1 to 128 letters, digits and _ : . / -`);
  }
}

/**
 * The scopes as a request has them: `openid` first, whatever was asked for, none twice.
 * @throws Error where one is malformed
 */
export function scopeText(scopes: readonly string[]): string {
  for (const scope of scopes) {
    if (!Token.isUnresolved(scope) && !SCOPE.test(scope)) {
      throw new Error(`scopes holds ${quoted(scope)}, expected one scope an item, such as "profile", without spaces and quotes`);
    }
  }
  return [...new Set(['openid', ...scopes])].join(' ');
}

/**
 * How long a session lasts.
 * @throws Error beyond what load balancers take
 */
export function sessionTimeoutOf(given: Duration | undefined, whenNone: Duration): Duration {
  const timeout = given ?? whenNone;
  if (timeout.isUnresolved()) return timeout;
  const seconds = timeout.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 604_800) {
    throw new Error(`sessionTimeout is ${timeout.toHumanString()}, expected whole seconds, from 1 second to 7 days: load balancers take no other; hours are sensible`);
  }
  return timeout;
}

/** @throws Error where the load balancer would refuse them, or they stand in its way */
export function checkAuthorizationParameters(parameters: { readonly [name: string]: string } = {}): void {
  const names = Object.keys(parameters);
  if (names.length > 10) {
    throw new Error(`authorizationParameters holds ${names.length} parameters, expected 10 at most: load balancers take no more`);
  }
  for (const name of names) {
    if (!/^[A-Za-z0-9_.-]+$/.test(name)) {
      throw new Error(`authorizationParameters holds ${quoted(name)}, expected names such as prompt, of letters, digits and _ . -`);
    }
    if (BALANCERS_OWN.includes(name)) {
      throw new Error(`authorizationParameters holds ${name}, expected others than ${BALANCERS_OWN.join(', ')}: the load balancer sets these itself`);
    }
  }
}

/** @throws Error for `ALLOW`: it lets requests through without claims */
export function checkUnauthenticated(whenUnauthenticated: UnauthenticatedAction): void {
  if (whenUnauthenticated === UnauthenticatedAction.ALLOW) {
    throw new Error('whenUnauthenticated is ALLOW, expected DENY or AUTHENTICATE: ALLOW lets requests through without a login');
  }
}
