import type { IdleViewerRow } from './load/idle-viewer';
import type { SideName } from './load/scene';
import { ofViewers, type Viewers, type ViewersCase } from './viewers';

const SIDES: readonly SideName[] = ['bare luigid', 'oauth2-proxy', 'service'];

/** What `viewers` is summed up in. */
export function viewersLines(raw: Viewers): string[] {
  return [
    ...(raw.skipped === undefined ? [] : [`oauth2-proxy SKIPPED: ${raw.skipped}`]),
    ...(['one mapping', 'uncompressed', 'eight mappings', 'unchanged'] as const).flatMap((what) => SIDES.flatMap((side) => closedLoop(raw, side, what))),
    ...raw.idle.map((row) => `one idle viewer, ${row.what}, ${row.side}: p50 ${row.p50.toFixed(2)} ms${overBare(raw.idle, row)}, p99 ${row.p99.toFixed(2)} ms`),
    ...raw.pages.map(({ what, side, p50, max }) =>
      `${what === 'page' ? 'the page opened, all files and calls' : '32 viewers refresh their tables at once'}, ${side}: p50 ${p50.toFixed(0)} ms, longest ${max.toFixed(0)} ms`),
  ];
}

function closedLoop(raw: Viewers, side: SideName, what: ViewersCase): string[] {
  const rate = ofViewers(raw, side, what, 'perSecond');
  const p99 = ofViewers(raw, side, what, 'p99');
  if (rate === undefined || p99 === undefined) return [];
  const p50 = ofViewers(raw, side, what, 'p50') as number;
  // What a browser asks a bare luigid for, but where the bare side is asked the same.
  const base = what === 'unchanged' ? 'unchanged' : 'one mapping';
  const over = (baseline: ViewersCase): string => {
    const [bareRate, bareP99] = [ofViewers(raw, 'bare luigid', baseline, 'perSecond') as number, ofViewers(raw, 'bare luigid', baseline, 'p99') as number];
    return `${(rate / bareRate).toFixed(1)} times the answers, p99 1/${(bareP99 / p99).toFixed(1)}`;
  };
  const ratios = side === 'bare luigid' ? '' : `; over bare luigid ${over(base)}${base === 'one mapping' ? `; over it uncompressed ${over('uncompressed')}` : ''}`;
  return [`32 viewers, ${what}, ${side}: ${rate.toFixed(1)} answers/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms${ratios}`];
}

function overBare(rows: readonly IdleViewerRow[], { side, what, p50 }: IdleViewerRow): string {
  const bare = rows.find((row) => row.side === 'bare luigid' && row.what === what);
  return side === 'bare luigid' || bare === undefined ? '' : ` (${(p50 - bare.p50).toFixed(2)} ms over bare luigid, ${(p50 / bare.p50).toFixed(2)} times)`;
}
