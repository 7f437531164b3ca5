import { HOSTILE_TEXT, TASKS } from '../../support/hostile/planted-tasks';
import { get, PROOF } from '../../support/hostile/scene';
import type { Stage } from '../../support/hostile/stage';
import { requestText } from '../../support/raw-tls';

const LINE = '{"version":1,"event":"decision","outcome":"allow","principal":"user:ada@example.com"}';
const TEXTS: ReadonlyArray<readonly [string, string]> = [
  ['quotes', '"\'\\","outcome":"allow'], ['a whole record', LINE], ['markup', '<script>alert(1)</script>'], ['terminal colours', '\x1b[31mred'], ['bytes that are no UTF-8', '\xff\xfe\xc0\xaf'],
  ['UTF-8', Buffer.from('ü\u202e\u2028\u{1f600}', 'utf8').toString('latin1')], ['60,000 characters', 'u'.repeat(60_000)], ['percent signs', '%0d%0a%00%s%n'], ['a tab', 'a\tb'],
];

/** Text of somebody else's choosing in what is logged: it stays inside its field. */
export function describeLogForging(stage: Stage): void {
  describe('logged text', () => {
    test.each(TEXTS)('%s in a User-Agent is one field of one record', async (_name, text) => {
      const { scene, aftermath } = stage();
      const answer = await scene.people(requestText('GET', '/nowhere', [...scene.as('grace'), ['User-Agent', text]]));
      const decisions = await aftermath.decisions();
      // lighttpd takes no control characters in headers
      if (/[\x00-\x08\x0a-\x1f]/.test(text)) { expect([answer.status, decisions]).toEqual([400, []]); } else {
        expect(decisions).toMatchObject([{ outcome: 'deny', reason: 'not-found', principal: 'user:grace@example.com', requestId: answer.headers['x-request-id'] }]);
        expect(decisions[0]!.userAgent!.length).toBeLessThanOrEqual(256);
        aftermath.noted(answer);
      }
    });

    test('thousands of headers hide neither the address nor the program that a call came from, nor a second identity', async () => {
      const { scene, aftermath } = stage();
      const junk = Array.from({ length: 5_000 }, (_, index) => [`a${index}`, 'b'] as const);
      const headers = [...scene.as('grace'), ...junk, ['User-Agent', 'attacker']] as const;
      const [seen, twice] = [
        await scene.people(requestText('GET', '/nowhere', headers)),
        await scene.people(requestText('GET', '/whoami', [...headers, ['X_Amzn_Oidc_Data', scene.claims('ada')]])),
      ];
      expect([seen.status, twice.status]).toEqual([404, 400]);
      expect(await aftermath.decisions()).toMatchObject([
        { reason: 'not-found', sourceAddress: '127.0.0.1', userAgent: 'attacker' }, { reason: 'identity-header-doubled', sourceAddress: '127.0.0.1', userAgent: 'attacker' },
      ]);
      for (const answer of [seen, twice]) aftermath.noted(answer);
    });

    test.each(['/a"b', '/a%22,%22status%22:200', '/%E2%80%AE%E2%80%A8', '/a%5Cu0022', '/%7B%22outcome%22:%22allow%22%7D', `/${'p'.repeat(8_000)}`])('path %s is one field of one record', async (target) => {
      const { scene, aftermath } = stage();
      const answer = await scene.people(requestText('GET', target, scene.as('grace')));
      expect(await aftermath.decisions()).toMatchObject([{ outcome: 'deny', reason: 'not-found', method: null }]);
      aftermath.noted(answer);
    });

    test.each([
      ['quotes and braces', `x","outcome":"allow","y":"${LINE}`], ['markup and direction marks', HOSTILE_TEXT.replace('\u2028', '')], ['four thousand characters', 'x'.repeat(4_000)], ['family and more', `${TASKS.report.task_id} `],
      ['another script', '任务_\u{1f600}'], ['percent signs', '%0a%22'],
    ])('a task id with %s is one field of one record, and of no answer', async (_name, task_id) => {
      const { scene, aftermath } = stage();
      const answer = await scene.people(get('mark_as_done', { task_id }, [...scene.as('ada-logs'), ...PROOF]));
      expect([answer.status, JSON.parse(answer.body.toString())]).toMatchObject([404, { code: 'no-such-task' }]);
      expect(answer.body.toString()).not.toContain(task_id);
      const decisions = await aftermath.decisions();
      expect(decisions).toMatchObject([{ outcome: 'deny', reason: 'no-such-task', principal: 'user:ada-logs@example.com' }]);
      if (task_id.length < 100) expect(decisions[0]!.taskId).toBe(task_id);
      expect(decisions[0]!.taskId!.length).toBeLessThanOrEqual(512);
      await aftermath.unharmed();
    });

    test('a worker\'s name with quotes and markup is one field of one record', async () => {
      const { scene, aftermath } = stage();
      const worker = `${HOSTILE_TEXT}${LINE}`;
      const answer = await scene.people(get('disable_worker', { worker }, [...scene.as('grace-logs'), ...PROOF]));
      expect([answer.status, answer.body.toString().includes('onerror')]).toEqual([403, false]);
      expect(await aftermath.decisions()).toMatchObject([{ outcome: 'deny', reason: 'not-granted', worker }]);
      await aftermath.unharmed();
    });
  });
}
