import fc from 'fast-check';
import { taskLabels } from '../../../../../../images/gateway/src/http/pages/jobs/task-labels';
import { taskLevels } from '../../../../../../images/gateway/src/http/pages/jobs/task-levels';
import { taskPicture } from '../../../../../../images/gateway/src/http/pages/jobs/task-picture';
import { graphOf, listOf, visualiserOf } from '../../../../../../images/gateway/src/http/pages/jobs/visualiser-links';
import type { RunTask, TaskStatus } from '../../../../../../images/gateway/src/jobs/tasks/run-tasks';
import { visibleRunTasks } from '../../../../../../images/gateway/src/jobs/tasks/visible-run-tasks';

const aTask = (id: string, dependsOn: readonly string[] = [], status: TaskStatus = 'DONE', family = id.split('_')[0] as string): RunTask => ({ id, family, status, dependsOn });

const someTasks = (circles: boolean) => fc.array(fc.array(fc.nat(19), { maxLength: 4 }), { minLength: 1, maxLength: 20 }).map((all) =>
  all.map((before, index) => aTask(`t${index}`, [...new Set(before.filter((other) => other < all.length && (circles || other < index)).map((other) => `t${other}`))])));

describe('the picture of tasks', () => {
  test('has each task right of all that it waits for', () => {
    fc.assert(fc.property(someTasks(false), (tasks) => {
      const levels = taskLevels(tasks);
      const column = new Map(levels.flatMap((level, index) => level.map(({ id }) => [id, index] as const)));
      for (const { id, dependsOn } of tasks) for (const before of dependsOn) expect(column.get(before)).toBeLessThan(column.get(id) as number);
    }));
  });

  test('has each task once, also where they wait for each other', () => {
    fc.assert(fc.property(someTasks(true), (tasks) => {
      expect(taskLevels(tasks).flat().map(({ id }) => id).sort()).toEqual(tasks.map(({ id }) => id).sort());
      const picture = taskPicture(tasks, false).toString();
      expect(picture.match(/<g class="box/g)).toHaveLength(tasks.length);
      expect(picture).not.toMatch(/NaN|undefined|Infinity/);
    }));
  });

  test('says states in words, and counts them', () => {
    const picture = taskPicture([aTask('A', ['B', 'C'], 'PENDING'), aTask('B', [], 'FAILED'), aTask('C')], true).toString();
    expect(picture).toContain('3 tasks: 1 failed, 1 pending, 1 done');
    expect([...picture.matchAll(/<title>([^<]*)<\/title>/g)].map(([, title]) => title)).toEqual(['A: pending', 'B: failed', 'C: done']);
  });

  test.each<[string, TaskStatus, boolean, string | undefined]>([
    ['runs while the run goes on', 'RUNNING', true, undefined],
    ['runs though the run has ended', 'RUNNING', false, 'The run has ended: what is shown as running was so then, or another run is at it.'],
    ['is disabled', 'DISABLED', false, 'No run gets at a disabled task, or at what waits for it, until it is enabled again: in the visualiser, by somebody who may operate it, or by luigid after a while.'],
    ['has failed', 'FAILED', false, undefined],
  ])('says what to make of a task that %s', (_name, status, goesOn, hint) => {
    const hints = [...taskPicture([aTask('A', [], status), aTask('B')], goesOn).toString().matchAll(/<p class="hint">([^<]*)<\/p>/g)].map(([, text]) => text);
    expect(hints).toEqual(hint === undefined ? [] : [hint]);
  });

  test('counts by family what nobody could read as a picture', () => {
    const picture = taskPicture(Array.from({ length: 101 }, (_, index) => aTask(`f${index % 2}_${index}`, [], index === 0 ? 'FAILED' : 'DONE')), false).toString();
    expect(picture).not.toContain('class="box');
    expect(picture).toMatch(/f0<\/th><td>1 failed, 50 done<\/td>[^]*f1<\/th><td>50 done/);
    // what is broken is named, and led to
    expect([...picture.matchAll(/href="([^"]*)"/g)].map(([, address]) => address)).toEqual([graphOf('f0_0').replace('&', '&amp;')]);
  });

  test('tells tasks of one family apart by what their ids don\'t share', () => {
    const hash = '_0123456789';
    const labels = taskLabels([`A_2026_01_31_eu${hash}`, `A_2026_01_31_us_west${hash}`, `B_x_2026_01_31${hash}`].map((id) => ({ id, family: id[0] as string })));
    expect([...labels.values()]).toEqual(['2026_01_31_eu', '2026_01_31_us_west', 'x_2026_01_31']);
    const alike = taskLabels([`A_2026_01_31_eu${hash}`, `A_2026_01_31_us_west${hash}`, `B_2026_01_31${hash}`].map((id) => ({ id, family: id[0] as string })));
    expect([...alike.values()]).toEqual(['eu', 'us_west', '']);
    expect(taskLabels([{ id: 'odd', family: 'A' }]).get('odd')).toBeUndefined();
  });
});

describe('tasks that one may not view', () => {
  const scope = { grantedBy: (_: unknown, family: string) => (family === 'open' ? 'mapping' : undefined) };

  test('leave their state and their place, and nothing that names them', () => {
    fc.assert(fc.property(fc.array(fc.record({ open: fc.boolean(), before: fc.array(fc.nat(9), { maxLength: 3 }) }), { maxLength: 10 }), (all) => {
      const idOf = (index: number) => (all[index]?.open ? `open_${index}` : `secret_${index}`);
      const tasks = all.map(({ open, before }, index) => aTask(idOf(index), before.map(idOf), 'RUNNING', open ? 'open' : 'secret'));
      const seen = visibleRunTasks(tasks, scope);
      expect(JSON.stringify(seen)).not.toContain('secret');
      expect(new Set(seen.map(({ id }) => id)).size).toBe(new Set(tasks.map(({ id }) => id)).size);
      const ids = new Map(tasks.map(({ id }, index) => [id, seen[index]?.id]));
      tasks.forEach(({ dependsOn, status }, index) => {
        expect(seen[index]?.status).toBe(status);
        expect(seen[index]?.dependsOn).toEqual(dependsOn.filter((id) => ids.has(id)).map((id) => ids.get(id)));
      });
    }));
  });

  test('do not take the name of one that may be seen', () => {
    const seen = visibleRunTasks([aTask('secret'), { ...aTask('restricted-1'), family: 'open' }], scope);
    expect(seen.map(({ id }) => id)).toEqual(['restricted-2', 'restricted-1']);
  });
});

describe('links into the visualiser', () => {
  test.each([
    ['the task that was asked for', [aTask('Other'), aTask('Report_1', ['Other'])], graphOf('Report_1')],
    ['its family as long as it is not known', [aTask('Other')], listOf('Report')],
    ['its family where another task needs it', [aTask('Report_1'), aTask('Other', ['Report_1'])], listOf('Report')],
  ])('lead to %s', (_, tasks, address) => {
    expect(visualiserOf('Report', tasks)).toBe(address);
  });

  test('hold whatever an id is made of', () => {
    expect(graphOf('a&b#c"d<e> f')).toBe('/static/visualiser/index.html#tab=graph&taskId=a%26b%23c%22d%3Ce%3E%20f');
  });
});
