import { RemovalPolicy } from 'aws-cdk-lib';
import { exampleJob } from '../bin/example/job';
import { Authentication, LuigiState } from '../lib/index';
import { runCase } from './support/case';
import { Checks } from './support/checks';
import { IntegStack } from './support/integ-stack';
import { RunChecks } from './support/run-checks';

const NAME = 'jobs';
const MISSING = 'report.NoSuchTask';

/** Jobs on a service: one that succeeds, one whose task there is not; started, held back, stopped, redriven. */
runCase(NAME, (app) => {
  const stack = new IntegStack(app, `LuigiInteg-${NAME}`, NAME, () => ({
    authentication: Authentication.cognitoUserPool({ groups: ['readers'] }), state: LuigiState.ephemeral(),
  }));
  const example = exampleJob(RemovalPolicy.DESTROY);
  const job = stack.service.addJob('daily-report', { ...example, maxConcurrentRuns: 2 });
  const broken = stack.service.addJob('broken', { ...example, family: MISSING });
  return {
    stacks: [stack],
    steps: (assertions) => {
      const runs = new RunChecks(assertions, stack.service);
      const [first, twin, stopped, next, failing] = [
        runs.started(job, { day: '2026-11-23' }), runs.started(job, { day: '2026-11-23' }),
        runs.started(job, { day: '2026-11-24' }), runs.started(job, { day: '2026-11-24' }),
        runs.started(broken, { day: '2026-11-23' }),
      ];
      return [
        new Checks(assertions, stack).healthy(),
        // A run goes through, its worker by the lane; a twin of it is refused meanwhile.
        first, runs.taken(job), twin, runs.ended(twin, 'FAILED', 'Job.TwinRuns'),
        runs.ended(first, 'SUCCEEDED'), runs.workerSignedIn(),
        // One that was stopped gives nothing back; the next one with the same parameters finds that out.
        stopped, runs.taken(job), runs.stopped(stopped), runs.ended(stopped, 'ABORTED'), next, runs.ended(next, 'SUCCEEDED'),
        runs.recorded(job, 'succeeded'),
        // A task that fails fails the run; redriven, it is run anew.
        failing, runs.ended(failing, 'FAILED'), runs.recorded(broken, 'failed'), runs.redriven(failing), runs.redriveEnded(failing, 'FAILED'),
      ];
    },
  };
});
