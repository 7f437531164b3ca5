import { NotRedrivable, StateMachineInterpreter, TaskError, type Execution, type TaskHandlers } from '../../support/step-functions/interpreter';

const CALL = 'arn:aws:states:::dynamodb:getItem';

/** A machine of these states, which begins at the first. */
function machine(states: Record<string, object>, tasks: TaskHandlers = {}, fields: object = {}): StateMachineInterpreter {
  const [StartAt] = Object.keys(states);
  return new StateMachineInterpreter({ QueryLanguage: 'JSONata', StartAt, States: states, ...fields }, { 'dynamodb:getItem': () => Promise.resolve({}), ...tasks }, { waitFactor: 0 });
}

/** Ends it and tells how. */
async function ended(states: Record<string, object>, input: unknown = {}, tasks: TaskHandlers = {}, fields: object = {}): Promise<Execution> {
  return machine(states, tasks, fields).start(input, { name: 'run-1' }).done;
}

const types = ({ events }: Execution): string[] => events.map(({ type }) => type);

/** Fails as many times as there are errors, then answers. */
function failing(...errors: string[]): TaskHandlers {
  return { 'dynamodb:getItem': () => (errors.length === 0 ? Promise.resolve({ ok: true }) : Promise.reject(new TaskError(errors.shift() as string, 'why'))) };
}

/** Never answers; tells how often it was asked. */
function silent(): TaskHandlers & { calls: number } {
  const handlers = { calls: 0, 'dynamodb:getItem': () => { handlers.calls += 1; return new Promise(() => undefined); } };
  return handlers as unknown as TaskHandlers & { calls: number };
}

describe('states', () => {
  test('pass on input, variables and outputs; assignments see what was before them', async () => {
    const { output, status, events } = await ended({
      A: { Type: 'Pass', Assign: { x: '{% $states.input.n + 1 %}' }, Next: 'B' },
      B: { Type: 'Pass', Assign: { x: '{% $x * 10 %}' }, Output: '{% $x %}', Next: 'C' },
      C: { Type: 'Succeed', Output: { before: '{% $states.input %}', after: '{% $x %}', plain: 'text', list: [1, '{% $x %}'], run: '{% $states.context.Execution.Name %}' } },
    }, { n: 1 });

    expect([status, output]).toEqual(['SUCCEEDED', { before: 2, after: 20, plain: 'text', list: [1, 20], run: 'run-1' }]);
    expect(events.map(({ id, previousEventId }) => id - previousEventId)).toEqual(events.map(() => 1));
  });

  test('choose by the first condition that holds, else by Default', async () => {
    const choice = {
      A: { Type: 'Choice', Choices: [{ Condition: '{% $states.input > 5 %}', Assign: { by: 'rule' }, Next: 'B' }], Default: 'C' },
      B: { Type: 'Succeed', Output: '{% "many " & $by %}' },
      C: { Type: 'Succeed', Output: 'few' },
    };
    expect((await ended(choice, 6)).output).toBe('many rule');
    expect((await ended(choice, 5)).output).toBe('few');
  });

  test.each([
    ['no choice matches', { A: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'B' }] }, B: { Type: 'Succeed' } }, 'States.Runtime'],
    ['a condition is no truth value', { A: { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'B' }] }, B: { Type: 'Succeed' } }, 'States.QueryEvaluationError'],
    ['an expression has no result', { A: { Type: 'Pass', Output: '{% $states.input.missing %}', End: true } }, 'States.QueryEvaluationError'],
    ['an expression fails', { A: { Type: 'Pass', Output: '{% $error("stop") %}', End: true } }, 'States.QueryEvaluationError'],
    ['an expression nests deeper than a hundred times', { A: { Type: 'Pass', Output: `{% ${'1+'.repeat(200)}1 %}`, End: true } }, 'States.QueryEvaluationError'],
    ['a Fail state says so', { A: { Type: 'Fail', Error: 'Mine', Cause: '{% "be" & "cause" %}' } }, 'Mine'],
    ['an output is too large', { A: { Type: 'Pass', Output: '{% $pad("x", 300000) %}', End: true } }, 'States.DataLimitExceeded'],
  ])('fail where %s', async (_, states, error) => {
    const execution = await ended(states);
    expect([execution.status, execution.error]).toEqual(['FAILED', error]);
    expect(types(execution).at(-1)).toBe('ExecutionFailed');
  });

  test('tell where an expression failed, and why', async () => {
    const { cause } = await ended({ A: { Type: 'Pass', Output: { a: '{% $error("stop here") %}' }, End: true } });
    expect(cause).toBe("An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '$error(\"stop here\")' specified for the field 'Output/a' threw an error during evaluation. D3137: stop here");
  });

  test('map items in order, few at once, with variables of their own', async () => {
    let [now, most] = [0, 0];
    const tasks: TaskHandlers = { 'dynamodb:getItem': async ({ n }) => {
      most = Math.max(most, now += 1);
      await new Promise((resolve) => { setTimeout(resolve, 2); });
      now -= 1;
      return { n };
    } };
    const { output } = await ended({
      A: { Type: 'Pass', Assign: { add: 100 }, Next: 'M' },
      M: {
        Type: 'Map', Items: '{% $states.input %}', MaxConcurrency: 2, ItemSelector: { value: '{% $states.context.Map.Item.Value %}' }, Output: '{% $append($states.result, $add) %}', End: true,
        ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'T', States: {
          T: { Type: 'Task', Resource: CALL, Arguments: { n: '{% $states.input.value + $add %}' }, Assign: { add: 0 }, Output: '{% $states.result.n %}', End: true },
        } },
      },
    }, [1, 2, 3], tasks);

    expect([output, most]).toEqual([[101, 102, 103, 100], 2]);
  });
});

