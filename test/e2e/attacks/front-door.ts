import { PersonClient } from '../../../local/person-client';
import { TASKS } from '../../support/hostile/planted-tasks';
import { PROOF } from '../../support/hostile/scene';
import type { Stage } from '../../support/hostile/stage';
import { atFrontDoor, BY_BROWSERS, FORM_BODY, LINK } from './cross-site';

const headersOf = (pairs: ReadonlyArray<readonly [string, string]>): Record<string, string> => Object.fromEntries(pairs);
const code = (text: string): unknown => (JSON.parse(text) as { code: unknown }).code;

/** Attacks through the load balancer: with the session that a victim has, or with none. */
export function describeFrontDoor(stage: Stage): void {
  describe('through the load balancer, with an operator\'s session', () => {
    test.each(BY_BROWSERS.slice(0, 11))('%s changes nothing', async (_name, headers) => {
      const { scene, aftermath } = stage();
      const session = { ...headersOf(headers), cookie: scene.cookieOf('ada') };
      aftermath.remember(`Cookie: ${session.cookie}`);
      const link = await atFrontDoor(scene.service.url, 'GET', LINK, session);
      const form = await atFrontDoor(scene.service.url, 'POST', '/api/mark_as_done', { ...session, 'content-type': 'application/x-www-form-urlencoded', 'content-length': `${FORM_BODY.length}` }, FORM_BODY);
      for (const answer of [link, form]) expect([answer.status, code(answer.text)]).toEqual([403, 'origin-not-proved']);
      expect((await aftermath.decisions()).map(({ reason, principal }) => [reason, principal]))
        .toEqual(Array(2).fill(['origin-not-proved', 'user:ada@example.com']));
      await aftermath.unharmed();
    });

    test('a HEAD, which any link checker sends, changes nothing', async () => {
      const { scene, aftermath } = stage();
      expect((await atFrontDoor(scene.service.url, 'HEAD', LINK, { ...headersOf(PROOF), cookie: scene.cookieOf('ada') })).status).toBe(405);
      expect(await aftermath.decisions()).toMatchObject([{ outcome: 'deny', reason: 'method-not-allowed' }]);
      await aftermath.unharmed();
    });
  });

  describe('through the load balancer, with claims of one\'s own', () => {
    test('somebody with a session stays who they are: the load balancer sets its headers over theirs', async () => {
      const { scene, aftermath } = stage();
      const forged = Object.fromEntries(scene.as('ada'));
      const answer = await atFrontDoor(scene.service.url, 'GET', '/whoami', { ...forged, cookie: scene.cookieOf('grace') });
      expect(JSON.parse(answer.text)).toMatchObject({ principal: 'user:grace@example.com', groups: ['analysts'] });
      expect(await aftermath.decisions()).toMatchObject([{ outcome: 'allow', principal: 'user:grace@example.com' }]);
    });

    test('an underscored spelling beside the load balancer\'s own headers is refused', async () => {
      const { scene, aftermath } = stage();
      const answer = await atFrontDoor(scene.service.url, 'GET', '/whoami', { 'X_Amzn_Oidc_Data': scene.claims('ada'), 'cookie': scene.cookieOf('grace'), 'accept': '*/*' });
      expect([answer.status, code(answer.text)]).toEqual([400, 'identity-header-doubled']);
      expect(await aftermath.decisions()).toMatchObject([{ outcome: 'deny', reason: 'identity-header-doubled', principal: null }]);
    });

    test.each(['/api/pause', '/api/../api/pause', '//api/pause', '/API/pause', '/signed-out/../api/pause', '/signed-out%2f..%2fapi%2fpause'])(
      'without a session, sound claims of somebody else open nothing at %s', async (target) => {
        const { scene, aftermath } = stage();
        const answer = await atFrontDoor(scene.service.url, 'GET', target, { ...headersOf(PROOF), 'x-amzn-oidc-data': 'a.b.c', 'cookie': 'AWSELBAuthSessionCookie-0=x' });
        expect([302, 400, 401]).toContain(answer.status);
        expect(await aftermath.decisions()).toEqual([]);
        await aftermath.unharmed();
      });

    test('the one page that needs no login says nothing of the claims that came with it', async () => {
      const { scene, aftermath } = stage();
      const answer = await atFrontDoor(scene.service.url, 'GET', '/signed-out', { ...Object.fromEntries(scene.as('ada')), accept: 'text/html' });
      expect([answer.status, answer.text.includes('ada')]).toEqual([200, false]);
      expect(await aftermath.decisions()).toEqual([]);
    });
  });

  test('a real login works all along', async () => {
    const { scene, aftermath } = stage();
    const client = new PersonClient(scene.service.url);
    expect((await client.login('grace', 'hopper')).body).toContain('Grace Hopper');
    expect(JSON.stringify(await client.call('task_list', { status: '', upstream_status: '' }))).toContain(TASKS.report.task_id);
    for (const decision of await aftermath.decisions()) expect(decision).toMatchObject({ outcome: 'allow', principal: 'user:grace@example.com' });
    await aftermath.unharmed();
  });
}
