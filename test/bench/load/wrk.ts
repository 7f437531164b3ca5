import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bounded, MOST_CONNECTIONS, MOST_SECONDS } from './bounds';
import { loopback } from './loopback';

/** A closed loop: each connection asks again once it is answered. */
export interface WrkLoad {
  /** On the loopback interface. */
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** Headers of the requests, taken in turns. */
  readonly headers: ReadonlyArray<Readonly<Record<string, string>>>;
}

/** What wrk counted. Answers with a status of 400 and more are among `requests`, and counted by `refused`. */
export interface WrkResult {
  readonly requests: number;
  readonly seconds: number;
  readonly bytes: number;
  readonly refused: number;
  /** Connections that broke, and calls that were not answered in a minute. */
  readonly broken: number;
  readonly perSecond: number;
  /** In milliseconds. */
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

/** Runs wrk on this machine: a generator that takes little itself. */
export async function wrk({ url, connections, seconds, headers }: WrkLoad): Promise<WrkResult> {
  loopback(url);
  bounded('connections', connections, MOST_CONNECTIONS);
  bounded('seconds', seconds, MOST_SECONDS);
  const folder = mkdtempSync(join(tmpdir(), 'bench-wrk-'));
  try {
    const script = join(folder, 'load.lua');
    // Credentials are in it.
    writeFileSync(script, scriptOf(headers), { mode: 0o600 });
    const { stdout } = await promisify(execFile)('wrk', [
      '--threads', '1', '--connections', String(connections), '--duration', `${seconds}s`, '--timeout', '60s', '--script', script, url,
    ]);
    return resultOf(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A script for wrk that sends these headers in turns, and ends with one line of JSON. */
export function scriptOf(headers: WrkLoad['headers']): string {
  const tables = headers.map((set) => `{ ${Object.entries(set).map(([name, value]) => `[${quoted(name)}] = ${quoted(value)}`).join(', ')} }`);
  return `local sets = { ${tables.join(',\n')} }
local requests, turn = {}, 0
function init(args)
  for i, set in ipairs(sets) do requests[i] = wrk.format("GET", wrk.path, set) end
end
function request()
  turn = turn % #requests + 1
  return requests[turn]
end
function done(summary, latency, _)
  local e = summary.errors
  io.write(string.format('{"requests":%d,"microseconds":%d,"bytes":%.0f,"refused":%d,"broken":%d,"p50":%.0f,"p90":%.0f,"p99":%.0f,"max":%.0f}\\n',
    summary.requests, summary.duration, summary.bytes, e.status, e.connect + e.read + e.write + e.timeout,
    latency:percentile(50), latency:percentile(90), latency:percentile(99), latency.max))
end
`;
}

/**
 * What the script's last line says.
 * @throws Error where it has none
 */
export function resultOf(stdout: string): WrkResult {
  const line = stdout.split('\n').find((each) => each.startsWith('{"requests":'));
  if (line === undefined) throw new Error(`got no counts from wrk, expected a line of JSON: ${stdout.slice(-500)}`);
  const { microseconds, p50, p90, p99, max, ...counts } = JSON.parse(line) as Omit<WrkResult, 'seconds' | 'perSecond'> & { readonly microseconds: number };
  const seconds = microseconds / 1e6;
  return { ...counts, seconds, perSecond: counts.requests / seconds, p50: p50 / 1000, p90: p90 / 1000, p99: p99 / 1000, max: max / 1000 };
}

/** As a string of Lua, every byte but letters, digits and blanks by its number. */
function quoted(text: string): string {
  return `"${[...Buffer.from(text, 'utf8')].map((byte) => /[A-Za-z0-9 ._-]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`).join('')}"`;
}
