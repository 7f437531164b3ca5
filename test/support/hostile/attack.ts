import type { Scene } from './scene';

/** A hostile request and what becomes of it. */
export interface Attack {
  readonly name: string;
  /** Which lane of lighttpd it is sent to. */
  readonly lane: 'people' | 'workers';
  readonly status: number;
  /** The stable code of the refusal: in the answer, and in the decision log where it got that far. */
  readonly code: string;
  /** Who refuses: what lighttpd turns away never reaches the gateway, and so is in the access log only. */
  readonly by: 'lighttpd' | 'gateway';
  readonly send: (scene: Scene) => string | Buffer;
}

/** One row of a table: what, and what becomes of it. */
export type Row = readonly [name: string, status: number, code: string, send: Attack['send']];

/** Attacks on the people lane that the gateway refuses. */
export const refused = (...rows: readonly Row[]): Attack[] => attacks('people', 'gateway', rows);

/** Attacks on the people lane that lighttpd refuses by itself. */
export const turnedAway = (...rows: readonly Row[]): Attack[] => attacks('people', 'lighttpd', rows);

/** Attacks on the worker lane that the gateway refuses. */
export const refusedToWorkers = (...rows: readonly Row[]): Attack[] => attacks('workers', 'gateway', rows);

function attacks(lane: Attack['lane'], by: Attack['by'], rows: readonly Row[]): Attack[] {
  return rows.map(([name, status, code, send]) => ({ name, lane, status, code, by, send }));
}
