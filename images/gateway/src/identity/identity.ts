import { BasicAuthenticator, BASIC_CHALLENGE } from './basic-authenticator';
import { CallerVerifier } from './caller-verifier';
import { LoadBalancerAuthenticator, type LoadBalancerAuthenticatorProps } from './load-balancer-authenticator';
import { RoleAuthenticator, type RoleAuthenticatorProps } from './role/role-authenticator';

/** What identity is made of: a part of Settings, and what tests put in place of the world. */
export interface IdentityProps extends LoadBalancerAuthenticatorProps {
  /** GATEWAY_WORKER_CREDENTIAL and GATEWAY_WORKER_CREDENTIAL_PREVIOUS; empty where workers may not sign in by Basic */
  readonly workerCredentials: readonly string[];
  /** @default - workers may not sign in with IAM roles */
  readonly roles?: RoleAuthenticatorProps;
}

/** Who may be known on each lane. */
export interface Identity {
  /** Load balancer logins. Bearer tokens join the list here. */
  readonly people: CallerVerifier;
  /** Basic credentials, and the IAM roles of jobs. */
  readonly workers: CallerVerifier;
}

/**
 * The ways in to both lanes.
 * @throws SettingError that names the variable, what was got and what is expected
 */
export function identityOf(props: IdentityProps): Identity {
  const basic = props.workerCredentials.length === 0 ? [] : [new BasicAuthenticator(props.workerCredentials)];
  const roles = props.roles === undefined ? [] : [new RoleAuthenticator(props.roles)];
  return {
    people: new CallerVerifier([new LoadBalancerAuthenticator(props)]),
    workers: new CallerVerifier([...basic, ...roles], basic.length === 0 ? undefined : BASIC_CHALLENGE),
  };
}
