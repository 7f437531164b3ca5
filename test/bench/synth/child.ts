import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes and synthesises an app, into this folder. */
export type Build = (outdir: string) => void;

/** What one process tells. */
export interface SynthTimes {
  /** Importing the app, which imports what it is made of. */
  readonly importMs: number;
  /** The first time, which is what `cdk synth` waits for: code is not compiled yet, assets are staged. */
  readonly firstMs: number;
  /** Further times in the same process, as in tests of an infrastructure repo. */
  readonly againMs: readonly number[];
  readonly resources: number;
  readonly templateBytes: number;
}

/** `node child.cjs <app> <times again>`: what it took as JSON on stdout. */
function main(): void {
  const [, , app = '', again = '0'] = process.argv;
  const began = performance.now();
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- what is measured is this import
  const { build } = require(app) as { build: Build };
  const importMs = performance.now() - began;
  const folder = mkdtempSync(join(tmpdir(), 'bench-synth-'));
  const time = (name: string): number => {
    const begin = performance.now();
    build(join(folder, name));
    return performance.now() - begin;
  };
  const firstMs = time('first');
  const againMs = Array.from({ length: Number(again) }, (_, index) => time(`again-${index}`));
  const out = join(folder, 'first');
  const templates = readdirSync(out).filter((name) => name.endsWith('.template.json')).map((name) => readFileSync(join(out, name), 'utf8'));
  rmSync(folder, { recursive: true });
  const result: SynthTimes = {
    importMs, firstMs, againMs,
    resources: sum(templates.map((template) => Object.keys((JSON.parse(template) as { Resources: object }).Resources).length)),
    templateBytes: sum(templates.map((template) => Buffer.byteLength(template))),
  };
  process.stdout.write(JSON.stringify(result));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

main();
