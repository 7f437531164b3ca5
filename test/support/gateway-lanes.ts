import { request as sendHttp, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { AccessMap } from '../../images/gateway/src/access/access-map';
import { createPeopleLane, createWorkerLane, type LaneParts } from '../../images/gateway/src/http/lanes';
import type { Caller, RequestHead, Session } from '../../images/gateway/src/identity/caller';
import { IdentityError } from '../../images/gateway/src/identity/errors';
import { FairShare } from '../../images/gateway/src/limits/fair-share';
import { createLogger } from '../../images/gateway/src/log';
import { CATALOGUE } from '../../images/gateway/src/luigi/calls/catalogue';
import type { CallOptions, UpstreamAnswer } from '../../images/gateway/src/luigi/client/upstream';
import { Problem } from '../../images/gateway/src/problem';
import type { DecisionLog, DecisionRecord } from '../../images/gateway/src/records/decision';
import { readSettings } from '../../images/gateway/src/settings/settings';
import { aMapping } from './access/mappings';
import { FakeLuigid, type FakeTask } from './luigi/fake-luigid';

const aTask = (id: string, family: string): FakeTask => ({ id, family, marker: `secret of ${id}`, deps: [], status: 'FAILED', worker: 'w1' });

/** Tasks that luigid holds: one that ada, grace and etta see, one that grace does not. */
export const TASKS = { report: aTask('report.Day_1', 'report.Day'), clean: aTask('etl.Clean_1', 'etl.Clean') } as const;

const MAPPINGS = [
  aMapping('operators', ['group:engineers'], { view: ['*'], operate: ['*'] }),
  aMapping('analysts', ['group:analysts'], { view: ['report.*'] }),
];

/** Who may be named in X-Test-Caller, which stands for all ways to prove an identity. */
const CALLERS: Readonly<Record<string, Caller>> = {
  'ada': aCaller('ada', 'engineers'),
  'ada by bearer': { ...aCaller('ada', 'engineers'), session: 'bearer' },
  'grace': aCaller('grace', 'analysts'),
  'alan': aCaller('alan'),
  'worker': {
    kind: 'worker', principal: 'worker:pipeline', displayName: 'pipeline', groups: [], principals: [], session: 'basic', expiresAt: 253_402_300_799,
  },
};

function aCaller(name: string, ...groups: string[]): Caller & { session: Session } {
  const principals = [`user:${name}`, ...groups.map((group) => `group:${group}`)];
  return { kind: 'person', principal: `user:${name}`, displayName: name, groups, principals, session: 'cookie', expiresAt: 1_900_000_000 };
}

/** Headers of a request of somebody who is signed in. */
export const by = (caller: keyof typeof CALLERS): Record<string, string> => ({ 'x-test-caller': caller });

/** What a background call of our own pages carries. */
export const PROOF = {
  'x-requested-with': 'XMLHttpRequest', 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty', 'accept': 'application/json',
};

/** `data` as it stands in a query or a form. */
export const dataOf = (args: unknown): string => `data=${encodeURIComponent(JSON.stringify(args))}`;

/** A decision log that takes its time, or fails, when it is told to. */
export class FakeDecisionLog implements DecisionLog {
  readonly records: DecisionRecord[] = [];
  readonly health = { ok: true, buffered: 0, refused: 0 };
  fails = false;
  private held: Promise<void> | undefined;
  private awaited: { readonly count: number; readonly tell: () => void } | undefined;

  constructor(private readonly events: string[]) {}

  /** Resolves once so many records have been handed over. */
  taken(count: number): Promise<void> {
    return new Promise((tell) => {
      this.awaited = { count, tell };
      this.tell();
    });
  }

  /** Records of changes are not safe until the function that is returned is called. */
  hold(): () => void {
    let release = (): void => undefined;
    this.held = new Promise((resolve) => { release = resolve; });
    return release;
  }

  async recordBefore(record: DecisionRecord): Promise<void> {
    this.take(record);
    await this.held;
    this.events.push(`${record.event} is safe`);
  }

  recordBehind(record: DecisionRecord): void {
    this.take(record);
    this.events.push(`${record.event} ${record.outcome} ${record.reason} ${record.status ?? ''}`.trimEnd());
  }

  close(): Promise<void> { return Promise.resolve(); }

  private take(record: DecisionRecord): void {
    if (this.fails) throw new Problem(503, 'record-unavailable', 'records can not be kept');
    this.records.push(record);
    this.tell();
  }

  private tell(): void {
    if (this.awaited !== undefined && this.records.length >= this.awaited.count) this.awaited.tell();
  }
}

/** A luigid that also does what it is told to change. */
export class ChangingLuigid extends FakeLuigid {
  alive = true;
  /** What a change ends in, if not in an answer. */
  fault: Error | undefined;
  private held: Promise<void> | undefined;

  constructor(private readonly events: string[]) {
    super(Object.values(TASKS));
  }

  /** No change is answered until the function that is returned is called. */
  hold(): () => void {
    let release = (): void => undefined;
    this.held = new Promise((resolve) => { release = resolve; });
    return release;
  }

  override async call(method: string, args: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<UpstreamAnswer> {
    if (CATALOGUE.get(method)?.kind === 'view' && method !== 'has_task_history') return super.call(method, args, options);
    options?.onAsked?.();
    this.calls.push({ method, args });
    this.events.push(`luigid ${method}`);
    await this.held;
    if (this.fault !== undefined) throw this.fault;
    return { status: 200, contentType: 'application/json', body: Buffer.from('{"response": true}') };
  }

  override page(): Promise<UpstreamAnswer> {
    return Promise.resolve({ status: 200, contentType: 'text/html; charset=UTF-8', body: Buffer.from('<table>all tasks</table>') });
  }

  override isAlive(): Promise<boolean> { return Promise.resolve(this.alive); }
}

/** An answer, read to its end. */
export interface LaneAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The `code` of a problem document. */
  readonly code: string | undefined;
}

/** A request to a lane, GET where it says nothing else. */
export type Ask = (url: string, headers?: OutgoingHttpHeaders, options?: { readonly method?: string; readonly body?: string }) => Promise<LaneAnswer>;

/** Both lanes of a gateway in this process, listening: identity, luigid and log are fakes, everything between is real. */
export class GatewayLanes {
  /** What happened, in order: records and changes. */
  readonly events: string[] = [];
  readonly decisions = new FakeDecisionLog(this.events);
  readonly luigid = new ChangingLuigid(this.events);
  /** Lines of the application's log. */
  readonly logged: string[] = [];
  readonly peopleLane: FastifyInstance;
  readonly workerLane: FastifyInstance;

  private constructor(over: LanesOptions) {
    const authenticate = async ({ headers }: RequestHead): Promise<Caller> => {
      const caller = CALLERS[String(headers['x-test-caller'])];
      if (caller === undefined) throw new IdentityError('no-identity');
      return caller;
    };
    const parts: LaneParts = {
      settings: readSettings({
        GATEWAY_PUBLIC_URL: 'https://luigi.example.com', GATEWAY_OIDC_ISSUER: 'https://login.example.com', GATEWAY_OIDC_CLIENT_ID: 'luigi',
        GATEWAY_LOAD_BALANCER_ARN: 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/luigi/50dc6c495c0c9188',
        GATEWAY_MAPPINGS: 'directory:/nowhere', GATEWAY_DECISION_LOG: 'file:/nowhere', GATEWAY_SIGN_OUT_URL: 'https://login.example.com/end', ...over.env,
      }),
      log: createLogger({ program: 'gateway', output: { add: (line) => { this.logged.push(line); }, flush: () => Promise.resolve() } }),
      decisions: this.decisions, luigid: this.luigid, policy: new AccessMap(MAPPINGS), fairShare: new FairShare(),
      health: [], authenticatePerson: authenticate, authenticateWorker: authenticate, ...over.parts,
    };
    this.peopleLane = createPeopleLane(parts);
    this.workerLane = createWorkerLane(parts);
  }

  /** Starts both on free ports. */
  static async start(over: LanesOptions = {}): Promise<GatewayLanes> {
    const lanes = new GatewayLanes(over);
    for (const lane of [lanes.peopleLane, lanes.workerLane]) await lane.listen({ host: '127.0.0.1', port: 0 });
    return lanes;
  }

  readonly people: Ask = (...request) => ask(this.peopleLane, ...request);
  readonly workers: Ask = (...request) => ask(this.workerLane, ...request);

  /** The port that the people lane listens on. */
  get peoplePort(): number { return (this.peopleLane.server.address() as AddressInfo).port; }

  /** The port that the worker lane listens on. */
  get workerPort(): number { return (this.workerLane.server.address() as AddressInfo).port; }

  async stop(): Promise<void> {
    await Promise.all([this.peopleLane.close(), this.workerLane.close()]);
  }
}

/** What differs from a gateway that is well. */
export interface LanesOptions {
  readonly parts?: Partial<LaneParts>;
  /** Settings over the usual ones. */
  readonly env?: Readonly<Record<string, string>>;
}

function ask(lane: FastifyInstance, ...[path, headers = {}, options = {}]: Parameters<Ask>): Promise<LaneAnswer> {
  return new Promise((resolve, reject) => {
    const { port } = lane.server.address() as AddressInfo;
    const request = sendHttp({ host: '127.0.0.1', port, path, method: options.method ?? 'GET', headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject).on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const isProblem = (response.headers['content-type'] ?? '').startsWith('application/problem+json');
        const code = isProblem && text !== '' ? (JSON.parse(text) as { code: string }).code : undefined;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, code });
      });
    });
    request.on('error', reject).end(options.body);
  });
}
