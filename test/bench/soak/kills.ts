import { waitFor } from '../../../local/process-runner/wait-for';
import type { Front } from '../front';
import type { Accident } from './errors';
import type { Ledger } from './ledger';
import { heldBy } from './load';
import { pidOf, type ProgramOfTask } from './processes';

/** What happens to whom, and when: as a share of the time. */
export const KILLS: ReadonlyArray<{ readonly program: ProgramOfTask; readonly signal: 'SIGKILL' | 'SIGTERM'; readonly share: number }> = [
  { program: 'lighttpd', signal: 'SIGKILL', share: 0.25 },
  { program: 'gateway', signal: 'SIGKILL', share: 0.35 },
  // As a redeploy does.
  { program: 'luigid', signal: 'SIGTERM', share: 0.45 },
  { program: 'luigid', signal: 'SIGKILL', share: 0.55 },
];
/** Retries and connections need a while until nothing shows of an accident. */
const AFTER_MS = 5_000;

/** What an accident did. */
export interface KillRow extends Accident {
  /** From the signal until it answered again, in milliseconds. */
  readonly backAfterMs: number;
  /** Whether viewers and workers still called when it happened; a soak that is too short for its accidents ends before the last. */
  readonly underLoad: boolean;
  /** For how long the state on the disk had not been complete, as luigid said just before. */
  readonly unsavedSeconds: number;
  /** Calls of workers that had been answered and are not in the scheduler. */
  readonly lost: number;
  /** How long before the signal the oldest of them was answered, in seconds. */
  readonly lostSeconds: number;
}

/** Ends a program, waits until the one that is started in its place answers, and looks for what was lost. */
export async function killOne(front: Front, ledger: Ledger, { program, signal }: (typeof KILLS)[number], loadEnds: number): Promise<KillRow> {
  const before = pidOf(front.service, program);
  if (before === undefined) throw new Error(`${program} does not run, expected it to`);
  const { unsavedSeconds } = await (await fetch(`${front.luigidUrl}/health`)).json() as { unsavedSeconds: number };
  const from = Date.now();
  process.kill(before, signal);
  ledger.turnPage();
  await waitFor(() => ![undefined, before].includes(pidOf(front.service, program)), { what: `${program} runs again`, timeoutMs: 60_000, everyMs: 20 });
  await front.service.program(program).untilReady();
  const back = Date.now();
  // Calls that were on their way come to their end.
  await new Promise((done) => setTimeout(done, AFTER_MS));
  const lost = ledger.check(await heldBy(front.luigidUrl), 'earlier');
  return {
    name: `${program} ${signal}`, from, to: Date.now() + AFTER_MS, backAfterMs: back - from, underLoad: from < loadEnds, unsavedSeconds,
    lost: lost.length, lostSeconds: lost.length === 0 ? 0 : (from - Math.min(...lost.map(({ answeredAt }) => answeredAt))) / 1000,
  };
}
