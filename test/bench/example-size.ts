import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../support/package/run';

const ROOT = join(__dirname, '..', '..');

/** How large the example stack is, with its placeholders. */
export interface ExampleSize {
  /** The largest number of resources in one template; CloudFormation takes 500. */
  readonly resources: number;
  /** The size of the largest template; CloudFormation takes 1 MB. */
  readonly templateBytes: number;
}

/** Synthesises it as `cdk synth` does, by cdk.json. */
export function exampleSize(): ExampleSize {
  const folder = mkdtempSync(join(tmpdir(), 'bench-example-'));
  try {
    run(ROOT, process.execPath, [join(ROOT, 'node_modules/aws-cdk/bin/cdk'), 'synth', '--quiet', '--no-notices', '--output', folder], { CDK_DISABLE_CLI_TELEMETRY: 'true' });
    const templates = readdirSync(folder).filter((name) => name.endsWith('.template.json')).map((name) => readFileSync(join(folder, name), 'utf8'));
    if (templates.length === 0) throw new Error(`got ${readdirSync(folder).join(', ')}, expected a template`);
    return {
      resources: Math.max(...templates.map((template) => Object.keys((JSON.parse(template) as { Resources: object }).Resources).length)),
      templateBytes: Math.max(...templates.map((template) => Buffer.byteLength(template))),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
