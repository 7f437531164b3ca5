import { get } from 'node:http';
import type { Logger } from '../log';
import type { Figures } from './emf';

/** Tells how luigid is; nothing where it does not say. Never rejects. */
export interface LuigidFigures {
  take(): Promise<Figures>;
}

const WITHIN_MS = 10_000;
const MOST_BYTES = 64 * 1024;

/** Asks luigid's `GET /health`. Where it does not answer, or with something else, its metrics are left out, and the log says so once. */
export class LuigidHealth implements LuigidFigures {
  private silent = false;

  /** @param luigid its address */
  constructor(private readonly luigid: URL, private readonly log: Pick<Logger, 'info' | 'warn'>, private readonly withinMs = WITHIN_MS) {}

  async take(): Promise<Figures> {
    try {
      const figures = figuresOf(await textOf(new URL('/health', this.luigid), this.withinMs));
      if (this.silent) this.log.info('luigid tells of itself again');
      this.silent = false;
      return figures;
    } catch (error) {
      if (!this.silent) this.log.warn('luigid does not tell of itself: its metrics are left out', { error });
      this.silent = true;
      return {};
    }
  }
}

/** @throws Error if it is not what luigid tells of itself */
function figuresOf(text: string): Figures {
  const told = JSON.parse(text) as unknown;
  const delay = member(told, 'loopDelayMs');
  const dump = member(told, 'dump');
  return {
    luigidLoopDelay: amount(delay, 'p99'),
    luigidLoopHeld: amount(delay, 'max'),
    luigidTasks: amount(told, 'tasks'),
    luigidWorkers: amount(told, 'workers'),
    ...(dump === null ? {} : {
      dumpAge: amount(dump, 'ageSeconds'),
      dumpSize: amount(dump, 'bytes'),
      dumpTime: amount(dump, 'costMs'),
      dumpHeld: amount(dump, 'heldMs'),
    }),
  };
}

function member(parent: unknown, name: string): unknown {
  if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, name)) throw new Error(`got an answer without "${name}", expected luigid's health`);
  return (parent as Record<string, unknown>)[name];
}

function amount(parent: unknown, name: string): number {
  const value = member(parent, name);
  if (typeof value !== 'number' || !(value >= 0 && value < Infinity)) throw new Error(`got a "${name}" that is no number of 0 or more, expected luigid's health`);
  return value;
}

/** Not by fetch, which sends what only browsers send: luigid refuses these. */
function textOf(url: URL, withinMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = get(url, { agent: false, signal: AbortSignal.timeout(withinMs) }, (answer) => {
      if (answer.statusCode !== 200) {
        answer.destroy();
        return reject(new Error(`got status ${answer.statusCode}, expected 200`));
      }
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > MOST_BYTES) answer.destroy(new Error(`got more than ${MOST_BYTES} bytes, expected luigid's health`));
      });
      answer.on('end', () => resolve(Buffer.concat(chunks).toString()));
      answer.on('error', reject);
      return undefined;
    });
    asked.on('error', reject);
  });
}
