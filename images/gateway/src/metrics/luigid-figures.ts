import { get } from 'node:http';
import type { Logger } from '../log';
import type { Figures } from './emf';

/** Tells how luigid is; nothing where it does not say. Never rejects. */
export interface LuigidFigures {
  take(): Promise<Figures>;
}

/** As long as the alarm LuigidHeld waits: it rings by one answer that did not come. */
export const HEALTH_WITHIN_MS = 10_000;
const MOST_BYTES = 64 * 1024;

/**
 * Asks luigid's `GET /health`. Where it does not answer in time, whoever comes waits at least as long: it is told as a loop that was held for
 * that time, so that a luigid with too much to do, or that stands still, is not the one that no alarm hears of. Where it can't be asked, or
 * answers something else, its metrics are left out. The log says either once.
 */
export class LuigidHealth implements LuigidFigures {
  private told: 'all' | 'nothing' | 'late' = 'all';

  /** @param luigid its address */
  constructor(private readonly luigid: URL, private readonly log: Pick<Logger, 'info' | 'warn'>, private readonly withinMs = HEALTH_WITHIN_MS) {}

  async take(): Promise<Figures> {
    const late = AbortSignal.timeout(this.withinMs);
    try {
      const figures = figuresOf(await textOf(new URL('/health', this.luigid), late));
      if (this.told !== 'all') this.log.info('luigid tells of itself again');
      this.told = 'all';
      return figures;
    } catch (error) {
      if (late.aborted) {
        if (this.told !== 'late') this.log.warn('luigid did not tell of itself in time: it is taken for held as long', { withinMs: this.withinMs });
        this.told = 'late';
        return { luigidLoopDelay: this.withinMs, luigidLoopHeld: this.withinMs };
      }
      if (this.told !== 'nothing') this.log.warn('luigid does not tell of itself: its metrics are left out', { error });
      this.told = 'nothing';
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
function textOf(url: URL, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = get(url, { agent: false, signal }, (answer) => {
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
