/**
 * A process that keeps decisions in a file as fast as it can, and says on stdout which ones it was told are safe.
 * Started by test/e2e/file-sink.test.ts, which kills it.
 * Arguments: the file, how many changes wait at a time, how many to write in all (0: no end).
 */
import { writeSync } from 'node:fs';
import { BatchingDecisionLog } from '../../../images/gateway/src/records/decision-log';
import { FileSink } from '../../../images/gateway/src/records/file-sink';
import { decisionRecord } from '../decision-record';

const [path = '', atATime = '50', inAll = '0'] = process.argv.slice(2);
const log = new BatchingDecisionLog({
  sink: new FileSink(path),
  service: 'luigi',
  bounds: { waitMs: 60_000, firstPauseMs: 10, longestPauseMs: 50, closeMs: 2_000 },
  watcher: {
    failed: (error) => say(`failed ${(error as { code?: string }).code}`),
    recovered: () => say('recovered'),
    lost: (count) => say(`lost ${count}`),
  },
});
let count = 0;

/** Synchronously: what was said before a kill -9 has been said. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}

async function change(): Promise<void> {
  while (inAll === '0' || count < Number(inAll)) {
    count += 1;
    const requestId = `${process.pid}-${count}`;
    await log.recordBefore(decisionRecord({ requestId, time: new Date().toISOString() }));
    say(`safe ${requestId}`);
    if (log.health.buffered < 1_000) log.recordBehind(decisionRecord({ requestId: `view-${requestId}`, action: 'view', change: false, time: new Date().toISOString() }));
  }
}

async function main(): Promise<void> {
  await Promise.all(Array.from({ length: Number(atATime) }, change));
  await log.close();
  say('closed');
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(1);
});
