import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { exampleJob } from '../bin/example/job';
import { Authentication, LuigiState, ScheduledValue, ServiceKeyPolicy } from '../lib/index';
import { runCase } from './support/case';
import { Checks } from './support/checks';
import { IntegStack } from './support/integ-stack';
import { RunChecks } from './support/run-checks';
import { TopicEar } from './support/topic-ear';

const NAME = 'jobs';
const MISSING = 'report.NoSuchTask';

/** Jobs on a service: one that succeeds, one whose task there is not, one by schedule on spare capacity; started, held back, stopped, redriven. */
runCase(NAME, (app) => {
  const stack = new IntegStack(app, `LuigiInteg-${NAME}`, NAME, () => ({
    authentication: Authentication.cognitoUserPool({ groups: ['readers'] }), state: LuigiState.ephemeral(),
  }));
  const example = exampleJob(RemovalPolicy.DESTROY);
  const job = stack.service.addJob('daily-report', { ...example, maxConcurrentRuns: 2 });
  const broken = stack.service.addJob('broken', { ...example, family: MISSING, failureTopic: stack.service.alarmTopic });
  const scheduled = stack.service.addJob('scheduled', {
    ...example, spot: true, encryptionKey: ownKey(stack),
    schedules: { often: { schedule: ScheduleExpression.rate(Duration.minutes(5)), parameters: { day: ScheduledValue.localDay() } } },
  });
  const ear = new TopicEar(stack, 'Ear', stack.service.alarmTopic);
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
        // A run that was stopped takes a turn again before it goes on.
        runs.redriven(stopped), runs.redriveEnded(stopped, 'SUCCEEDED'),
        // A task that fails fails the run; redriven, it is run anew.
        failing, runs.ended(failing, 'FAILED'), runs.recorded(broken, 'failed'), runs.redriven(failing), runs.redriveEnded(failing, 'FAILED'),
        // Its own topic is told by the run, the alarms' by the service's rule.
        ear.hears(assertions, 'job broken: run '), ear.hears(assertions, 'FAILED'),
        // The schedule's start, with a key of the job's own, on spare capacity; its log has arrived.
        runs.recorded(scheduled, 'succeeded'), runs.logged(scheduled),
      ];
    },
  };
});

/** A key that is a job's alone: the service has nothing to do with it. */
function ownKey(stack: IntegStack): Key {
  const key = new Key(stack, 'OwnKey', { description: 'Luigi integration test: a job of its own', enableKeyRotation: true, removalPolicy: RemovalPolicy.DESTROY });
  for (const statement of [ServiceKeyPolicy.logs(stack), ServiceKeyPolicy.logDelivery(stack)]) key.addToResourcePolicy(statement);
  return key;
}
