import { failed } from './luigid-exchange';

/**
 * The `response` member of luigid's answer.
 * @throws Problem 502 `scheduler-failed`
 */
export function responseOf(body: Buffer): unknown {
  try {
    return (JSON.parse(body.toString('utf8')) as { response: unknown }).response;
  } catch (cause) {
    throw failed('the scheduler\'s answer is not JSON', cause);
  }
}

/** A body as luigid answers it, around a response of our own. */
export function bodyOf(response: unknown): Buffer {
  return Buffer.from(JSON.stringify({ response }));
}

/** The family in a response to fetch_error; undefined where luigid doesn't know the task, or knows no family of it. */
export function familyIn(response: unknown): string | undefined {
  const family = (response as { taskFamily?: unknown } | null)?.taskFamily;
  return typeof family === 'string' && family !== '' ? family : undefined;
}
