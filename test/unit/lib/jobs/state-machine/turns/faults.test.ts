import fc from 'fast-check';
import { JobMachine } from '../../../../../support/jobs/job-machine';
import { TaskError, type Execution } from '../../../../../support/step-functions/interpreter';

const ERRORS = ['DynamoDB.ThrottlingException', 'States.Timeout', 'ECS.ServerException', 'States.TaskFailed', 'Sfn.SfnException'];

/** Lets one execution's tasks end, until it has ended. */
async function ended(machine: JobMachine, execution: Execution, exit: (machine: JobMachine) => void): Promise<void> {
  while (execution.status === 'RUNNING') {
    await Promise.race([machine.task(execution.name).catch(() => undefined), execution.done]);
    if (execution.status === 'RUNNING') exit(machine);
  }
}

test('whatever goes wrong in a run, the next one runs, and no two ever run at once', async () => {
  const fault = fc.record({ error: fc.constantFrom(...ERRORS), share: fc.double({ min: 0, max: 1, noNaN: true }) });
  const cause = fc.oneof(fc.string(), fc.json(), fc.constant('{'), fc.constant('{"Containers":{}}'), fc.constant('{"Containers":[{"Name":"job","ExitCode":"x"}]}'));
  const way = fc.constantFrom('exit', 'fail', 'stop');
  const luck = fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true }));
  await fc.assert(fc.asyncProperty(fault, cause, way, fc.boolean(), luck, async ({ error, share }, told, how, redriven, random) => {
    const machine = new JobMachine({ failureTopicArn: 'arn:aws:sns:eu-central-1:111122223333:failures' });
    machine.fault = (service) => {
      if (service !== 'ecs:runTask.sync' && (random.next().value ?? 1) < share) throw new TaskError(error, told);
    };
    const first = machine.start('first');
    const end = (): void => {
      if (how === 'stop') first.stop();
      else if (how === 'exit') machine.running[0]?.exit();
      else machine.running[0]?.throw('States.TaskFailed', told);
    };
    await ended(machine, first, end);
    if (redriven && first.status !== 'SUCCEEDED') {
      first.redrive();
      await ended(machine, first, end);
    }

    machine.fault = () => undefined;
    (await machine.started('next')).exit();
    const next = machine.executions.get('next') as Execution;
    expect((await next.done).status).toBe('SUCCEEDED');
    expect([machine.holders, machine.most]).toEqual([[], 1]);
  }), { numRuns: 60 });
});

test('of executions that are started, stopped and redriven in any order, no two with the same parameters and never more than may run at once', async () => {
  const step = fc.record({ act: fc.constantFrom('start', 'start', 'stop', 'redrive', 'exit', 'fail'), who: fc.nat({ max: 5 }) });
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
    const machine = new JobMachine({ maxConcurrentRuns: 2 });
    for (const { act, who } of steps) {
      const name = `run-${who}`;
      const execution = machine.executions.get(name);
      if (act === 'start' && execution === undefined) machine.start(name, { day: `2026-01-0${1 + who % 3}` });
      if (act === 'stop') execution?.stop();
      if (act === 'redrive' && execution !== undefined && !['RUNNING', 'SUCCEEDED'].includes(execution.status)) execution.redrive();
      const task = machine.running.find((each) => each.execution === name);
      if (act === 'exit') task?.exit();
      if (act === 'fail') task?.exit(30);
      for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => { setImmediate(resolve); });
      const days = machine.running.map(({ command }) => command.find((each) => each.includes('-day=')));
      expect(new Set(days).size).toBe(days.length);
      expect(days.length).toBeLessThanOrEqual(2);
    }
    for (const execution of machine.executions.values()) {
      execution.stop();
      await execution.done;
    }
  }), { numRuns: 40 });
});
