import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations, type IPolicyValidationPlugin } from 'aws-cdk-lib';
import { NIST80053R5Checks } from 'cdk-nag';
import { LuigiExample } from '../../../bin/example/stack';
import { Soc2Checks } from '../../../lib';
import { generatedApp, resourcesIn } from './generated-app';

/** Packs that are compared. */
export type Pack = 'soc2' | 'nist';

/** What one process tells. */
export interface PackTimes {
  /** How long each pack took in each synthesis, in turns. */
  readonly ms: Readonly<Record<Pack, readonly number[]>>;
  readonly resources: number;
}

const MAKE: Readonly<Record<Pack, (app: App) => IPolicyValidationPlugin>> = {
  soc2: (app) => new Soc2Checks(app),
  nist: (app) => new NIST80053R5Checks(app),
};

/** `node packs.cjs <example | resources> <pack,...> <rounds>`: what it took as JSON on stdout. A pack has its turn within a real synthesis. */
function main(): void {
  const [, , size = '', packs = '', rounds = '1'] = process.argv;
  const folder = mkdtempSync(join(tmpdir(), 'bench-soc2-'));
  const ms: Record<Pack, number[]> = { soc2: [], nist: [] };
  let resources = 0;
  for (let round = 0; round < Number(rounds); round += 1) {
    const app = size === 'example' ? exampleApp(join(folder, String(round))) : generatedApp(Number(size), join(folder, String(round)));
    resources = resourcesIn(app);
    const turn = packs.split(',') as Pack[];
    if (round % 2 === 1) turn.reverse();
    Validations.of(app).addPlugins(...turn.map((name) => timed(MAKE[name](app), ms[name])));
    synthesise(app);
  }
  rmSync(folder, { recursive: true });
  process.stdout.write(JSON.stringify({ ms, resources } satisfies PackTimes));
}

function exampleApp(outdir: string): App {
  const app = new App({ outdir, analyticsReporting: false, context: { 'aws:cdk:enable-path-metadata': true } });
  new LuigiExample(app, 'LuigiExample');
  return app;
}

function timed(plugin: IPolicyValidationPlugin, into: number[]): IPolicyValidationPlugin {
  return {
    name: plugin.name,
    validate: (context) => {
      const began = performance.now();
      const report = plugin.validate(context);
      into.push(performance.now() - began);
      return report;
    },
  };
}

/** Both packs find fault with the generated app, as they should. */
function synthesise(app: App): void {
  const { error } = console;
  console.error = () => undefined;
  try {
    app.synth();
  } catch (failed) {
    if (!(failed as Error).message.includes('(Soc2)') && !(failed as Error).message.includes('Validation failed') && !(failed as Error).message.includes('NIST')) throw failed;
  } finally {
    console.error = error;
  }
}

main();
