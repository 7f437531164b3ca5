import type { Access } from './access';

/** The mapping by which a caller may view, or operate, anything at all: the first by name of those that grant most; undefined where none does. */
export function anyGrantedBy(access: Access, action: 'view' | 'operate'): string | undefined {
  return access[action].patterns.map((pattern) => access.grantedBy(action, pattern)).filter((name) => name !== undefined).sort()[0];
}
