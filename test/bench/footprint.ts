import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePorts } from '../../local/process-runner/free-ports';
import { TEST_CLIENT_ID, TEST_ISSUER, TEST_LOAD_BALANCER_ARN } from '../support/load-balancer-claims';
import { BenchClient } from './client';
import { startFront, type Front } from './front';
import { median } from './statistics';

const BUNDLE = resolve(__dirname, '../../images/gateway/dist/gateway.js');
const STARTS = 7;
const TASKS = 20_000;
const CONNECTIONS = 64;
const MAPPINGS = 8;
const CALLS_EACH = 6;

/** How long the gateway takes to start, how large its bundle is, and the most memory it holds under many viewers. */
export interface Footprint {
  readonly bundleMegabytes: number;
  readonly startMilliseconds: readonly number[];
  readonly startMedianMilliseconds: number;
  readonly tasks: number;
  readonly connections: number;
  readonly mappings: number;
  /** Before the viewers came. */
  readonly idleMegabytes: number;
  /** Highest resident set size ever seen by the kernel (VmHWM). */
  readonly peakMegabytes: number;
}

/** Measures the gateway's footprint. */
export async function benchFootprint(): Promise<Footprint> {
  const startMilliseconds: number[] = [];
  for (let start = 0; start < STARTS; start += 1) startMilliseconds.push(await timeStart());
  return {
    bundleMegabytes: statSync(BUNDLE).size / 1024 / 1024,
    startMilliseconds,
    startMedianMilliseconds: median(startMilliseconds),
    tasks: TASKS,
    connections: CONNECTIONS,
    mappings: MAPPINGS,
    ...await memoryUnderViewers(),
  };
}

/** From the process's beginning to the first connection that it takes. */
async function timeStart(): Promise<number> {
  const [people, workers] = await freePorts(2) as [number, number];
  const folder = mkdtempSync(join(tmpdir(), 'bench-start-'));
  const began = performance.now();
  const gateway = spawn(process.execPath, [BUNDLE], {
    stdio: 'ignore',
    env: {
      GATEWAY_PUBLIC_URL: 'https://luigi.example.com', GATEWAY_LOAD_BALANCER_ARN: TEST_LOAD_BALANCER_ARN, GATEWAY_OIDC_ISSUER: TEST_ISSUER,
      GATEWAY_OIDC_CLIENT_ID: TEST_CLIENT_ID, GATEWAY_MAPPINGS: `directory:${folder}`, GATEWAY_DECISION_LOG: `file:${join(folder, 'decisions')}`,
      GATEWAY_PEOPLE_PORT: String(people), GATEWAY_WORKER_PORT: String(workers),
    },
  });
  const ended = once(gateway, 'exit');
  while (!await accepts(workers)) {
    if (gateway.exitCode !== null) throw new Error(`the gateway ended with ${gateway.exitCode}, expected it to listen`);
  }
  const took = performance.now() - began;
  gateway.kill();
  await ended;
  rmSync(folder, { recursive: true });
  return took;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => { socket.destroy(); done(true); });
    socket.on('error', () => setImmediate(done, false));
  });
}

async function memoryUnderViewers(): Promise<Pick<Footprint, 'idleMegabytes' | 'peakMegabytes'>> {
  const mappings = mkdtempSync(join(tmpdir(), 'bench-mappings-'));
  for (let index = 0; index < MAPPINGS; index += 1) {
    // The first sees everything; the others a namespace each, with one that all share.
    const view = index === 0 ? ['*'] : [`team${index}.*`, 'shared.*'];
    writeFileSync(join(mappings, `viewers-${index}.json`), JSON.stringify({ version: 1, principals: [`group:viewers-${index}`], grants: { view } }));
  }
  const front = await startFront('bench-footprint', mappings);
  try {
    await addTasks(front);
    const idleMegabytes = memory(front, 'VmRSS');
    const viewers = Array.from({ length: CONNECTIONS }, (_, index) => new BenchClient(front.url, front.headersOf(`viewers-${index % MAPPINGS}`)));
    await Promise.all(viewers.map(async (viewer) => {
      for (let call = 0; call < CALLS_EACH; call += 1) await viewer.time(BenchClient.callPath('task_list', { status: '', limit: false }));
      viewer.close();
    }));
    return { idleMegabytes, peakMegabytes: memory(front, 'VmHWM') };
  } finally {
    await front.stop();
    rmSync(mappings, { recursive: true });
  }
}

async function addTasks(front: Front): Promise<void> {
  const workers = Array.from({ length: 4 }, () => new BenchClient(front.luigidUrl));
  await Promise.all(workers.map(async (worker, part) => {
    for (let index = part; index < TASKS; index += workers.length) {
      const family = index % 10 === 0 ? 'shared.Report' : `team${index % MAPPINGS}.Load${index % 50}`;
      await worker.post('add_task', {
        worker: `bench-${part}`, task_id: `${family}_2026_${index.toString(16).padStart(10, '0')}`, family, module: 'bench', status: 'PENDING',
        params: { date: '2026-11-23', shard: String(index), source: 's3://bucket/some/longer/path/to/raw/files' }, deps: [], priority: 0,
      });
    }
    worker.close();
  }));
}

function memory(front: Front, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${front.service.pids.gateway}/status`, 'utf8');
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  if (kilobytes === undefined) throw new Error(`no ${field} in the gateway's status`);
  return Number(kilobytes) / 1024;
}
