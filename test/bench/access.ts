import { AccessMap } from '../../images/gateway/src/access/access-map';
import { parseMapping } from '../../images/gateway/src/access/parse-mapping';

/** One measurement. */
export interface AccessBenchRow {
  readonly mappings: number;
  /** `cached`: the caller was seen before; `uncached`: worked out anew; `named-by-all`: cached, and every mapping names the caller. */
  readonly path: AccessPath;
  readonly round: number;
  readonly calls: number;
  /** What one call cost: access of three principals, and one decision. */
  readonly nanosecondsPerCall: number;
}

/** What is measured. */
export type AccessPath = 'cached' | 'uncached' | 'named-by-all';

/** What `benchAccess` found. */
export interface AccessBench {
  readonly rows: readonly AccessBenchRow[];
  /** Medians of 1,000 mappings over medians of 10, by path: 1 means that they cost the same. */
  readonly ratios: Readonly<Record<AccessPath, number>>;
}

const PATHS: readonly AccessPath[] = ['cached', 'uncached', 'named-by-all'];
const SIZES = [10, 1000] as const;

/** `size` mappings of which three name the caller (and all of them, where asked for); each grants two namespaces. */
function accessMap(size: number, namedByAll: boolean): AccessMap {
  return new AccessMap(Array.from({ length: size }, (_, index) => parseMapping(`team-${index}`, JSON.stringify({
    version: 1,
    principals: [`group:team-${index}`, `user:lead-${index}@example.com`, ...(namedByAll ? ['group:everyone'] : [])],
    grants: { view: [`team${index}.*`, `shared.area${index}.*`], operate: [`team${index}.jobs.*`] },
  }))));
}

/**
 * Measures what an evaluation costs with 10 and with 1,000 mappings, in turns so that a busy machine slows down both alike.
 *
 * @param rounds of each
 * @param calls in a round
 */
export function benchAccess(rounds = 15, calls = 20_000): AccessBench {
  const rows: AccessBenchRow[] = [];
  let granted = 0;
  const caller = ['user:lead-1@example.com', 'group:team-3', 'group:team-5', 'group:unknown'];
  const cases = SIZES.flatMap((mappings) => PATHS.map((path) => ({ mappings, path, map: accessMap(mappings, path === 'named-by-all') })));
  // The first round warms up and isn't kept.
  for (let round = 0; round <= rounds; round += 1) {
    for (const { mappings, path, map } of cases) {
      const principals = path === 'named-by-all' ? [...caller, 'group:everyone'] : caller;
      const begin = process.hrtime.bigint();
      for (let call = 0; call < calls; call += 1) {
        const access = path === 'uncached' ? map.evaluate(principals) : map.accessOf(principals);
        if (access.grantedBy('view', 'team3.daily.Report') !== undefined) granted += 1;
      }
      const nanosecondsPerCall = Number(process.hrtime.bigint() - begin) / calls;
      if (round > 0) rows.push({ mappings, path, round, calls, nanosecondsPerCall });
    }
  }
  if (granted !== (rounds + 1) * cases.length * calls) throw new Error('got a refusal, expected every call to be granted; the benchmark measures nothing');
  const median = (path: AccessPath, mappings: number): number => {
    const costs = rows.filter((row) => row.path === path && row.mappings === mappings).map((row) => row.nanosecondsPerCall).sort((a, b) => a - b);
    return costs[Math.floor(costs.length / 2)] ?? Number.NaN;
  };
  const ratio = (path: AccessPath): number => median(path, SIZES[1]) / median(path, SIZES[0]);
  return { rows, ratios: { 'cached': ratio('cached'), 'uncached': ratio('uncached'), 'named-by-all': ratio('named-by-all') } };
}
