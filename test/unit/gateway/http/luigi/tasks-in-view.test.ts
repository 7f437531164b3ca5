import { by } from '../../../../support/gateway-lanes';
import { aRun } from '../../../../support/jobs/fake-runner';
import { aJob, JobLanes } from '../../../../support/jobs/job-lanes';

const RUN = 'a'.repeat(40);
const ROOT = 'payroll.Salaries__2026_4711';
const JOB = aJob('salaries', { family: 'payroll.Salaries' });

// Grace may run the job, and view tasks of report.* only; ada may view all.
let job: JobLanes;
beforeEach(async () => {
  job = await JobLanes.start([JOB], [{ job: 'salaries' }]);
  job.runner.known.set(RUN, aRun({ id: RUN, job: 'salaries' }));
  const add = (id: string, family: string, deps: readonly string[]): void => {
    job.tasks.heard({ job: 'salaries', run: RUN }, 'add_task', { task_id: id, family, status: 'RUNNING', worker: `run:salaries:${RUN}`, deps }, null);
  };
  add('report.Raw__1', 'report.Raw', []);
  add(ROOT, 'payroll.Salaries', ['report.Raw__1']);
});
afterEach(() => job.stop());

describe.each([
  ['its page', '', 'text/html'], ['what is new of it', '/live', 'application/json'], ['its tasks', '/tasks', 'application/json'], ['the run as JSON', '', 'application/json'],
])('of a run, %s', (_, suffix, accept) => {
  const seenBy = async (who: 'ada' | 'grace'): Promise<string> => {
    const { status, text } = await job.lanes.people(`/jobs/salaries/runs/${RUN}${suffix}`, { ...by(who), accept });
    expect(status).toBe(200);
    return text;
  };

  test('names a task to who may view its family', async () => {
    expect(await seenBy('ada')).toContain(ROOT);
  });

  test('does not name it to who may run the job, and may not view that', async () => {
    const text = await seenBy('grace');
    expect(text).not.toContain('4711');
    if (suffix !== '' || accept === 'text/html') expect(text).toContain('report.Raw__1');
  });
});
