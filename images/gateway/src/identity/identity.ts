import type { TokenIssuer } from '../../../../lib/contract/token-issuer';
import type { Logger } from '../log';
import { BasicAuthenticator, BASIC_CHALLENGE } from './basic/basic-authenticator';
import { BearerAuthenticator } from './bearer/bearer-authenticator';
import type { IssuerKeys } from './bearer/issuer-keys';
import { BEARER_CHALLENGE } from './bearer/refused';
import { CallerVerifier } from './caller-verifier';
import { LoadBalancerAuthenticator, type LoadBalancerAuthenticatorProps } from './login/load-balancer-authenticator';
import { RoleAuthenticator, type RoleAuthenticatorProps } from './role/role-authenticator';

/** What identity is made of: a part of Settings, and what tests put in place of the world. */
export interface IdentityProps extends LoadBalancerAuthenticatorProps {
  /** GATEWAY_WORKER_CREDENTIAL and GATEWAY_WORKER_CREDENTIAL_PREVIOUS; empty where workers may not sign in by Basic */
  readonly workerCredentials: readonly string[];
  /** @default - workers may not sign in with IAM roles */
  readonly roles?: RoleAuthenticatorProps;
  /**
   * GATEWAY_TOKEN_ISSUERS
   * @default - no bearer token is believed on the people lane
   */
  readonly tokenIssuers?: readonly TokenIssuer[];
  /** @default - no log */
  readonly log?: Pick<Logger, 'info' | 'warn' | 'error'>;
}

/** Who may be known on each lane. */
export interface Identity {
  /** Load balancer logins, and bearer tokens of trusted issuers. */
  readonly people: CallerVerifier;
  /** Basic credentials, and the IAM roles of jobs. */
  readonly workers: CallerVerifier;
  /** The keys of each issuer of bearer tokens, by its name; none where no bearer token is believed. */
  readonly issuerKeys: ReadonlyMap<string, IssuerKeys>;
}

/**
 * The ways in to both lanes.
 * @throws SettingError that names the variable, what was got and what is expected
 */
export function identityOf(props: IdentityProps): Identity {
  const { tokenIssuers: issuers = [], log, fetch, clock } = props;
  const basic = props.workerCredentials.length === 0 ? [] : [new BasicAuthenticator(props.workerCredentials)];
  const roles = props.roles === undefined ? [] : [new RoleAuthenticator(props.roles)];
  const tokens = issuers.length === 0 ? undefined : new BearerAuthenticator({ issuers, log, fetch, clock });
  const bearer = tokens === undefined ? [] : [tokens];
  return {
    people: new CallerVerifier([new LoadBalancerAuthenticator(props), ...bearer], bearer.length === 0 ? undefined : BEARER_CHALLENGE),
    issuerKeys: tokens?.keys ?? new Map(),
    workers: new CallerVerifier([...basic, ...roles], basic.length === 0 ? undefined : BASIC_CHALLENGE),
  };
}
