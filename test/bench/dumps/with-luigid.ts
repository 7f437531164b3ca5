import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLuigid, type Luigid } from '../../support/luigid';
import type { Dump } from './windows';

/** Works with a luigid in a directory of its own, and leaves neither behind. */
export async function withLuigid<Result>(env: Readonly<Record<string, string>>, work: (luigid: Luigid) => Promise<Result>): Promise<Result> {
  const stateDir = mkdtempSync(join(tmpdir(), 'luigid-dumps-'));
  const luigid = await startLuigid({ stateDir, env });
  try {
    return await work(luigid);
  } finally {
    // Not by a kill: a dump that is under way would outlive it, and write where all is being removed.
    await luigid.stop();
    rmSync(stateDir, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What it has dumped so far. */
export function dumpsOf(luigid: Luigid): Dump[] {
  return luigid.process.events('state-saved').map((line) => {
    const to = Date.parse(line['time'] as string);
    return {
      from: to - (line['took_ms'] as number), to, heldMs: line['held_ms'] as number, costMs: line['cost_ms'] as number, bytes: line['bytes'] as number,
    };
  });
}
