import type { Figures } from '../../../../images/gateway/src/metrics/emf';
import { KeptMeasures } from '../../../../images/gateway/src/metrics/kept-measures';

const told = (figures: Figures): Record<string, unknown> => Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined));

describe('what the gateway measures', () => {
  test('is told by kind of call, by source of the answer, and by line', () => {
    const measures = new KeptMeasures();
    for (const [index, kind] of (['view', 'operate', 'worker', 'portal'] as const).entries()) measures.answered(kind, index + 1);
    for (const source of ['asked', 'shared', 'shared', 'unchanged', 'unchanged', 'unchanged'] as const) measures.viewed(source);
    measures.waited('workers', 7);
    measures.waited('viewers', 70);
    measures.turnedAway('workers');
    measures.turnedAway('viewers');
    measures.turnedAway('viewers');
    for (let view = 0; view < 4; view += 1) measures.unanswered();
    measures.inLine('workers', 2);
    measures.inLine('viewers', 9);

    expect(told(measures.take())).toEqual({
      viewTime: expect.objectContaining({ Sum: 1 }), operateTime: expect.objectContaining({ Sum: 2 }),
      workerTime: expect.objectContaining({ Sum: 3 }), portalTime: expect.objectContaining({ Sum: 4 }),
      viewsAsked: 1, viewsShared: 2, viewsUnchanged: 3,
      workersWait: expect.objectContaining({ Sum: 7 }), viewersWait: expect.objectContaining({ Sum: 70 }),
      workersTurnedAway: 1, viewersTurnedAway: 2, viewersUnanswered: 4, workersInLine: 2, viewersInLine: 9,
    });
  });

  test('is not told where nothing happened: each metric is billed for the hour in which it is written', () => {
    const measures = new KeptMeasures();
    measures.viewed('asked');
    measures.answered('view', 1);
    measures.waited('viewers', 1);
    measures.turnedAway('viewers');
    measures.unanswered();
    measures.take();

    expect(told(measures.take())).toEqual({});
  });

  test('of a line, the most that stood in it in a minute is told; who still stands there counts in the next as well', () => {
    const measures = new KeptMeasures();
    for (const count of [1, 5, 2]) measures.inLine('workers', count);
    const first = measures.take();
    const second = measures.take();
    measures.inLine('workers', 0);
    measures.take();

    expect([first.workersInLine, second.workersInLine, measures.take().workersInLine]).toEqual([5, 2, undefined]);
  });
});
