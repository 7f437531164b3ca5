import { responseIn } from '../../../../images/gateway/src/luigi/json-bytes';
import { TaskIndex } from '../../../../images/gateway/src/luigi/task-index';

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
