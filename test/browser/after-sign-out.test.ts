import type { Page } from 'playwright-core';
import { TestBrowser, type Window } from '../support/browser/browser';
import { Visualiser } from '../support/browser/visualiser';
import { startTestService, type TestService } from '../support/service';
import { workerTells } from '../support/worker-lane';

const FAMILY = 'etl.SecretOrders';

/** Whether the browser has an answer at hand, without asking anybody. The page's policy must not be in the way. */
const isKept = (page: Page, url: string): Promise<boolean> => page.evaluate(
  `fetch(${JSON.stringify(url)}, { cache: 'only-if-cached', mode: 'same-origin' }).then((answer) => answer.ok, () => false)`,
);

describe('what a browser has left after sign-out', () => {
  let running: TestService;
  let browser: TestBrowser;
  beforeAll(async () => {
    [running, browser] = await Promise.all([startTestService(), TestBrowser.start(true)]);
    await workerTells(running.service, 'add_task', { task_id: `${FAMILY}_x_0123456789`, worker: 'loader-host-7', family: FAMILY, status: 'RUNNING' });
  });
  afterAll(async () => {
    await browser?.stop();
    await running?.stop();
  });

  /** Ada, who has looked at the visualiser and at the start page; an answer of the former is in her browser. */
  async function givenAda(): Promise<Window & { readonly answer: string }> {
    const opened = await browser.openAs('ada', running, { bypassCSP: true });
    const visualiser = new Visualiser(opened.page, running.service.url);
    await visualiser.open();
    await visualiser.row(FAMILY).waitFor();
    const answer = opened.watched.answers.find(({ url, status }) => url.includes('/api/task_list') && url.includes('RUNNING') && status === 200)?.url ?? '';
    expect(await isKept(opened.page, answer)).toBe(true);
    // Without the policy, Luigi's page asks for a font from elsewhere.
    opened.watched.forget();
    return { ...opened, answer };
  }

  async function signOut(page: Page): Promise<void> {
    await page.goto(running.service.url);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${running.service.url}/signed-out`);
  }

  test('no answer that it had kept', async () => {
    const { page, answer } = await givenAda();
    await signOut(page);
    expect(await isKept(page, answer)).toBe(false);
  });

  test('no page that one can go back to: not the visualiser as it was, not the start page', async () => {
    const { page } = await givenAda();
    await signOut(page);
    const seen: string[] = [];
    let leads = 0;
    for (let step = 0; step < 6; step += 1) {
      if (await page.goBack({ waitUntil: 'commit' }) === null && page.url() === 'about:blank') break;
      await page.waitForTimeout(500);
      // The provider's page lists everybody of the demo by name.
      if (page.url().startsWith(running.service.issuer)) leads += 1;
      else seen.push(`${page.url()} ${await page.locator('body').innerText()}`);
    }
    expect(leads).toBeGreaterThanOrEqual(2);
    expect(seen.filter((text) => text.includes(FAMILY) || text.includes('Ada Lovelace'))).toEqual([]);
  });

  test('a page on which it asks for nothing more: it is led to no login', async () => {
    const { page, watched } = await givenAda();
    const before = watched.answers.length;
    await signOut(page);
    await page.waitForTimeout(500);
    const asked = watched.answers.slice(before).map(({ url }) => new URL(url));
    expect(asked.filter(({ origin }) => origin === running.service.url).map(({ pathname }) => pathname)).toEqual(['/', '/portal.js', '/sign-out', '/signed-out']);
    expect(asked.filter(({ pathname }) => pathname.endsWith('/auth'))).toEqual([]);
    expect((await page.context().cookies(running.service.url)).map(({ name }) => name)).toEqual([]);
    expect(watched.complaints).toEqual([]);
  });
});
