import { tasksIn } from './load/connection';
import { idleViewer, type IdleViewerRow } from './load/idle-viewer';
import { BUT_ONE, EVERYTHING } from './load/mappings';
import { pageLoads, type PageLoadRow } from './load/page-loads';
import { Scene, type SideName } from './load/scene';
import { countWithout } from './load/tasks';
import { viewersRound, type ViewersLoad, type ViewersRound } from './load/viewers-round';
import { ALL_TASKS, Viewer } from './load/visualiser';
import { median } from './statistics';

/** What 32 viewers get. `uncompressed` is asked of the bare luigid only, which is faster so. */
export type ViewersCase = 'one mapping' | 'eight mappings' | 'unchanged' | 'uncompressed';

/** One round of it. */
export interface ViewersRow extends ViewersRound {
  readonly what: ViewersCase;
  readonly round: number;
}

/** Answers a second and their tails for 32 viewers and for one, on each side, in turns in one run. */
export interface Viewers {
  readonly tasks: number;
  readonly viewers: number;
  readonly skipped?: string;
  readonly rows: readonly ViewersRow[];
  readonly idle: readonly IdleViewerRow[];
  readonly pages: readonly PageLoadRow[];
}

/** Measures it. Fails where a body is not whole or a record is missing. */
export async function benchViewers({ tasks = 5000, rounds = 3, seconds = 6 } = {}): Promise<Viewers> {
  const scene = await Scene.start('bench-viewers', { tasks, withProxy: true });
  try {
    const rows: ViewersRow[] = [];
    for (let round = 0; round < rounds; round += 1) {
      for (const side of scene.sides) {
        const measure = async (what: ViewersCase, load: Omit<ViewersLoad, 'seconds'>): Promise<void> => {
          rows.push({ what, round, ...await viewersRound(scene, side, { seconds, ...load }) });
        };
        const all = { groups: [EVERYTHING], expected: () => tasks };
        await measure('one mapping', all);
        if (side.name === 'bare luigid') await measure('uncompressed', { ...all, acceptEncoding: 'identity' });
        if (side.name === 'service') {
          await measure('eight mappings', { groups: BUT_ONE, expected: (group) => countWithout(tasks, BUT_ONE.indexOf(group)) });
        }
        const viewer = new Viewer(side.url, side.headersOf(EVERYTHING));
        const { headers, ...first } = await viewer.ask(ALL_TASKS);
        viewer.close();
        const { etag } = headers;
        if (etag === undefined) throw new Error(`${side.name} gave ${tasksIn({ headers, ...first })} tasks without a validator, expected an ETag`);
        await measure('unchanged', { ...all, headersOf: () => ({ 'if-none-match': etag }) });
      }
    }
    const idle = await idleViewer(scene);
    const pages = await pageLoads(scene);
    return { tasks, viewers: 32, ...(scene.proxyMissing === undefined ? {} : { skipped: scene.proxyMissing }), rows, idle, pages };
  } finally {
    await scene.stop();
  }
}

/** The median of the rounds. */
export function ofViewers({ rows }: Pick<Viewers, 'rows'>, side: SideName, what: ViewersCase, figure: 'perSecond' | 'p50' | 'p99'): number | undefined {
  const values = rows.filter((row) => row.side === side && row.what === what).map((row) => row[figure]);
  return values.length === 0 ? undefined : median(values);
}
