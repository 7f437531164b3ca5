import { latenciesOf, type Latencies } from './latencies';
import { EVERYTHING } from './mappings';
import type { Scene, SideName } from './scene';
import { TABLE_CALLS, tableCallsOf, Viewer } from './visualiser';

/** `page`: one opens the visualiser with nothing in the browser's cache. `refreshes`: 32 refresh their table at the same moment. */
export type PageLoadCase = 'page' | 'refreshes';

/** How long it took until all was there, in milliseconds. */
export interface PageLoadRow extends Latencies {
  readonly side: SideName;
  readonly what: PageLoadCase;
}

/** The visualiser as it is used: its page with all files and calls, and its table's eight calls. Ends with an error where a table lacks a task. */
export async function pageLoads(scene: Scene, rounds = 2, viewers = 32): Promise<PageLoadRow[]> {
  const took = scene.sides.map((side) => ({ side, page: [] as number[], refreshes: [] as number[] }));
  for (let round = 0; round < rounds; round += 1) {
    for (const { side, page, refreshes } of took) {
      const open = Array.from({ length: viewers }, (_, member) => new Viewer(side.url, side.headersOf(EVERYTHING, String(member))));
      const opened = await (open[0] as Viewer).open();
      page.push(opened.milliseconds);
      const tables = await Promise.all(open.map((viewer) => viewer.refresh()));
      refreshes.push(...tables.map(({ milliseconds }) => milliseconds));
      assertSameCalls(opened.script);
      const lacking = tables.find(({ tasks }) => tasks !== opened.tasks);
      if (opened.files === 0 || lacking !== undefined) {
        throw new Error(`${side.name}: got ${opened.files} files, tables of ${opened.tasks} and ${lacking?.tasks ?? opened.tasks} tasks, expected all of them`);
      }
      for (const viewer of open) viewer.close();
    }
  }
  return took.flatMap(({ side, ...cases }) => (['page', 'refreshes'] as const).map((what) => (
    { side: side.name, what, ...latenciesOf(cases[what].map((latency) => ({ latency }))) })));
}

/** That what is sent here is what the visualiser's own script sends. */
function assertSameCalls(script: string): void {
  const told = (calls: ReturnType<typeof tableCallsOf>): string => calls.map((call) => JSON.stringify(call)).sort().join(' ');
  const own = tableCallsOf(script);
  if (told(own) !== told([...TABLE_CALLS])) throw new Error(`the visualiser's script asks for ${told(own)}, expected ${told([...TABLE_CALLS])}`);
}
