import type { BearerRule } from './bearer/bearer-rule';
import type { OidcEndpoints } from './oidc-client';

/** How the load-balancer stand-in is set up. */
export interface LoadBalancerOptions {
  /** On 127.0.0.1. */
  readonly port: number;
  /** Of the endpoint that gives out public keys, on 127.0.0.1 too. */
  readonly keysPort: number;
  /** lighttpd's people lane, https. Its certificate is not verified, as the real one verifies none. */
  readonly target: string;
  readonly arn: string;
  readonly oidc: OidcEndpoints;
  /** Rules for bearer tokens, before that of the login; the first takes those without X-Luigi-Issuer. @default - none: a login is needed */
  readonly bearer?: readonly BearerRule[];
  /** Paths that need no login. @default ['/signed-out'] */
  readonly openPaths?: readonly string[];
  /** How long a login lasts, in seconds. @default 604800 (7 days, the real one's default) */
  readonly sessionSeconds?: number;
  /** How long one x-amzn-oidc-data is good, in seconds. @default 120 */
  readonly claimsSeconds?: number;
  /** @default 60000 */
  readonly idleMs?: number;
}

/** What tests change while it runs. */
export interface LoadBalancerKnobs {
  /** Added to its clock when it signs, in seconds. */
  clockSkewSeconds: number;
  /** How long logins from now on last, in seconds. */
  sessionSeconds: number;
  /** What the last rule does without a session: sends to the login, or answers 401. */
  unauthenticated: 'authenticate' | 'deny';
}
