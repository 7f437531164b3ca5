import type { DecisionRecord } from '../../../../images/gateway/src/records/decision';
import { keptRecord } from '../../../../images/gateway/src/records/kept-record';
import { QUERIES } from '../../../../lib/audit/query-texts';
import { decisionRecord } from '../../../support/decision-record';
import { answerTo, type Row } from '../../../support/insights-query';

const RUN = '0123456789abcdef0123456789abcdef01234567';
const query = QUERIES.find(({ id }) => id === 'OneRun')?.text ?? '';
const ROLE = 'role:arn:aws:iam::111122223333:role/DailyReport';

let sequence = 0;
const kept = (over: Partial<DecisionRecord>): Row => {
  sequence += 1;
  const time = new Date(Date.UTC(2026, 0, 31) + sequence * 1000).toISOString();
  const { taskId: _taskId, ...record } = decisionRecord({ job: 'daily-report', run: RUN, time, ...over });
  return { ...keptRecord({ ...record, taskId: over.taskId }, { service: 'etl', instance: '0123456789abcdef', sequence }) };
};
const asked = (over: Partial<DecisionRecord>): Row => kept({ action: 'run', method: 'start-run', family: 'Report', ...over });
const told = (taskId: string, taskStatus: DecisionRecord['taskStatus'], over: Partial<DecisionRecord> = {}): Row => kept({
  event: 'result', status: 200, lane: 'workers', action: 'work', method: 'add_task', principal: ROLE, principalKind: 'worker', session: 'role',
  roleSession: '6f0f52c2', mapping: null, reason: 'worker-role', family: taskId.split('_')[0], taskId, taskStatus, ...over,
});
const of = (rows: readonly Row[], ...names: string[]) => rows.map((row) => names.map((name) => row[name]));

describe('the query for one run', () => {
  const records = [
    asked({ method: 'show-run', change: false }),
    asked({ statedReason: 'late delivery' }),
    asked({ statedReason: 'late delivery', event: 'result', status: 202 }),
    told('Report_1', 'PENDING', { event: 'decision', status: undefined }),
    told('Report_1', 'PENDING'),
    told('Clean_1', 'PENDING'),
    told('Clean_1', 'RUNNING', { method: 'get_work' }),
    kept({ event: 'result', status: 200, lane: 'workers', action: 'work', method: 'set_task_status_message', taskId: 'Clean_1' }),
    told('Clean_1', 'DONE'),
    told('Report_1', 'RUNNING', { method: 'get_work' }),
    told('Report_1', 'FAILED'),
    told('Report_1', 'DONE', { status: 503 }),
    told('Report_1', 'DONE', { run: '1'.repeat(40) }),
    asked({ method: 'stop-run', principal: 'user:grace@example.com', outcome: 'deny', reason: 'beyond-limits', mapping: null, status: 403 }),
  ];
  const answer = answerTo(query.replace(/run = "[^"]*"/, `run = "${RUN}"`), records);

  test('tells who asked, by which mapping and why, who was refused, and each task once with its last state, the newest first', () => {
    expect(of(answer, 'method', 'event', 'principal', 'mapping', 'statedReason', 'status', 'taskId', 'taskStatus')).toEqual([
      ['stop-run', 'decision', 'user:grace@example.com', undefined, undefined, 403, undefined, undefined],
      ['add_task', 'result', ROLE, undefined, undefined, 200, 'Report_1', 'FAILED'],
      ['add_task', 'result', ROLE, undefined, undefined, 200, 'Clean_1', 'DONE'],
      ['start-run', 'result', 'user:ada@example.com', 'operators', 'late delivery', 202, undefined, undefined],
      ['start-run', 'decision', 'user:ada@example.com', 'operators', 'late delivery', undefined, undefined, undefined],
    ]);
  });

  test('names the execution and the ECS task', () => {
    expect([...new Set(answer.map(({ execution }) => execution))]).toEqual([`luigi-etl_daily-report:${RUN}`]);
    expect(answer.flatMap(({ roleSession }) => roleSession ?? [])).toEqual(['6f0f52c2', '6f0f52c2']);
  });

  test('without dedup it tells every state', () => {
    const every = answerTo(query.replace(/run = "[^"]*"/, `run = "${RUN}"`).replace(/^\| dedup.*$/m, ''), records);

    expect(of(every, 'taskId', 'taskStatus').filter(([id]) => id === 'Report_1').reverse()).toEqual([
      ['Report_1', 'PENDING'], ['Report_1', 'RUNNING'], ['Report_1', 'FAILED'],
    ]);
  });

  test('tells nothing of other runs', () => {
    expect(answerTo(query, records.map((row) => ({ ...row, run: '2'.repeat(40) })))).toEqual([]);
  });
});
