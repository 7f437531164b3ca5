import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { JOB_RUNNER } from '../../../local/jobs/prepare-jobs';
import type { Service } from '../../../local/service';

/** A job of a service on this machine, whose luigi is a few lines of shell. It is there within the gateway's next read. */
export class FakeJob {
  constructor(private readonly service: Pick<Service, 'folder' | 'jobs'>, readonly name: string) {}

  private get document(): string { return path.join(this.service.jobs, `${this.name}.json`); }

  /** Describes it, or anew. */
  described(over: Readonly<Record<string, unknown>> = {}, properties: object = { n: { type: 'integer' } }, required: readonly string[] = []): this {
    writeFileSync(this.document, JSON.stringify({
      version: 1, category: 'reports', family: `fake.${this.name}`, ...over, parameters: { type: 'object', additionalProperties: false, required, properties },
    }));
    return this;
  }

  /** What runs of it do from now on: shell, with luigi's arguments. */
  does(script: string, timeoutSeconds = 60): this {
    const folder = path.join(this.service.folder, JOB_RUNNER);
    const luigi = path.join(folder, 'fake-luigi');
    writeFileSync(luigi, '#!/bin/sh\nfor argument in "$@"; do printf "%s\\n" "argument: $argument"; done\neval "$SCRIPT"\n', { mode: 0o755 });
    writeFileSync(path.join(folder, 'commands', `${this.name}.json`), JSON.stringify({
      luigi, module: 'fake', family: `fake.${this.name}`, directory: folder, timeoutSeconds, environment: { SCRIPT: script, PATH: '/usr/bin:/bin' },
    }));
    return this;
  }
}
