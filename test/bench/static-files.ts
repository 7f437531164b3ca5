import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BareLuigid } from '../support/luigi/bare-luigid';
import { startFront } from './front';
import { median } from './statistics';

const ROUNDS = 3;
const SECONDS = 4;
const CONNECTIONS = 16;
/** What the visualiser's page loads: a page, a script of its own, the largest library, a style sheet. */
const FILES = ['index.html', 'js/visualiserApp.js', 'lib/jquery-1.10.0.min.js', 'lib/AdminLTE/css/AdminLTE.min.css'];

/** One file, one side, one round. */
export interface StaticFilesRow {
  readonly side: 'bare luigid' | 'service';
  readonly file: string;
  readonly round: number;
  readonly requestsPerSecond: number;
}

/** Requests per second of the visualiser's files, compressed, by 16 keep-alive connections: lighttpd by TLS beside luigid without. */
export async function benchStaticFiles(): Promise<{ readonly rows: StaticFilesRow[]; readonly ratios: Record<string, number> }> {
  const bare = await BareLuigid.start();
  const front = await startFront('bench-static-files');
  try {
    const rows: StaticFilesRow[] = [];
    for (const file of FILES) {
      for (let round = 0; round < ROUNDS; round += 1) {
        rows.push({ side: 'bare luigid', file, round, requestsPerSecond: await wrk(`${bare.url}/static/visualiser/${file}`) });
        rows.push({ side: 'service', file, round, requestsPerSecond: await wrk(`${front.url}/static/visualiser/${file}`) });
      }
    }
    const rate = (side: StaticFilesRow['side'], file: string): number =>
      median(rows.filter((row) => row.side === side && row.file === file).map((row) => row.requestsPerSecond));
    return { rows, ratios: Object.fromEntries(FILES.map((file) => [file, rate('service', file) / rate('bare luigid', file)])) };
  } finally {
    await front.stop();
    await bare.stop();
  }
}

async function wrk(url: string): Promise<number> {
  const { stdout } = await promisify(execFile)('wrk', [
    '--threads', '1', '--connections', String(CONNECTIONS), '--duration', `${SECONDS}s`, '--header', 'Accept-Encoding: gzip', url,
  ]);
  if (stdout.includes('Non-2xx')) throw new Error(`${url} was not answered with files: ${stdout}`);
  const rate = /Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1];
  if (rate === undefined) throw new Error(`wrk said no rate: ${stdout}`);
  return Number(rate);
}
