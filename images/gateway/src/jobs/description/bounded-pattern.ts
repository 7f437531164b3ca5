import { createContext, Script } from 'node:vm';
import { Problem } from '../../problem';

const PATIENCE_MS = 250;
/**
 * Patience with a pattern that was given up, or took longer than this, a moment ago. A text is told in microseconds nearly always, while who
 * may start a job may ask 20 times a second whether they may: at a quarter of a second each, nothing else would ever be done.
 */
const LITTLE_PATIENCE_MS = 10;
const MOMENT_MS = 60_000;
/** Looks at one text. A machine that was busy with others meanwhile, or had no turn, says nothing of the pattern. */
const LOOKS = 4;

/** What is in its global object is what it is to look at: no code of anybody's runs in it. */
const room = createContext(Object.create(null) as { pattern?: RegExp; text?: string });
const look = new Script('pattern.test(text)');

/**
 * A regular expression of a schema's that gives up. One such as `^([a-z]+-?)+$` tries for seconds, or for ever, what thirty letters could mean,
 * and nothing else is done meanwhile: whoever may start one job could keep everybody from the scheduler.
 */
export class BoundedPattern {
  private readonly expression: RegExp;
  private slowAt = -Infinity;

  /** @throws SyntaxError */
  constructor(pattern: string, flags: string) {
    this.expression = new RegExp(pattern, flags);
  }

  /**
   * @throws Problem 422 `invalid-parameters` where it can't be told in time. Neither yes nor no would be safe: a schema may say `not`
   */
  test(text: string): boolean {
    for (let left = LOOKS - 1; ; left -= 1) {
      const began = performance.now();
      const patience = began - this.slowAt < MOMENT_MS ? LITTLE_PATIENCE_MS : PATIENCE_MS;
      const spentBefore = processorMs();
      try {
        Object.assign(room, { pattern: this.expression, text });
        return look.runInContext(room, { timeout: patience }) as boolean;
      } catch (cause) {
        if (left > 0 && processorMs() - spentBefore < patience / 2) continue;
        throw new Problem(422, 'invalid-parameters',
          'it takes too long to tell whether a text has the form that is asked for, so it was refused: choose another; whoever keeps the job or the mapping can make its pattern simpler',
          {}, { cause });
      } finally {
        if (processorMs() - spentBefore >= LITTLE_PATIENCE_MS) this.slowAt = performance.now();
      }
    }
  }

  /** Tells patterns apart, for ajv. */
  toString(): string {
    return String(this.expression);
  }
}

/** Milliseconds of processor time of this process. That of its other threads counts too: then the pattern is thought to be slower than it is. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
