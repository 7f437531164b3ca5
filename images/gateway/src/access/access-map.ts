import { LRUCache } from 'lru-cache';
import { PrincipalIndex } from '../principals/principal-index';
import type { Access } from './access';
import type { AccessMapping } from './access-mapping';
import type { AppliedMapping } from './applied-mapping';
import { GrantedAccess } from './granted-access';

/** How much an access map keeps of what it has worked out: whoever may log in can't fill the memory. */
export interface AccessCacheLimits {
  /**
   * Callers, where callers with the same known principals count as one.
   * @default 1000
   */
  readonly entries?: number;
  /**
   * Patterns and grants of all of them together. A caller who holds more than that is worked out anew each time.
   * @default 200000
   */
  readonly weight?: number;
}

/**
 * The mappings of one moment, indexed by principal: a caller costs as much as the mappings that name them,
 * not as much as there are mappings. Its answers depend on nothing but the mappings and the principals.
 */
export class AccessMap {
  /** Number of mappings. */
  readonly size: number;

  private readonly byPrincipal = new PrincipalIndex<IndexedPrincipal>();
  private readonly cache: LRUCache<string, GrantedAccess>;

  /**
   * @param mappings in any order
   * @throws RangeError where two have the same name
   */
  constructor(mappings: readonly AccessMapping[], limits: AccessCacheLimits = {}) {
    this.size = mappings.length;
    this.cache = new LRUCache({
      max: limits.entries ?? 1000,
      maxSize: limits.weight ?? 200_000,
      sizeCalculation: ({ weight }) => weight,
    });
    if (new Set(mappings.map(({ name }) => name)).size !== mappings.length) {
      throw new RangeError('got two mappings of the same name, expected different names');
    }
    for (const mapping of mappings) {
      for (const principal of mapping.principals) {
        this.byPrincipal.at(principal, () => ({ id: this.byPrincipal.size, principal, mappings: [] })).mappings.push(mapping);
      }
    }
  }

  /** What a caller who is all of these principals may do. */
  accessOf(principals: readonly string[]): Access {
    const known = this.known(principals);
    // Ids are numbers, so that no principal's text can make two callers' keys equal; principals that no mapping names take no room.
    const key = known.map(({ id }) => id).join(',');
    const cached = this.cache.get(key);
    if (cached !== undefined) return cached;
    const access = evaluate(known);
    this.cache.set(key, access);
    return access;
  }

  /** As `accessOf`, worked out anew. */
  evaluate(principals: readonly string[]): Access {
    return evaluate(this.known(principals));
  }

  private known(principals: readonly string[]): readonly IndexedPrincipal[] {
    return [...this.byPrincipal.of(principals)].sort((a, b) => a.id - b.id);
  }
}

interface IndexedPrincipal {
  readonly id: number;
  readonly principal: string;
  readonly mappings: AccessMapping[];
}

function evaluate(known: readonly IndexedPrincipal[]): GrantedAccess {
  if (known.length === 0) return GrantedAccess.NONE;
  const because = new Map<AccessMapping, string[]>();
  for (const { principal, mappings } of known) {
    for (const mapping of mappings) because.set(mapping, [...(because.get(mapping) ?? []), principal]);
  }
  return new GrantedAccess([...because].map(([mapping, principals]): AppliedMapping => ({ mapping, because: principals.sort() })));
}
