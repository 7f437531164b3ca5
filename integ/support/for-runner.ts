import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The newest form of a cloud assembly that the newest integ-runner (2.197.10) reads. aws-cdk-lib writes 55, and the runner refuses what is
 * newer than itself, whatever stands in it. What came between is not used here: snapshots that it could not read would fail, not pass.
 */
const READABLE = '53.0.0';

/** Built by CDK for people's eyes, different on every machine: where each construct was made, what the packs found (nothing, or synthesis fails). */
const PASSING = /\.metadata\.json$|^validation-report\.json$/;

/** Makes a cloud assembly one that integ-runner reads, and that is the same wherever it was made. */
export function forRunner(directory: string): void {
  for (const file of readdirSync(directory)) {
    const path = join(directory, file);
    if (PASSING.test(file)) { rmSync(path); } else if (/^(?:manifest|integ)\.json$|\.assets\.json$|^cdk\.out$/.test(file)) {
      writeFileSync(path, `${JSON.stringify(readable(JSON.parse(readFileSync(path, 'utf8')) as Manifest), null, 2)}\n`);
    }
  }
}

interface Manifest {
  readonly artifacts?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function readable(manifest: Manifest): unknown {
  const { minimumCliVersion: _, ...rest } = manifest as Manifest & { readonly minimumCliVersion?: string };
  const artifacts = Object.entries(rest.artifacts ?? {}).map(([id, { additionalMetadataFile: __, ...artifact }]) => [id, artifact] as const);
  return { ...rest, version: READABLE, ...(artifacts.length === 0 ? {} : { artifacts: Object.fromEntries(artifacts) }) };
}
