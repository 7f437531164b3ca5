import { startService, type Service } from '../../local/service';
import { KeyEndpoint, loadBalancerHeaders, loadBalancerKey, TEST_CLIENT_ID, TEST_ISSUER, TEST_LOAD_BALANCER_ARN } from '../support/load-balancer-claims';

/** The service, with claims of our own making, so that callers come in right behind the load balancer. */
export interface Front {
  readonly service: Service;
  /** The people lane of lighttpd, https. */
  readonly url: string;
  /** luigid itself, http: only for filling it with tasks. */
  readonly luigidUrl: string;
  /**
   * Identity headers of a member of the group, for four minutes.
   * @param member which one: callers are limited each for themselves. @default - always the same
   */
  headersOf(group: string, member?: string): Record<string, string>;
  stop(): Promise<void>;
}

const NO_LIMIT = { GATEWAY_CALLS_PER_MINUTE: '1000000', GATEWAY_CHANGES_PER_MINUTE: '1000000' };

/**
 * Starts the service for a measurement: without limits for callers, since one caller stands for many here.
 * @param mappings a folder of mapping documents
 * @param gateway more environment of the gateway
 */
export async function startFront(name: string, mappings?: string, gateway: Readonly<Record<string, string>> = {}): Promise<Front> {
  const key = loadBalancerKey();
  const keys = await KeyEndpoint.start(key);
  const service = await startService({
    name,
    ...(mappings === undefined ? {} : { mappings }),
    env: {
      gateway: {
        ...NO_LIMIT,
        GATEWAY_LOAD_BALANCER_ARN: TEST_LOAD_BALANCER_ARN,
        GATEWAY_LOAD_BALANCER_KEYS_URL: keys.url.href,
        GATEWAY_OIDC_ISSUER: TEST_ISSUER,
        GATEWAY_OIDC_CLIENT_ID: TEST_CLIENT_ID,
        GATEWAY_USER_CLAIM: 'sub',
        ...gateway,
      },
    },
  });
  const { ports } = service.layout;
  return {
    service,
    url: `https://127.0.0.1:${ports.people}`,
    luigidUrl: `http://127.0.0.1:${ports.luigid}`,
    headersOf: (group, member = group) => loadBalancerHeaders({ key, subject: `member-of-${member}`, claims: { groups: [group] }, lifetimeSeconds: 240 }),
    async stop() {
      await service.stop();
      await keys.close();
    },
  };
}
