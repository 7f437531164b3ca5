import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Service, startService } from '../../../local/service';
import { KeyEndpoint, loadBalancerClaims, loadBalancerKey, type ClaimsOptions, type LoadBalancerKey } from '../load-balancer-claims';
import { requestText, sendRaw, type RawAnswer } from '../raw-tls';
import { TASKS, WORKER } from './planted-tasks';

/** Names of headers and their values, in order, spelt as they are sent. */
export type Headers = ReadonlyArray<readonly [string, string]>;

/** People and their groups. Whoever's name begins like one of theirs, as in grace-2, has the same groups and a share of calls of their own. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  ada: ['data-engineers'], grace: ['analysts'], alan: [], etta: ['etl'], abe: ['a'], flood: ['data-engineers'],
};

const MAPPINGS = {
  operators: { principals: ['group:data-engineers'], grants: { view: ['*'], operate: ['*'] } },
  analysts: { principals: ['group:analysts'], grants: { view: ['report.*'] } },
  etl: { principals: ['group:etl'], grants: { view: ['etl.*'], operate: ['etl.*'] } },
  a: { principals: ['group:a'], grants: { view: ['A'], operate: ['A'] } },
};

/** What a browser's own script adds to a change. */
export const PROOF: Headers = [
  ['X-Requested-With', 'XMLHttpRequest'], ['Sec-Fetch-Site', 'same-origin'], ['Sec-Fetch-Mode', 'cors'], ['Sec-Fetch-Dest', 'empty'],
  ['Accept', 'application/json, text/javascript, */*; q=0.01'],
];

/** The worker credential that is being replaced; the current one is the service's own. */
export const PREVIOUS_CREDENTIAL = 'pipeline:the-credential-before-this-one';

/** Calls that one principal may make in a minute, and changes among them, in this scene. */
export const SHARE = { calls: 400, changes: 12 } as const;

/** `data` as it stands in a query or a form. */
export const dataOf = (args: unknown): string => `data=${encodeURIComponent(typeof args === 'string' ? args : JSON.stringify(args))}`;

/** A call with its data in the query, as the visualiser makes it. */
export const get = (method: string, args: unknown, headers: Headers = []): string =>
  requestText('GET', `/api/${method}?${dataOf(args)}`, headers);

/** A call with its data in a form, as a worker makes it. */
export function post(method: string, body: string, headers: Headers = [], contentType = 'application/x-www-form-urlencoded'): string {
  return requestText('POST', `/api/${method}`, [['Content-Type', contentType], ['Content-Length', `${Buffer.byteLength(body)}`], ...headers], body);
}

/** A worker's way to sign in. */
export const basic = (credential: string): readonly [string, string] => ['Authorization', `Basic ${Buffer.from(credential).toString('base64')}`];

/** The whole service with tasks in it, and a key endpoint that an attacker's own load balancer has its keys at too. */
export class Scene {
  private constructor(
    readonly service: Service, readonly keys: KeyEndpoint, readonly key: LoadBalancerKey, readonly foreignKey: LoadBalancerKey,
    private readonly mappings: string,
  ) {}

  /** Starts it with short limits, and plants the tasks. */
  static async start(): Promise<Scene> {
    const mappings = mkdtempSync(path.join(tmpdir(), 'attacks-'));
    for (const [name, mapping] of Object.entries(MAPPINGS)) {
      writeFileSync(path.join(mappings, `${name}.json`), JSON.stringify({ version: 1, description: name, ...mapping }));
    }
    const foreignKey = loadBalancerKey();
    const keys = await KeyEndpoint.start(foreignKey);
    const service = await startService({
      name: 'attacks', mappings,
      env: {
        gateway: {
          GATEWAY_LOAD_BALANCER_KEYS_URL: keys.url.href, GATEWAY_WORKER_CREDENTIAL_PREVIOUS: PREVIOUS_CREDENTIAL,
          GATEWAY_CALLS_PER_MINUTE: `${SHARE.calls}`, GATEWAY_CHANGES_PER_MINUTE: `${SHARE.changes}`,
        },
        lighttpd: { LIGHTTPD_READ_IDLE_SECONDS: '2', LIGHTTPD_KEEP_ALIVE_SECONDS: '2' },
      },
    });
    const { kid, privateKey, publicPem } = service.loadBalancer.keys.current;
    const key = { kid, privateKey, publicKeyPem: publicPem };
    keys.publish(key);
    const scene = new Scene(service, keys, key, foreignKey, mappings);
    await scene.work('add_worker', { worker: WORKER, info: [['workers', 1], ['first_task', TASKS.secret.task_id]] });
    for (const task of Object.values(TASKS)) await scene.work('add_task', { worker: WORKER, runnable: true, priority: 0, ...task });
    await scene.work('update_resources', { disk: 3 });
    return scene;
  }

