import { fork } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { KeyEndpoint, loadBalancerHeaders, loadBalancerKey, TEST_CLIENT_ID, TEST_ISSUER, TEST_LOAD_BALANCER_ARN } from '../support/load-balancer-claims';
import { BenchClient } from './client';
import { median, percentile } from './statistics';

const ROUNDS = 20;
const CALLS = 100;
/** Claims live about two minutes behind a load balancer: each round has new ones. */
const LIFETIME_SECONDS = 240;

/** What is measured: the list of 200 jobs, by two kinds of grants, a start; each beside a Fastify that says nothing but the same. */
export type JobsCase = 'list' | 'list-limited' | 'start' | 'bare-list' | 'bare-start';

/** One round of one case. */
export interface JobsRow {
  readonly case: JobsCase;
  readonly round: number;
  readonly milliseconds: readonly number[];
}

/** What `benchJobs` found. */
export interface JobsBench {
  readonly rows: readonly JobsRow[];
  /** What the first list of each kind cost, when nothing had been looked at yet. */
  readonly first: Readonly<Record<'list' | 'list-limited', number>>;
  readonly p50: Readonly<Record<JobsCase, number>>;
  readonly p99: Readonly<Record<JobsCase, number>>;
}

/** What listing 200 jobs, and accepting a start, costs in the gateway, beside a bare Fastify in the same process, in turns in one run. */
export async function benchJobs(): Promise<JobsBench> {
  const key = loadBalancerKey();
  const keys = await KeyEndpoint.start(key);
  const gateway = fork(resolve(__dirname, 'jobs/gateway.ts'), {
    execArgv: ['--import', 'tsx'], stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: {
      PATH: process.env.PATH, GATEWAY_PUBLIC_URL: 'https://luigi.example.com', GATEWAY_LOAD_BALANCER_ARN: TEST_LOAD_BALANCER_ARN,
      GATEWAY_LOAD_BALANCER_KEYS_URL: keys.url.href, GATEWAY_OIDC_ISSUER: TEST_ISSUER, GATEWAY_OIDC_CLIENT_ID: TEST_CLIENT_ID,
      GATEWAY_MAPPINGS: 'directory:/nowhere', GATEWAY_DECISION_LOG: 'file:/nowhere',
    },
  });
  try {
    const gone = once(gateway, 'exit').then(([code]) => { throw new Error(`the gateway ended with ${code} before it listened`); });
    const [ports] = await Promise.race([once(gateway, 'message'), gone]) as [{ readonly lane: number; readonly bare: number }];
    gone.catch(() => undefined);
    const headersOf = (group: string) => loadBalancerHeaders({ key, subject: `member-of-${group}`, claims: { groups: [group] }, lifetimeSeconds: LIFETIME_SECONDS });
    const proof = { 'x-requested-with': 'XMLHttpRequest', 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' };
    const rows: JobsRow[] = [];
    const first = { 'list': 0, 'list-limited': 0 };
    let number = 0;
    // The first round warms up and isn't kept.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const clients = {
        all: new BenchClient(`http://127.0.0.1:${ports.lane}`, { ...headersOf('all'), ...proof, accept: 'application/json' }),
        limited: new BenchClient(`http://127.0.0.1:${ports.lane}`, { ...headersOf('limited'), accept: 'application/json' }),
        bare: new BenchClient(`http://127.0.0.1:${ports.bare}`, { ...headersOf('all'), ...proof, accept: 'application/json' }),
      };
      const start = (client: BenchClient) => {
        number += 1;
        const body = { parameters: { day: '2026-01-31', count: (number % 1000) + 1 }, reason: 'a benchmark' };
        return client.timeJson('/jobs/job-1/runs', body, { 'idempotency-key': `k${number}` }, 202);
      };
      const cases: Readonly<Record<JobsCase, () => Promise<number>>> = {
        'bare-list': () => clients.bare.time('/jobs'), 'list': () => clients.all.time('/jobs'), 'list-limited': () => clients.limited.time('/jobs'),
        'bare-start': () => start(clients.bare), 'start': () => start(clients.all),
      };
      for (const [name, call] of Object.entries(cases) as [JobsCase, () => Promise<number>][]) {
        const milliseconds: number[] = [];
        for (let time = 0; time < CALLS; time += 1) milliseconds.push(await call());
        if (round > 0) rows.push({ case: name, round, milliseconds });
        else if (name === 'list' || name === 'list-limited') first[name] = milliseconds[0] as number;
      }
      for (const client of Object.values(clients)) client.close();
    }
    const sampleOf = (name: JobsCase): number[] => rows.filter((row) => row.case === name).flatMap(({ milliseconds }) => milliseconds);
    const of = (share: (sample: number[]) => number): Record<JobsCase, number> =>
      Object.fromEntries([...new Set(rows.map((row) => row.case))].map((name) => [name, share(sampleOf(name))])) as Record<JobsCase, number>;
    return { rows, first, p50: of(median), p99: of((sample) => percentile(sample, 0.99)) };
  } finally {
    gateway.kill();
    await keys.close();
  }
}
