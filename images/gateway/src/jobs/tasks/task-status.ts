import type { TaskStatus } from './run-tasks';

/** luigid's statuses, as they are told. Suspended tasks wait; a batch runs as one, and each of its tasks with it. */
const STATUS: Readonly<Record<string, TaskStatus>> = {
  PENDING: 'PENDING', SUSPENDED: 'PENDING', RUNNING: 'RUNNING', BATCH_RUNNING: 'RUNNING', DONE: 'DONE', FAILED: 'FAILED',
  DISABLED: 'DISABLED', UNKNOWN: 'UNKNOWN',
};

/** The status that luigid takes a word for. */
export function taskStatusOf(word: unknown): TaskStatus | undefined {
  return typeof word === 'string' && Object.hasOwn(STATUS, word) ? STATUS[word] : undefined;
}
