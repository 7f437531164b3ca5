import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TEAMS } from './tasks';

/** The group that sees every task. */
export const EVERYTHING = 'everything';

/** Groups that each see the tasks of all teams but one: as many different views, nearly as large as the whole. */
export const BUT_ONE = Array.from({ length: TEAMS }, (_, team) => `all-but-${team}`);

/** A folder with a mapping for each group. */
export class MappingFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'bench-mappings-'));

  constructor() {
    this.write(EVERYTHING, ['*']);
    BUT_ONE.forEach((group, team) => this.write(group, Array.from({ length: TEAMS }, (_, each) => each).filter((each) => each !== team).map((each) => `team${each}.*`)));
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }

  private write(group: string, view: readonly string[]): void {
    writeFileSync(join(this.path, `${group}.json`), JSON.stringify({ version: 1, principals: [`group:${group}`], grants: { view } }));
  }
}
