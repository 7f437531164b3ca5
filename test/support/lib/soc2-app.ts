import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { Soc2Checks, type Soc2ChecksProps } from '../../../lib';
import type { EvidenceDocument } from '../../../lib/compliance/evidence/document';

/** What a synthesis with the pack has come to. */
export interface Synthesised {
  /** The message of the error that it ended with. @default - it succeeded */
  readonly error?: string;
  /** Files of the cloud assembly by name, as far as they were written. */
  readonly files: Readonly<Record<string, string | undefined>>;
  /** The evidence, where there is any. */
  readonly evidence: EvidenceDocument;
}

/** Synthesises an app for good, with the pack as a plugin. @param folder where to. @default - one of its own */
export function synthesised(build: (app: App) => void, props: Soc2ChecksProps = {}, folder?: string): Synthesised {
  const outdir = folder ?? mkdtempSync(join(tmpdir(), 'soc2-app-'));
  try {
    const app = new App({ outdir, analyticsReporting: false });
    build(app);
    Validations.of(app).addPlugins(new Soc2Checks(app, props));
    const error = messageOf(() => app.synth());
    const read = (name: string): string | undefined => {
      try { return readFileSync(join(outdir, name), 'utf8'); } catch { return undefined; }
    };
    const files = { 'soc2-evidence.json': read('soc2-evidence.json'), 'soc2-evidence.md': read('soc2-evidence.md'), 'validation-report.json': read('validation-report.json') };
    return { error, files, evidence: JSON.parse(files['soc2-evidence.json'] ?? 'null') as EvidenceDocument };
  } finally {
    if (folder === undefined) rmSync(outdir, { recursive: true });
  }
}

function messageOf(work: () => unknown): string | undefined {
  const log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    log.mockRestore();
  }
}
