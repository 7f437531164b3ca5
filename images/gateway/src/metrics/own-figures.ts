import { monitorEventLoopDelay } from 'node:perf_hooks';
import { short, type Distribution } from './distribution';
import type { Figures } from './emf';

/** What is read of Node.js's histogram of the event loop's delays. */
export interface LoopHistogram {
  /** How many delays were taken. */
  readonly count: number;
  /** Nanoseconds, as are percentiles. */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly percentiles: ReadonlyMap<number, number>;
  reset(): void;
  disable(): unknown;
}

/** How often Node.js looks whether its loop is late. Its delays include it. */
const EVERY_MS = 20;

/** What the gateway's own process takes: how long its event loop is held, and memory. */
export class OwnFigures {
  constructor(private readonly loop: LoopHistogram = watchedLoop(), private readonly memory: () => number = () => process.memoryUsage.rss()) {}

  /** What was seen since the last time. */
  take(): Figures {
    const gatewayLoopDelay = this.delays();
    this.loop.reset();
    return { gatewayLoopDelay, gatewayMemory: this.memory() };
  }

  /** Looks no more. */
  close(): void {
    this.loop.disable();
  }

  /** Node.js tells percentiles, of which each is closer to the greatest than the one before: CloudWatch wants how many there were of each value. */
  private delays(): Distribution | undefined {
    const { count, percentiles } = this.loop;
    if (count === 0) return undefined;
    const counts = new Map<number, number>();
    let before = 0;
    for (const [percentile, nanoseconds] of percentiles) {
      const upTo = Math.round((percentile / 100) * count);
      if (upTo > before) counts.set(late(nanoseconds), (counts.get(late(nanoseconds)) ?? 0) + upTo - before);
      before = Math.max(before, upTo);
    }
    const longest = late(this.loop.max);
    if (count > before) counts.set(longest, (counts.get(longest) ?? 0) + count - before);
    return {
      Values: [...counts.keys()],
      Counts: [...counts.values()],
      Min: Math.min(late(this.loop.min), ...counts.keys()),
      Max: Math.max(longest, ...counts.keys()),
      Sum: short(late(this.loop.mean) * count),
      Count: count,
    };
  }
}

/** How late, in milliseconds. */
function late(nanoseconds: number): number {
  return short(Math.max(0, nanoseconds / 1e6 - EVERY_MS));
}

function watchedLoop(): LoopHistogram {
  const loop = monitorEventLoopDelay({ resolution: EVERY_MS });
  loop.enable();
  return loop;
}
