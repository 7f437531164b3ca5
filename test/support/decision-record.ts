import type { DecisionRecord } from '../../images/gateway/src/records/decision';

/** A change that an operator was allowed. */
export function decisionRecord(overrides: Partial<DecisionRecord> = {}): DecisionRecord {
  return {
    version: 1,
    event: 'decision',
    time: '2026-01-31T09:30:00.000Z',
    requestId: '0b6a5e3c-6d53-4c36-9a6e-0d8c8a6a0f7e',
    lane: 'people',
    outcome: 'allow',
    reason: 'mapping',
    action: 'operate',
    change: true,
    principal: 'user:ada@example.com',
    principalKind: 'person',
    session: 'cookie',
    mapping: 'operators',
    method: 're_enable_task',
    taskId: 'etl.DailyReport_2026_01_30_abc123def0',
    family: 'etl.DailyReport',
    sourceAddress: '203.0.113.7',
    userAgent: 'Mozilla/5.0',
    ...overrides,
  };
}
