import { createReadStream, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

/** Lines that a log gets from now on. */
export class NewLines {
  private readonly from: number;

  /** @param path of a file of JSON lines that is only appended to */
  constructor(private readonly path: string) {
    this.from = sizeOf(path);
  }

  /** Counts them, by what is made of each, once no more come. */
  async count(keyOf: (line: Readonly<Record<string, unknown>>) => string): Promise<Record<string, number>> {
    for (let size = -1; size !== sizeOf(this.path);) {
      size = sizeOf(this.path);
      // Records are written in batches, some hundred milliseconds apart at most.
      await pause(1200);
    }
    const counts: Record<string, number> = {};
    if (sizeOf(this.path) === this.from) return counts;
    for await (const line of createInterface({ input: createReadStream(this.path, { start: this.from }) })) {
      const key = line === '' ? undefined : keyOf(JSON.parse(line) as Record<string, unknown>);
      if (key !== undefined) counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
