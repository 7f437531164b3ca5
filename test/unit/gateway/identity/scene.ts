import { LoadBalancerAuthenticator, type LoadBalancerAuthenticatorProps } from '../../../../images/gateway/src/identity/login/load-balancer-authenticator';
import type { Fetch } from '../../../../images/gateway/src/identity/tokens/key-endpoint';
import {
  loadBalancerClaims, requestHead, TEST_CLIENT_ID, TEST_ISSUER, TEST_LOAD_BALANCER_ARN, type ClaimsOptions, type LoadBalancerKey,
} from '../../../support/load-balancer-claims';

/** A clock that stands still until it is moved. */
export class TestClock {
  /** The time of day. Setting it leaves `monotonic` as it was, as setting a machine's date does. */
  at = Date.now();
  private elapsed = 0;

  now(): number {
    return this.at;
  }

  monotonic(): number {
    return this.elapsed;
  }

  advanceSeconds(seconds: number): void {
    this.at += seconds * 1000;
    this.elapsed += seconds * 1000;
  }
}

/** Key endpoints without a network: answers by address, faults on request. */
export class TestFetch {
  readonly requests: string[] = [];
  down = false;
  private readonly bodies = new Map<string, string>();
  private held: Array<() => void> | undefined;

  publish(key: LoadBalancerKey): void {
    this.bodies.set(key.kid, key.publicKeyPem);
  }

  answer(lastSegment: string, body: string): void {
    this.bodies.set(lastSegment, body);
  }

  /** Keeps answers back until `release`. */
  hold(): void {
    this.held = [];
  }

  release(): void {
    this.held?.forEach((answer) => answer());
    this.held = undefined;
  }

  readonly fetch: Fetch = async (url) => {
    this.requests.push(url);
    if (this.held !== undefined) await new Promise<void>((resolve) => this.held?.push(resolve));
    if (this.down) throw new TypeError('fetch failed');
    const body = this.bodies.get(url.slice(url.lastIndexOf('/') + 1));
    return body === undefined ? new Response('', { status: 403 }) : new Response(body);
  };
}

/** A gateway's people lane that trusts TEST_LOAD_BALANCER_ARN. */
export function authenticator(options: Partial<LoadBalancerAuthenticatorProps> = {}): LoadBalancerAuthenticator {
  return new LoadBalancerAuthenticator({
    loadBalancerArn: TEST_LOAD_BALANCER_ARN, oidcIssuer: TEST_ISSUER, oidcClientId: TEST_CLIENT_ID,
    userClaim: 'sub', groupsSource: 'claim', groupsClaim: 'groups', ...options,
  });
}

/** The head of a request that carries these claims. */
export function claimsHead(claims: ClaimsOptions) {
  return requestHead({ 'x-amzn-oidc-data': loadBalancerClaims(claims) });
}
