import { Problem } from '../../problem';

/**
 * Does what needs the disk that keeps runs.
 * @throws Problem 503 `runner-unavailable` where the disk does not let it; whatever else is thrown, as it is
 */
export function onDisk<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fromDisk(error);
  }
}

/** An error of the operating system, as what a caller is told; any other as it is. */
export function fromDisk(error: unknown): unknown {
  if (typeof (error as Partial<NodeJS.ErrnoException> | undefined)?.syscall !== 'string') return error;
  return new Problem(503, 'runner-unavailable', 'the disk that keeps runs can not be used now, so nothing was done: try again in 30 s, and tell whoever runs the service if this goes on',
    { headers: { 'retry-after': '30' } }, { cause: error });
}
