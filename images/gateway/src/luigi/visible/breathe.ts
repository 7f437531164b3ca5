import { setImmediate } from 'node:timers/promises';

/** How many tasks are gone through before others get a turn: a few milliseconds' worth. */
const AT_A_STRETCH = 500;

/** Goes through many things with a pause now and then, so that workers' pings need not wait for a viewer's long list. */
export async function* unhurriedly<T>(items: Iterable<T>): AsyncGenerator<T> {
  let count = 0;
  for (const item of items) {
    if (++count % AT_A_STRETCH === 0) await setImmediate();
    yield item;
  }
}
