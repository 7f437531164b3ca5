import { FamilyScope } from '../../../../../images/gateway/src/access/family-scope';
import { SharedAnswers } from '../../../../../images/gateway/src/luigi/shared/shared-answers';
import { SharedContent } from '../../../../../images/gateway/src/luigi/shared/shared-content';
import { responseIn } from '../../../../../images/gateway/src/luigi/visible/json-bytes';
import { TaskIndex } from '../../../../../images/gateway/src/luigi/visible/task-index';
import { visibleTaskList } from '../../../../../images/gateway/src/luigi/visible/visible-tasks';
import { FakeLuigid } from '../../../../support/luigi/fake-luigid';
import { ManualClock, settled } from '../../../../support/manual-clock';

const IN_LINE = 257;

function answerOf(number: number): Buffer {
  return Buffer.from(`{"response": {"Report_${number}": {"name": "Report", "status": "DONE"}}}`);
}

test('an answer whose tasks could not be looked for, since too many were before it, is looked through by the next who asks', async () => {
  // Given as many answers at once as may wait, and one more
  const answers = Array.from({ length: IN_LINE + 1 }, (_, number) => answerOf(number));
  const indexes = answers.map((answer) => TaskIndex.of(answer, responseIn(answer)));
  const last = answers.at(-1) as Buffer;

  // When the last is turned away
  await expect(indexes.at(-1)).rejects.toMatchObject({ code: 'scheduler-busy' });
  await Promise.all(indexes.slice(0, -1));

  // Then that is not kept beside the answer, which may be the scheduler's for long
  await expect(TaskIndex.of(last, responseIn(last))).resolves.toBeInstanceOf(TaskIndex);
});

describe('where the tasks of an answer lie', () => {
  const COUNT = 5000;
  const tasks = Array.from({ length: COUNT }, (_, index) => `"etl.Report_${index}": {"name": "etl.Report${index % 50}", "status": "DONE"}`);
  const body = (more = ''): Buffer => Buffer.from(`{"response": {${tasks.join(', ')}${more}}}`);

  test('counts in what is kept beside the answer, once however many are shown a part of it, and goes with it', async () => {
    const content = new SharedContent({ status: 200, contentType: 'application/json', body: body() });
    let kept = content.weight;
    content.watch((grown) => { kept += grown; });
    const before = content.weight;

    await Promise.all([1, 2, 3].map(() => visibleTaskList(content.answer.body, new FamilyScope(['etl.Report1']))));
    const grown = content.weight - before;
    // then: at least what the numbers take, and less than what one object for each would
    expect(grown).toBeGreaterThanOrEqual(COUNT * 16);
    expect(grown).toBeLessThan(COUNT * 24);
    expect(kept).toBe(content.weight);

    await visibleTaskList(content.answer.body, new FamilyScope(['etl.Report2']));
    expect(content.weight - before).toBe(grown);
  });

  test('counts nothing where it could not be found out', async () => {
    const content = new SharedContent({ status: 200, contentType: 'application/json', body: body(', "x"') });
    const before = content.weight;
    await expect(visibleTaskList(content.answer.body, new FamilyScope(['etl.Report1']))).rejects.toThrow(SyntaxError);
    expect(content.weight).toBe(before);
  });

  test('keeps the bound of all that is kept: an answer is let go where its index grows past it', async () => {
    const few = Array.from({ length: 500 }, (_, index) => (
      { id: `t${index}`, family: `etl.Report${index % 10}`, marker: 'm', deps: [], status: 'DONE', worker: 'w' } as const));
    const kept = async (maxBytes?: number): Promise<readonly [number, number]> => {
      const answers = new SharedAnswers(new FakeLuigid(few), { maxBytes, clock: new ManualClock() });
      const { content } = await answers.ask('task_list', {});
      await settled();
      const before = answers.weight;
      await visibleTaskList(content.answer.body, new FamilyScope(['etl.Report1']));
      await settled();
      return [before, answers.weight];
    };
    const [before, after] = await kept();
    expect(after).toBeGreaterThanOrEqual(before + 16 * few.length);
    expect(await kept(after)).toEqual([before, after]);
    expect(await kept(after - 1)).toEqual([before, 0]);
  });
});
