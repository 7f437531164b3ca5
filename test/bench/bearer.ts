import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BearerAuthenticator } from '../../images/gateway/src/identity/bearer/bearer-authenticator';
import type { TokenIssuer } from '../../lib/contract/token-issuer';
import { KeySetEndpoint } from '../support/bearer/key-set-endpoint';
import { bearerToken, tokenKey } from '../support/bearer/tokens';
import { requestHead } from '../support/load-balancer-claims';
import { BenchClient } from './client';
import { startFront, type Front } from './front';
import { median, percentile } from './statistics';

const ROUNDS = 20;
const CALLS = 250;
/** Calls by which tokens are seen for the first time: each has its own. */
const FIRST_CALLS = 20;
const PATH = BenchClient.callPath('is_paused', {});
const ROLE = 'arn:aws:iam::111122223333:role/ci/nightly';
const SEEN = { rounds: 15, calls: 20_000 } as const;

/** Who calls: signed in by the load balancer, or by a bearer token; known already, or for the first time. */
export type BearerCase = 'login' | 'bearer' | 'first login' | 'first bearer';

/** One round of one case. */
export interface BearerRow {
  readonly case: BearerCase;
  readonly round: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
}

/** What `benchBearer` found. */
export interface BearerBench {
  readonly rows: readonly BearerRow[];
  /** Medians of the rounds' p50. */
  readonly p50: Readonly<Record<BearerCase, number>>;
  /** A bearer call over a login call. */
  readonly extraMillisecondsAtP50: number;
  /** Of tokens and claims that were not seen before. */
  readonly extraMillisecondsOfFirstAtP50: number;
  /** What verifying a token costs in the process: one that was seen before, by round. */
  readonly seenMicroseconds: readonly number[];
}

/** An issuer of tokens for one role, and its tokens. Like those of STS: about a kilobyte. */
class Machines {
  private constructor(private readonly key: ReturnType<typeof tokenKey>, readonly keys: KeySetEndpoint, private number = 0) {}

  static async start(): Promise<Machines> {
    const key = tokenKey();
    return new Machines(key, await KeySetEndpoint.start(key));
  }

  get issuer(): TokenIssuer {
    return {
      name: 'aws', kind: 'aws-iam', issuer: 'https://0f1e2d3c-aaaa-bbbb-cccc-000000000000.tokens.sts.global.api.aws', keysUrl: this.keys.url,
      audience: 'https://luigi.example.com', roles: ['arn:aws:iam::111122223333:role/ci/*'],
    };
  }

  /** Headers with a token that no other call had. */
  headers(): Record<string, string> {
    this.number += 1;
    const claims = {
      iss: this.issuer.issuer, aud: this.issuer.audience, sub: ROLE, jti: `token-${this.number}`,
      'https://sts.amazonaws.com/': { aws_account: '111122223333', source_region: 'eu-central-1', principal_tags: { team: 'x'.repeat(200) }, request_tags: {} },
    };
    return { authorization: `Bearer ${bearerToken({ key: this.key, claims, lifetimeSeconds: 3600 })}` };
  }
}

/** What a bearer call costs beside a login call, in turns in one run, through all of the service; and what verifying a token that is known costs. */
export async function benchBearer(): Promise<BearerBench> {
  const machines = await Machines.start();
  const mappings = mkdtempSync(join(tmpdir(), 'bench-bearer-'));
  writeFileSync(join(mappings, 'everybody.json'), JSON.stringify({ version: 1, principals: ['group:everybody', `role:${ROLE}`], grants: { view: ['*'] } }));
  try {
    const seenMicroseconds = await verifySeen(machines);
    const front = await startFront('bench-bearer', mappings, { GATEWAY_TOKEN_ISSUERS: JSON.stringify([machines.issuer]) });
    try {
      const rows = await callsThrough(front, machines);
      const p50Of = (name: BearerCase): number => median(rows.filter((row) => row.case === name).map((row) => row.p50Milliseconds));
      const p50 = { 'login': p50Of('login'), 'bearer': p50Of('bearer'), 'first login': p50Of('first login'), 'first bearer': p50Of('first bearer') };
      return {
        rows, p50, extraMillisecondsAtP50: p50.bearer - p50.login, extraMillisecondsOfFirstAtP50: p50['first bearer'] - p50['first login'], seenMicroseconds,
      };
    } finally {
      await front.stop();
    }
  } finally {
    await machines.keys.close();
    rmSync(mappings, { recursive: true });
  }
}

async function callsThrough(front: Front, machines: Machines): Promise<BearerRow[]> {
  const rows: BearerRow[] = [];
  let number = 0;
  const login = (): Record<string, string> => {
    number += 1;
    return front.headersOf('everybody', `everybody-${number}`);
  };
  const known = {
    login: new BenchClient(front.url, login()), bearer: new BenchClient(front.url, machines.headers()),
  };
  for (const client of Object.values(known)) await sample(() => client.time(PATH), CALLS * 4);
  // The first round warms up what is called for the first time, and isn't kept.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const measured: [BearerCase, number[]][] = [
      ['login', await sample(() => known.login.time(PATH), CALLS)],
      ['bearer', await sample(() => known.bearer.time(PATH), CALLS)],
      ['first login', await firstCalls(front.url, login)],
      ['first bearer', await firstCalls(front.url, () => machines.headers())],
    ];
    if (round === 0) continue;
    for (const [name, times] of measured) rows.push({ case: name, round, p50Milliseconds: median(times), p99Milliseconds: percentile(times, 0.99) });
  }
  for (const client of Object.values(known)) client.close();
  return rows;
}

/** One call of each of many callers, whose credentials are made before anything is measured; on one connection, as all else here. */
async function firstCalls(url: string, headers: () => Record<string, string>): Promise<number[]> {
  const callers = Array.from({ length: FIRST_CALLS }, headers);
  const client = new BenchClient(url);
  await client.time('/livez');
  const times: number[] = [];
  for (const caller of callers) times.push(await client.time(PATH, caller));
  client.close();
  return times;
}

async function sample(call: () => Promise<number>, calls: number): Promise<number[]> {
  const times: number[] = [];
  for (let at = 0; at < calls; at += 1) times.push(await call());
  return times;
}

/** Microseconds of one verification of a token that was seen before, by round. The first round warms up and isn't kept. */
async function verifySeen(machines: Machines): Promise<number[]> {
  const bearer = new BearerAuthenticator({ issuers: [machines.issuer] });
  const head = requestHead({ host: 'luigi.example.com', 'user-agent': 'bench', accept: '*/*', 'x-forwarded-for': '10.0.0.1, 10.0.0.2', ...machines.headers() });
  const rounds: number[] = [];
  for (let round = 0; round <= SEEN.rounds; round += 1) {
    const began = performance.now();
    for (let call = 0; call < SEEN.calls; call += 1) {
      if (!bearer.recognises(head)) throw new Error('got no token, expected one');
      await bearer.authenticate(head);
    }
    if (round > 0) rounds.push((performance.now() - began) * 1000 / SEEN.calls);
  }
  return rounds;
}
