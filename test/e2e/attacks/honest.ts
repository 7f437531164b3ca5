import { FORBIDDEN, TASKS, WORKER } from '../../support/hostile/planted-tasks';
import { basic, dataOf, get, post, PREVIOUS_CREDENTIAL, PROOF } from '../../support/hostile/scene';
import type { Stage } from '../../support/hostile/stage';
import { requestText } from '../../support/raw-tls';
import { argumentsOf, CUT_VIEWS, LISTS } from './scope';

/** What honest callers get: without it, refusing everything would pass for safety. */
export function describeHonest(stage: Stage): void {
  describe('views of those who may see a part', () => {
    test.each(LISTS.flatMap(([person, sees, never]) => CUT_VIEWS.map((method) => [person, method, sees, never] as const)))(
      '%s: %s shows no byte of what is not theirs', async (person, method, sees, never) => {
        const { scene, aftermath } = stage();
        const answer = await scene.people(get(method, argumentsOf(method), scene.as(person)));
        const text = answer.body.toString('utf8');
        for (const word of never) expect(text).not.toContain(word);
        if (method.endsWith('dep_graph')) expect([200, 404]).toContain(answer.status);
        else expect(answer.status).toBe(200);
        if (method === 'task_list' || method === 'graph') expect(text).toContain(sees);
        expect(await aftermath.decisions()).toHaveLength(1);
      });

    test('who may see everything sees it: the words looked for above are there', async () => {
      const { scene } = stage();
      const text = (await scene.people(get('graph', {}, scene.as('ada-views')))).body.toString();
      for (const word of LISTS.flatMap(([, , never]) => never)) expect(text).toContain(word);
    });

    test.each(['dep_graph', 'inverse_dep_graph'])('%s of a task in view names nothing beyond it', async (method) => {
      const { scene } = stage();
      const answer = await scene.people(get(method, { task_id: TASKS.report.task_id, include_done: true }, scene.as('grace')));
      expect(answer.status).toBe(200);
      expect(answer.body.toString()).toContain(TASKS.report.task_id);
      expect(answer.body.toString()).not.toContain(FORBIDDEN);
    });

    test('whom a dependency is kept from is told no more than that there is one', async () => {
      const { scene } = stage();
      const graph = (await scene.people(get('dep_graph', { task_id: TASKS.report.task_id }, scene.as('grace')))).body.toString();
      expect(graph).toMatch(/restricted/);
    });
  });

  describe('clocks and ways that are good', () => {
    test.each([30_000, -30_000, 0])('claims of a load balancer whose clock differs by %d ms are believed', async (difference) => {
      const { scene } = stage();
      expect((await scene.people(requestText('GET', '/whoami', scene.as('grace', { now: Date.now() + difference })))).status).toBe(200);
    });

    test('claims that ran out 30 s ago are believed: clocks may differ by that', async () => {
      const { scene } = stage();
      expect((await scene.people(requestText('GET', '/whoami', scene.as('grace', { lifetimeSeconds: -30 })))).status).toBe(200);
    });

    test('HTTP/1.0 is answered like HTTP/1.1', async () => {
      const { scene } = stage();
      const answer = await scene.people(get('is_paused', {}, scene.as('grace')).replace('HTTP/1.1', 'HTTP/1.0'));
      expect([answer.status, JSON.parse(answer.body.toString())]).toEqual([200, { response: { paused: false } }]);
    });

    test('both worker credentials open the lane while one replaces the other', async () => {
      const { scene, aftermath } = stage();
      for (const credential of [scene.service.workerCredential, PREVIOUS_CREDENTIAL]) {
        const request = post('count_pending', dataOf({ worker: WORKER }), [basic(credential)]);
        aftermath.remember(request);
        expect((await scene.workers(request)).status).toBe(200);
      }
      await aftermath.unharmed();
    });
  });

  describe('after all attacks', () => {
    test('the change that they were after is still done for whom it is granted, asked for by a button of ours', async () => {
      const { scene, aftermath } = stage();
      await aftermath.decisions();
      for (const [person, task] of [['ada-honest', TASKS.report], ['etta', TASKS.etl], ['abe', TASKS.short]] as const) {
        const answer = await scene.people(get('mark_as_done', { task_id: task.task_id }, [...scene.as(person), ...PROOF]));
        expect(answer.status).toBe(200);
        expect(await aftermath.decisions()).toMatchObject([
          { event: 'decision', outcome: 'allow', family: task.family, change: true }, { event: 'result', status: 200 },
        ]);
      }
      const { tasks } = await scene.state() as { tasks: Record<string, { status: string }> };
      expect(Object.entries(tasks).filter(([, { status }]) => status === 'DONE').map(([id]) => id).sort())
        .toEqual([TASKS.report, TASKS.etl, TASKS.short].map(({ task_id }) => task_id).sort());
    });
  });
}
