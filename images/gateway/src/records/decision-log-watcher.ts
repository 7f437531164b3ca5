import type { Logger } from '../log';

/** Where a decision log reports that something is wrong with it. */
export interface DecisionLogWatcher {
  /** The first failed write after a good one. */
  failed(error: unknown): void;
  /** The first good write after failed ones. */
  recovered(): void;
  /** close() gave up: so many records were never confirmed, from this sequence number on. */
  lost(count: number, instance: string, firstSequence: number): void;
}

/** Which kind of error it is, without its text. */
export function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code: unknown = (error as { code?: unknown }).code;
  return (typeof code === 'string' ? code : error.name).replace(/[^A-Za-z0-9_.-]/g, '').slice(0, 64) || 'Error';
}

/** Tells of trouble in lines of JSON on stderr. */
export const stderrWatcher: DecisionLogWatcher = {
  failed: (error) => tell({ level: 'error', message: 'decision records can not be kept; trying again', kind: kindOf(error) }),
  recovered: () => tell({ level: 'info', message: 'decision records are kept again' }),
  lost: (count, instance, firstSequence) => tell({ level: 'error', message: 'decision records were not confirmed before the stop', count, instance, firstSequence }),
};

/** Tells of trouble in the application log, with whole errors; of lost records also on stderr, since a stop may outrun the log. */
export function loggingWatcher(log: Logger): DecisionLogWatcher {
  return {
    failed: (error) => log.error('decision records can not be kept; trying again', { error }),
    recovered: () => log.info('decision records are kept again'),
    lost: stderrWatcher.lost,
  };
}

function tell(fields: Record<string, unknown>): void {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), ...fields })}\n`);
}
