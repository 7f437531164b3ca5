import { JobMachine } from '../../../../support/jobs/job-machine';

const DAY = { day: '2026-11-23' };

describe('a run takes its turn', () => {
  test('before it runs, notes that it does, and how it ended; then gives it back', async () => {
    const machine = new JobMachine();
    const execution = machine.start('run-1', DAY, { requestedBy: 'user:ada', mapping: 'analysts', reason: 'late data' });
    const task = await machine.task('run-1');
    expect(machine.holders).toEqual(['run-1']);
    const noted = {
      job: 'daily', item: 'run#run-1', kind: 'run', id: 'run-1', parameters: '{"day":"2026-11-23","region":"eu"}', requestedBy: 'user:ada', mapping: 'analysts', reason: 'late data',
      startedAt: execution.startDate.toISOString(), expiresAt: Math.floor(execution.startDate.getTime() / 1000) + 400 * 86_400,
    };
    expect(machine.record('run-1')).toEqual({ ...noted, state: 'running' });

    task.exit();
    await execution.done;

    const result = { taskArn: 'arn:aws:ecs:eu-central-1:111122223333:task/shared/0123456789abcdef', logStream: 'job/job/0123456789abcdef', exitCode: 0 };
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { executionId: 'run-1', ...result } });
    expect(machine.record('run-1')).toEqual({ ...noted, ...result, state: 'succeeded', endedAt: expect.stringMatching(/^20.*Z$/) });
    expect(machine.holders).toEqual([]);
  });
});