describe('tasks', () => {
  const task = (fields: object = {}): Record<string, object> => ({ T: { Type: 'Task', Resource: CALL, Next: 'S', ...fields }, S: { Type: 'Succeed' } });
  const caught = (errors: string[], fields: object = {}): Record<string, object> => ({
    ...task({ Catch: [{ ErrorEquals: errors, Assign: { why: '{% $states.errorOutput %}' }, Output: '{% $states.input %}', Next: 'C' }], ...fields }),
    C: { Type: 'Succeed', Output: { why: '{% $why %}', input: '{% $states.input %}' } },
  });

  test('get their arguments and give their result', async () => {
    const tasks: TaskHandlers = { 'dynamodb:getItem': (args, { submitted }) => { submitted({ id: 7 }); return Promise.resolve({ got: args }); } };
    const execution = await ended(task({ Arguments: { a: '{% $states.input.b %}' } }), { b: [1] }, tasks);

    expect(execution.output).toEqual({ got: { a: [1] } });
    expect(types(execution)).toEqual([
      'ExecutionStarted', 'TaskStateEntered', 'TaskScheduled', 'TaskStarted', 'TaskSubmitted', 'TaskSucceeded', 'TaskStateExited', 'SucceedStateEntered', 'SucceedStateExited', 'ExecutionSucceeded',
    ]);
    expect(execution.events[4]).toMatchObject({ taskSubmittedEventDetails: { resourceType: 'dynamodb', resource: 'getItem', output: '{"id":7}' } });
  });

  test.each([
    [['Other.Error'], false], [['States.ALL'], true], [['States.TaskFailed'], true], [['DynamoDB.Bad'], true],
  ])('are caught by %j: %s', async (errors, holds) => {
    const { output, error } = await ended(caught(errors), { n: 1 }, failing('DynamoDB.Bad'));
    expect([output, error]).toEqual(holds ? [{ why: { Error: 'DynamoDB.Bad', Cause: 'why' }, input: { n: 1 } }, undefined] : [undefined, 'DynamoDB.Bad']);
  });

  test.each([
    ['States.Timeout', ['States.TaskFailed']], ['States.DataLimitExceeded', ['States.ALL']], ['States.Runtime', ['States.Runtime']],
  ])('that fail with %s are not caught by %j', async (error, errors) => {
    expect((await ended(caught(errors), {}, failing(error))).error).toBe(error);
  });

  test('are tried again as often as their retrier says, each for itself, then caught', async () => {
    const fields = { Retry: [{ ErrorEquals: ['A'], MaxAttempts: 0 }, { ErrorEquals: ['B'], MaxAttempts: 2 }, { ErrorEquals: ['States.ALL'], MaxAttempts: 1, JitterStrategy: 'FULL' }] };
    expect((await ended(task(fields), {}, failing('B', 'B', 'C'))).status).toBe('SUCCEEDED');
    expect((await ended(task(fields), {}, failing('B', 'B', 'B'))).error).toBe('B');
    expect((await ended(task(fields), {}, failing('C', 'D'))).error).toBe('D');
    expect((await ended(task(fields), {}, failing('A'))).error).toBe('A');
    expect((await ended(caught(['A'], fields), {}, failing('A'))).status).toBe('SUCCEEDED');
  });

  test('end where their time is over', async () => {
    const execution = await ended(caught(['States.Timeout'], { TimeoutSeconds: 0.01 }), {}, silent());
    expect(execution.output).toMatchObject({ why: { Error: 'States.Timeout' } });
    expect(types(execution)).toContain('TaskTimedOut');
  });

  test('are caught where their arguments can\'t be made', async () => {
    const { output } = await ended(caught(['States.QueryEvaluationError'], { Arguments: { a: '{% $error("x") %}' } }));
    expect(output).toMatchObject({ why: { Error: 'States.QueryEvaluationError', Cause: expect.stringContaining("'Arguments/a'") } });
  });
});