  /** Claims as our load balancer makes them, or others where told. */
  claims(person: string, over: Partial<ClaimsOptions> = {}): string {
    const { claims, ...rest } = over;
    return loadBalancerClaims({
      key: this.key, subject: person,
      signer: this.service.layout.loadBalancerArn, issuer: this.service.issuer, clientId: this.service.layout.clientId,
      ...rest, claims: { ...this.claimsOf(person), ...claims },
    });
  }

  /** What the identity provider says of a person. */
  claimsOf(person: string): Record<string, unknown> {
    return { sub: person, name: person, email: `${person}@example.com`, email_verified: true, groups: GROUPS[person.split('-')[0] as string] ?? [] };
  }

  /** The headers that the load balancer sets for a person. */
  as(person: string, over: Partial<ClaimsOptions> = {}): Headers {
    return [
      ['x-amzn-oidc-accesstoken', `opaque-access-token-of-${person}`], ['x-amzn-oidc-identity', over.subject ?? person],
      ['x-amzn-oidc-data', this.claims(person, over)],
    ];
  }

  /** The Cookie header of somebody who is logged in at the load balancer. */
  cookieOf(person: string): string {
    return this.service.loadBalancer.sessionCookie(this.claimsOf(person));
  }

  /** Bytes to lighttpd's people lane, past the load balancer. */
  people(request: string | Buffer): Promise<RawAnswer> {
    return sendRaw(this.service.layout.ports.people, request);
  }

  /** Bytes to lighttpd's worker lane. */
  workers(request: string | Buffer): Promise<RawAnswer> {
    return sendRaw(this.service.layout.ports.worker, request);
  }

  /** A worker's call that must be answered. */
  async work(method: string, args: unknown): Promise<RawAnswer> {
    const answer = await this.workers(post(method, dataOf(args), [basic(this.service.workerCredential)]));
    if (answer.status !== 200) throw new Error(`${method} was answered with ${answer.status}: ${answer.body.toString()}`);
    return answer;
  }

  /**
   * All that luigid holds, asked behind the gateway's back. When a worker was last heard of is left out; it is heard of now, or luigid would
   * forget it after a minute.
   */
  async state(): Promise<Record<string, unknown>> {
    const ask = async (method: string, args = {}): Promise<unknown> => {
      const answer = await fetch(`http://127.0.0.1:${this.service.layout.ports.luigid}/api/${method}?${dataOf(args)}`);
      return ((await answer.json()) as { response: unknown }).response;
    };
    await ask('ping', { worker: WORKER });
    const [tasks, paused, resources, workers] = await Promise.all(['graph', 'is_paused', 'resource_list', 'worker_list'].map((method) => ask(method)));
    return { tasks, paused, resources, workers: (workers as Record<string, unknown>[]).map(({ last_active: _, ...worker }) => worker) };
  }

  /** Everything that was logged by any program: decisions, accesses, and what the programs say. */
  logs(): Record<string, string> {
    const folder = this.service.supervisor.logDirectory;
    const files = [this.service.decisionLog, ...readdirSync(folder).map((name) => path.join(folder, name))];
    return Object.fromEntries(files.filter((file) => statSync(file).isFile()).map((file) => [path.basename(file), readFileSync(file, 'utf8')]));
  }

  /** Stops everything. */
  async stop(): Promise<void> {
    await this.service.stop();
    await this.keys.close();
    rmSync(this.mappings, { recursive: true, force: true });
  }
}
