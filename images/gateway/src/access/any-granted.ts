import type { Access } from './access';

/** Rights are values: what was found of them stays, and who holds thousands of patterns asks as often as others. */
const found = new WeakMap<Access, Partial<Record<'view' | 'operate', { readonly mapping: string | undefined }>>>();

/** The mapping by which a caller may view, or operate, anything at all: the first by name of those that grant most; undefined where none does. */
export function anyGrantedBy(access: Access, action: 'view' | 'operate'): string | undefined {
  const known = found.get(access) ?? {};
  found.set(access, known);
  return (known[action] ??= { mapping: firstBy(access, action) }).mapping;
}

function firstBy(access: Access, action: 'view' | 'operate'): string | undefined {
  return access[action].patterns.map((pattern) => access.grantedBy(action, pattern)).filter((name) => name !== undefined).sort()[0];
}
