/** The modules that an index passes on whole. @throws Error where it does anything else */
export function modulesOfIndex(source: string): string[] {
  return source.split('\n').filter((line) => line.trim() !== '').map((line) => {
    const [, path] = /^export \* from '(\.\/[^']+)';$/.exec(line) ?? [];
    if (path === undefined) throw new Error(`lib/index.ts: got ${JSON.stringify(line)}, expected nothing but lines such as export * from './module';`);
    return path;
  });
}

/**
 * An index for Node.js that loads a module when the first of its names is used.
 * @param modules the names that each module exports, by its path
 */
export function lazyIndex(modules: ReadonlyMap<string, readonly string[]>): string {
  const paths = new Map<string, string>();
  for (const [path, names] of modules) {
    for (const name of names) {
      const other = paths.get(name);
      if (other !== undefined) throw new Error(`lib/index.ts: got ${name} from ${other} and from ${path}, expected each name once`);
      paths.set(name, path);
    }
  }
  return `"use strict";
// Made by release/write-index.ts from lib/index.ts: a module is loaded when the first of its names is used.
Object.defineProperty(exports, "__esModule", { value: true });
const lazy = (name, load) => Object.defineProperty(exports, name, {
  enumerable: true, configurable: true,
  get: () => {
    const value = load()[name];
    Object.defineProperty(exports, name, { enumerable: true, configurable: true, value });
    return value;
  },
});
${[...paths].map(([name, path]) => `lazy("${name}", () => require("${path}"));`).join('\n')}
// Never runs: tells ES modules which names they can import.
0 && (module.exports = { ${[...paths.keys()].join(', ')} });
`;
}
