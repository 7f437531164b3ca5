import { BareLuigid } from '../support/luigi/bare-luigid';
import { BenchClient } from './client';
import { startFront } from './front';
import { median, percentile } from './statistics';

const ROUNDS = 20;
const CALLS = 250;
const PATH = BenchClient.callPath('is_paused', {});

/** One round on one side. */
export interface LightCallRow {
  readonly side: 'bare luigid' | 'service';
  readonly round: number;
  readonly p50Milliseconds: number;
  readonly p99Milliseconds: number;
}

/** What a light call costs through TLS, lighttpd, gateway, policy and record, beside a bare luigid, in turns in one run. */
export async function benchLightCall(): Promise<{
  readonly rows: LightCallRow[];
  readonly extraMillisecondsAtP50: number;
  readonly ratioAtP50: number;
}> {
  const bare = await BareLuigid.start();
  const front = await startFront('bench-light-call');
  try {
    const sides = [
      { side: 'bare luigid', client: new BenchClient(bare.url) },
      { side: 'service', client: new BenchClient(front.url, front.headersOf('data-engineers')) },
    ] as const;
    for (const { client } of sides) await sample(client, CALLS * 4);
    const rows: LightCallRow[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const { side, client } of sides) {
        const times = await sample(client, CALLS);
        rows.push({ side, round, p50Milliseconds: median(times), p99Milliseconds: percentile(times, 0.99) });
      }
    }
    for (const { client } of sides) client.close();
    const p50 = (side: LightCallRow['side']): number => median(rows.filter((row) => row.side === side).map((row) => row.p50Milliseconds));
    return { rows, extraMillisecondsAtP50: p50('service') - p50('bare luigid'), ratioAtP50: p50('service') / p50('bare luigid') };
  } finally {
    await front.stop();
    await bare.stop();
  }
}

async function sample(client: BenchClient, calls: number): Promise<number[]> {
  const times: number[] = [];
  for (let call = 0; call < calls; call += 1) times.push(await client.time(PATH));
  return times;
}
