import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../../../release/project';

/** What the programs and the constructs are made of. */
const ROOTS = ['lib', 'images/gateway/src', 'bin', 'local', 'preflight', 'release'];
/** Of an import or a re-export: whether it is of types alone, what is named, whence. */
const IMPORT = /^(?:import|export) (type )?([^'";]*?from )?'(\.[^']+)';/gms;

/** What a module needs of others when it is loaded: types are gone by then. */
function importsOf(file: string): readonly string[] {
  return [...readFileSync(file, 'utf8').matchAll(IMPORT)].flatMap(([, type, names = '', from = '']) => {
    const named = /\{(.*)\}/s.exec(names)?.[1]?.split(',').map((name) => name.trim()).filter((name) => name !== '') ?? [];
    const isTypeOnly = type !== undefined || (named.length > 0 && /^\s*\{/.test(names) && named.every((name) => name.startsWith('type ')));
    if (isTypeOnly) return [];
    const target = path.resolve(path.dirname(file), from);
    return [`${target}.ts`, path.join(target, 'index.ts')].filter((each) => existsSync(each)).slice(0, 1);
  });
}

/** The first circle that is found, as the files that it leads through. */
function circleAmong(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const way: string[] = [];
  const visit = (file: string): readonly string[] => {
    if (way.includes(file)) return [...way.slice(way.indexOf(file)), file];
    if (done.has(file)) return [];
    way.push(file);
    for (const next of imports.get(file) ?? []) {
      const circle = visit(next);
      if (circle.length > 0) return circle;
    }
    way.pop();
    done.add(file);
    return [];
  };
  for (const file of imports.keys()) {
    const circle = visit(file);
    if (circle.length > 0) return circle;
  }
  return [];
}

describe('modules', () => {
  const files = ROOTS.flatMap((root) => readdirSync(path.join(PROJECT, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.d)\.ts$/.test(name)).map((name) => path.join(PROJECT, root, name)));
  const imports = new Map(files.map((file) => [file, importsOf(file)]));

  test('never wait for each other in a circle: so they can be loaded in any order', () => {
    expect(circleAmong(imports).map((file) => path.relative(PROJECT, file))).toEqual([]);
  });

  test('are read as they import: a circle would be found', () => {
    const [template, resolve] = ['template', 'resolve'].map((name) => path.join(PROJECT, 'lib/cloudformation', `${name}.ts`)) as [string, string];
    expect(imports.get(template)).toContain(resolve);
    expect(imports.get(resolve)).not.toContain(template);
    expect(circleAmong(new Map([...imports, [resolve, [template]]]))).toHaveLength(3);
  });
});
