import { HOSTILE_TEXT } from '../../support/hostile/planted-tasks';
import { get, type Headers } from '../../support/hostile/scene';
import type { Stage } from '../../support/hostile/stage';
import { requestText, type RawAnswer } from '../../support/raw-tls';

const MARKUP = '<script>alert(1)</script>';
const BROWSER: Headers = [['Accept', 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8']];

/** What a page or an answer must never do with text that somebody else chose. */
function expectInert(answer: RawAnswer): void {
  const text = answer.body.toString('utf8');
  expect(text).not.toContain(MARKUP);
  expect(text).not.toMatch(/<script|<img|onerror=|javascript:/i);
  expect(answer.headers['content-security-policy'] ?? '').toMatch(/default-src 'none'/);
  expect(answer.headers['content-security-policy']).not.toMatch(/script-src|unsafe-inline/);
  expect(answer.headers['x-content-type-options']).toBe('nosniff');
}

/** Pages: what they say to whom, where they lead, and that they take nobody's text for markup. */
export function describePages(stage: Stage): void {
  describe('pages and errors', () => {
    test.each([
      ['/nowhere', BROWSER, 'text/html; charset=utf-8'],
      ['/nowhere', [], 'application/problem+json; charset=utf-8'],
      ['/nowhere', [['Accept', 'application/json']], 'application/problem+json; charset=utf-8'],
      ['/api/nothing', BROWSER, 'application/problem+json; charset=utf-8'],
    ] as Array<[string, Headers, string]>)('%s with %j answers a page to browsers, a problem document to scripts', async (target, accept, type) => {
      const { scene, aftermath } = stage();
      const answer = await scene.people(requestText('GET', target, [...scene.as('grace'), ...accept]));
      expect([answer.status, answer.headers['content-type']]).toEqual([404, type]);
      expect(answer.body.toString()).toContain(answer.headers['x-request-id']);
      expectInert(answer);
      expect(await aftermath.decisions()).toHaveLength(1);
    });

    test.each([
      `/${MARKUP}`, '/%3Cscript%3Ealert(1)%3C/script%3E', `/api/${MARKUP}`, `/history/by_name/${MARKUP}`, `/?x=${MARKUP}`, '/%22onerror=%22alert(1)', '/javascript:alert(1)', `/static/${MARKUP}`, `/../${MARKUP}`,
    ])('%s: markup in a path is nowhere in the answer', async (target) => {
      const { scene, aftermath } = stage();
      for (const headers of [[...scene.as('grace'), ...BROWSER], [...scene.as('grace'), ['User-Agent', MARKUP] as const], BROWSER]) {
        const answer = await scene.people(requestText('GET', target, headers));
        const text = answer.body.toString('utf8');
        expect(text).not.toContain(MARKUP);
        expect(text).not.toMatch(/alert\(1\)/);
        expect(answer.status).toBeLessThan(500);
        if (answer.headers['content-type']?.startsWith('text/html')) expect(answer.headers['content-security-policy'] ?? text).toMatch(/default-src 'none'/);
      }
      await aftermath.decisions();
      await aftermath.unharmed();
    });

    test('a person\'s own name and groups are text in their start page', async () => {
      const { scene, aftermath } = stage();
      const claims = { name: `${MARKUP}"'`, groups: [`${MARKUP}`, 'a"onerror="alert(1)'] };
      const answer = await scene.people(requestText('GET', '/', [...scene.as('alan', { claims }), ...BROWSER]));
      expect(answer.status).toBe(200);
      expect(answer.body.toString()).toContain('&lt;script&gt;');
      expect(answer.body.toString()).not.toContain(MARKUP);
      expect(answer.body.toString()).not.toContain('"onerror="');
      await aftermath.decisions();
    });

    test('what a worker wrote reaches readers as JSON that no browser takes for a page', async () => {
      const { scene } = stage();
      const answer = await scene.people(get('fetch_error', { task_id: 'report.Hostile_5555555555' }, scene.as('grace')));
      expect(JSON.parse(answer.body.toString())).toMatchObject({ response: { error: HOSTILE_TEXT } });
      expect(answer.headers['content-type']).toMatch(/^application\/json/);
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['content-security-policy']).toMatch(/default-src 'none'/);
    });

    test('whom no mapping names is told so, and what to ask for', async () => {
      const { scene, aftermath } = stage();
      const answer = await scene.people(requestText('GET', '/', [...scene.as('alan'), ...BROWSER]));
      expect(answer.status).toBe(200);
      expect(answer.body.toString()).toMatch(/no access has been given to you yet[^]*user:alan@example\.com/);
      expect(answer.body.toString()).not.toMatch(/report|etl|data-engineers|operators/);
      await aftermath.decisions();
    });

    test.each(['/sign-out?next=//evil.example', '/sign-out?url=https://evil.example', '/signed-out?post_logout_redirect_uri=https://evil.example', '/sign-out'])(
      '%s leads nowhere but where the settings say', async (target) => {
        const { scene, aftermath } = stage();
        const forged: Headers = [['Host', 'evil.example'], ['X-Forwarded-Host', 'evil.example'], ['Referer', 'https://evil.example/'], ['X-Forwarded-Proto', 'ftp']];
        for (const method of ['GET', 'POST']) {
          const request = requestText(method, target, [...forged.slice(1), ...scene.as('ada'), ['Sec-Fetch-Site', 'same-origin'], ['Content-Length', '0']]).replace('luigi.example', 'evil.example');
          const answer = await scene.people(request);
          expect(JSON.stringify(answer.headers)).not.toContain('evil');
          expect(answer.body.toString()).not.toContain('evil');
          const goesOnTo = /http-equiv="refresh" content="0; url=([^"]*)"/.exec(answer.body.toString())?.[1]?.replaceAll('&amp;', '&');
          if (method === 'POST' && target.startsWith('/sign-out')) {
            expect([answer.status, goesOnTo]).toEqual([200, `${scene.service.issuer}/session/end?${new URLSearchParams({ client_id: scene.service.layout.clientId, post_logout_redirect_uri: `${scene.service.url}/signed-out` }).toString()}`]);
          } else {
            expect([[200, 404].includes(answer.status), goesOnTo, answer.headers.location]).toEqual([true, undefined, undefined]);
          }
        }
        await aftermath.decisions();
        await aftermath.unharmed();
      });

    test.each(['evil.example', 'evil.example:80', '127.0.0.1:1', 'localhost', '[::1]'])('host %s changes neither answer nor addresses in it', async (host) => {
      const { scene, aftermath } = stage();
      const answer = await scene.people(requestText('GET', '/whoami', scene.as('grace')).replace('luigi.example', host));
      expect([answer.status, answer.body.toString().includes(host), answer.headers.location]).toEqual([200, false, undefined]);
      await aftermath.decisions();
    });

    test.each([
      ['6.6.6.6', '6.6.6.6'], ['6.6.6.6, 203.0.113.9', '203.0.113.9'], ['127.0.0.1, 203.0.113.9', '203.0.113.9'], ['203.0.113.9, 127.0.0.1', '127.0.0.1'],
      ['"><script>', null], ['6.6.6.6:80', null], [undefined, '127.0.0.1'],
    ])('of X-Forwarded-For %s the records have the address that the load balancer added: %s', async (forwarded, recorded) => {
      const { scene, aftermath } = stage();
      await scene.people(requestText('GET', '/nowhere', [
        ...scene.as('grace'), ...(forwarded === undefined ? [] : [['X-Forwarded-For', forwarded] as const]), ['Forwarded', 'for=7.7.7.7'], ['X-Real-IP', '7.7.7.7'], ['True-Client-IP', '7.7.7.7'],
      ]));
      expect(await aftermath.decisions()).toMatchObject([{ sourceAddress: recorded }]);
    });

    test('on the worker lane nobody is believed about addresses', async () => {
      const { scene, aftermath } = stage();
      await scene.workers(requestText('GET', '/nowhere', [['X-Forwarded-For', '6.6.6.6, 7.7.7.7']]));
      expect(await aftermath.decisions()).toMatchObject([{ lane: 'workers', sourceAddress: '127.0.0.1' }]);
    });
  });
}
