import { Turns } from '../../concurrency/turns';
import { Problem } from '../../problem';

const turns = new Turns({ atOnce: 1, waiting: 256, patienceMs: 30_000 });

/**
 * Does work that goes through a long answer, one after the other: side by side, two take as long, and more memory.
 * @throws Problem 503 `scheduler-busy` where the line is full or the wait too long; and what the work throws
 */
export async function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  const end = await turns.take('');
  if (end === undefined) {
    throw new Problem(503, 'scheduler-busy', 'the scheduler has more calls than it can answer; try again in a few seconds', { headers: { 'retry-after': '5' } });
  }
  try {
    return await work();
  } finally {
    end();
  }
}
