/** A task as a stock worker adds it. */
export interface PlantedTask {
  readonly task_id: string;
  readonly family: string;
  readonly status: 'PENDING' | 'FAILED' | 'DONE';
  readonly params: Readonly<Record<string, string>>;
  readonly deps?: readonly string[];
  readonly expl?: string;
}

/** In every text of tasks that only operators may see: an answer to anybody else that holds it has leaked. */
export const FORBIDDEN = 'Xyzzy';

/** What a worker may write, and a page, a log or an answer must not take for its own. */
export const HOSTILE_TEXT = '<img src=x onerror="alert(1)">\'"\\ \u202e\u2028 {"outcome":"allow"}';

/** The tasks that are there before each attack, and must be there as they are after it. */
export const TASKS = {
  report: {
    task_id: 'report.DailyReport_2026_01_30_abc123def0', family: 'report.DailyReport', status: 'FAILED', params: { day: '2026-01-30' },
    deps: [`secret.${FORBIDDEN}Payroll_${FORBIDDEN}_0123456789`], expl: 'no rows',
  },
  secret: {
    task_id: `secret.${FORBIDDEN}Payroll_${FORBIDDEN}_0123456789`, family: `secret.${FORBIDDEN}Payroll`, status: 'FAILED',
    params: { account: FORBIDDEN }, expl: `${FORBIDDEN} could not be paid`,
  },
  // etl.* holds the first, not the second
  etl: { task_id: 'etl.Load_a_1111111111', family: 'etl.Load', status: 'FAILED', params: { part: 'a' } },
  etlx: { task_id: `etlx.Job_${FORBIDDEN}_2222222222`, family: 'etlx.Job', status: 'FAILED', params: { part: FORBIDDEN } },
  // Their ids begin alike, and A is a prefix of A_B
  short: { task_id: 'A_B_C_3333333333', family: 'A', status: 'FAILED', params: { first: 'B', second: 'C' } },
  long: { task_id: 'A_B_C_4444444444', family: 'A_B', status: 'FAILED', params: { first: 'C' }, expl: FORBIDDEN },
  hostile: { task_id: 'report.Hostile_5555555555', family: 'report.Hostile', status: 'FAILED', params: { text: HOSTILE_TEXT }, expl: HOSTILE_TEXT },
} as const satisfies Record<string, PlantedTask>;

/** The worker that all of them are of. */
export const WORKER = 'worker-1';
