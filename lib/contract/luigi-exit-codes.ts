/**
 * Exit codes that Luigi is told to end with, by what its options call the occasion: without them it ends with 0 although tasks failed.
 * @see https://luigi.readthedocs.io/en/stable/configuration.html#retcode
 */
export const LUIGI_EXIT_CODES = {
  'already-running': 10, 'missing-data': 20, 'not-run': 25, 'task-failed': 30, 'scheduling-error': 35, 'unhandled-exception': 40,
} as const;

/** The flags that tell Luigi so. */
export const EXIT_CODE_FLAGS: readonly string[] = Object.entries(LUIGI_EXIT_CODES).map(([occasion, code]) => `--retcode-${occasion}=${code}`);