describe('an execution', () => {
  test('is stopped wherever it stands, and redriven from there', async () => {
    const tasks = silent();
    const execution = machine({ P: { Type: 'Pass', Assign: { x: 1 }, Next: 'T' }, T: { Type: 'Task', Resource: CALL, Arguments: { x: '{% $x %}' }, End: true } }, tasks).start({});
    while (tasks.calls === 0) await new Promise((resolve) => { setImmediate(resolve); });
    execution.stop('Stopped', 'by me');
    await execution.done;
    expect(execution).toMatchObject({ status: 'ABORTED', error: 'Stopped', cause: 'by me' });

    execution.redrive();
    while (tasks.calls === 1) await new Promise((resolve) => { setImmediate(resolve); });
    expect(execution).toMatchObject({ status: 'RUNNING', redriveCount: 1, stopDate: undefined });
    expect(types(execution).filter((type) => type === 'PassStateEntered')).toHaveLength(1);
    execution.stop();
    await execution.done;
  });

  test('ends where its time is over', async () => {
    const execution = await ended({ T: { Type: 'Task', Resource: CALL, End: true } }, {}, silent(), { TimeoutSeconds: 1 });
    expect([execution.status, types(execution).at(-1)]).toEqual(['TIMED_OUT', 'ExecutionTimedOut']);
  });

  test('evaluates a Choice again when it is redriven, and knows that it is', async () => {
    const states = {
      A: { Type: 'Choice', Choices: [{ Condition: '{% $states.context.Execution.RedriveCount > 0 ? true : $error("not yet") %}', Next: 'B' }] },
      B: { Type: 'Succeed', Output: '{% $states.context.Execution.RedriveCount %}' },
    };
    const execution = await ended(states);
    expect(execution.status).toBe('FAILED');
    execution.redrive();
    expect((await execution.done).output).toBe(1);
    expect(() => execution.redrive()).toThrow(NotRedrivable);
  });

  test('fails again at a Fail state; tries are counted anew at a Task', async () => {
    const execution = await ended({ A: { Type: 'Fail', Error: 'Mine' } });
    execution.redrive();
    expect((await execution.done).error).toBe('Mine');

    const tried = await ended({ T: { Type: 'Task', Resource: CALL, Retry: [{ ErrorEquals: ['A'], MaxAttempts: 1 }], End: true } }, {}, failing('A', 'A', 'A'));
    expect(tried.error).toBe('A');
    tried.redrive();
    expect((await tried.done).status).toBe('SUCCEEDED');
  });

  test('runs only what failed of a Map again', async () => {
    const asked: unknown[] = [];
    const tasks: TaskHandlers = { 'dynamodb:getItem': ({ n }) => { asked.push(n); return n === 2 && asked.length < 4 ? Promise.reject(new TaskError('A')) : Promise.resolve({ n }); } };
    const execution = await ended({ M: { Type: 'Map', MaxConcurrency: 1, End: true, ItemProcessor: { StartAt: 'T', States: {
      T: { Type: 'Task', Resource: CALL, Arguments: { n: '{% $states.input %}' }, Output: '{% $states.result.n %}', End: true },
    } } } }, [1, 2], tasks);
    expect(execution.error).toBe('A');
    asked.push('again');
    execution.redrive();
    expect([(await execution.done).output, asked]).toEqual([[1, 2], [1, 2, 'again', 2]]);
  });
});

describe('a definition is refused', () => {
  const ok = { Type: 'Succeed' };
  test.each<[string, Record<string, object>, string]>([
    ['with a type that is not known', { A: { Type: 'Parallel', End: true } }, 'got the type Parallel of the state A'],
    ['with a field that is not known', { A: { Type: 'Pass', Parameters: {}, End: true } }, 'got the state A with Parameters'],
    ['with an output of a Fail state', { A: { Type: 'Fail', Output: 1 } }, 'got the state A with Output'],
    ['without an end', { A: { Type: 'Pass' } }, 'got the state A with Next and End, or neither'],
    ['that leads nowhere', { A: { Type: 'Pass', Next: 'B' } }, 'got B as what follows the state A'],
    ['with a state that nothing leads to', { A: ok, B: ok }, 'got states that nothing leads to, expected none: B'],
    ['with a service that is not handled', { A: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', End: true } }, 'got the resource sqs:sendMessage of the state A'],
    ['with an expression that is none', { A: { Type: 'Pass', Output: '{% ( %}', End: true } }, 'got an expression in A/Output that can\'t be parsed'],
    ['with half an expression', { A: { Type: 'Pass', Output: '{% 1', End: true } }, 'got {% 1 in A/Output, expected {% and %} on both ends or neither'],
    ['with a result where there is none', { A: { Type: 'Pass', Output: '{% $states.result %}', End: true } }, 'got $states.result in A/Output'],
    ['that reads a name of no context', { A: { Type: 'Pass', Output: '{% $states.input.a & name.b %}', End: true } }, 'got name at the top level of an expression in A/Output, expected $states or a variable'],
    ['that reads $ of no context', { A: { Type: 'Pass', Output: '{% ($f := function($x) { $x + $ }; $f(1)) %}', End: true } }, 'got $ at the top level'],
    ['that reads all of no context', { A: { Type: 'Pass', Output: '{% $count(*) %}', End: true } }, 'got * at the top level'],
    ['with an error outside Catch', { A: { Type: 'Task', Resource: CALL, Output: '{% $states.errorOutput %}', End: true } }, 'got $states.errorOutput in A/Output'],
    ['with $eval', { A: { Type: 'Pass', Output: '{% $eval("1") %}', End: true } }, 'got $eval in A/Output'],
    ['with States.ALL before others', { A: { Type: 'Task', Resource: CALL, End: true, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['B'] }] } }, 'got States.ALL in the state A among others or before others'],
    ['with a wait of half a second between tries', { A: { Type: 'Task', Resource: CALL, End: true, Retry: [{ ErrorEquals: ['A'], IntervalSeconds: 0.5 }] } }, 'got 0.5 as IntervalSeconds of the state A'],
    ['with a variable named states', { A: { Type: 'Pass', Assign: { states: 1 }, End: true } }, 'got the variable states in the state A'],
  ])('%s', (_, states, message) => {
    expect(() => machine(states)).toThrow(message);
  });

  test('in another query language', () => {
    expect(() => new StateMachineInterpreter({ StartAt: 'A', States: { A: ok } }, {})).toThrow('got the definition without QueryLanguage');
  });
});
