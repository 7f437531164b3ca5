import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from '../../local/process-runner/wait-for';
import { keepScreenshot, TestBrowser } from '../support/browser/browser';
import { Visualiser } from '../support/browser/visualiser';
import { startTestService, type TestService } from '../support/service';

describe('somebody who is shut out while their browser is open', () => {
  let running: TestService;
  let browser: TestBrowser;
  beforeAll(async () => {
    [running, browser] = await Promise.all([startTestService(), TestBrowser.start()]);
  });
  afterAll(async () => {
    await browser?.stop();
    await running?.stop();
  });

  test('is told so by the visualiser when it asks next, and by every page; why stays with those who run the service', async () => {
    const { page } = await browser.openAs('grace', running);
    const visualiser = new Visualiser(page, running.service.url);
    await visualiser.open();
    writeFileSync(path.join(running.service.control, 'revoked.json'), JSON.stringify({ version: 1, revoked: [{ principal: 'user:grace@example.com', reason: 'ticket 4711' }] }));
    await waitFor(async () => (await page.request.get(`${running.service.url}/whoami`)).status() === 403, { what: 'grace is out' });
    await page.reload();
    const notice = page.getByRole('alert');
    await notice.waitFor();
    expect(await notice.innerText()).toContain('The service refused this. Your access to this service was withdrawn: ask whoever runs it.');
    await keepScreenshot(page, '48-shut-out-visualiser');
    for (const address of ['/', '/jobs', '/tasklist']) {
      expect((await page.goto(running.service.url + address))?.status()).toBe(403);
      const text = await page.locator('body').innerText();
      expect(text).toContain('Your access to this service was withdrawn: ask whoever runs it.');
      expect(text).not.toContain('4711');
    }
    await keepScreenshot(page, '49-shut-out-page');
  });

  test('can sign out, from the visualiser and from any page, and is asked who they are when they come back', async () => {
    const revoked = path.join(running.service.control, 'revoked.json');
    rmSync(revoked, { force: true });
    const client = await running.login('grace');
    await waitFor(async () => (await client.request('/whoami')).status === 200, { what: 'grace is in' });
    const { page } = await browser.openAs('grace', running);
    await page.goto(`${running.service.url}/static/visualiser/index.html`);
    writeFileSync(revoked, JSON.stringify({ version: 1, revoked: [{ principal: 'user:grace@example.com' }] }));
    await waitFor(async () => (await page.request.get(`${running.service.url}/whoami`)).status() === 403, { what: 'grace is out' });
    await page.reload();
    await page.getByRole('alert').getByRole('link', { name: 'Sign out' }).click();
    expect(new URL(page.url()).pathname).toBe('/sign-out');
    await page.goto(running.service.url);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    expect((await page.context().cookies(running.service.url)).map(({ name }) => name)).toEqual([]);
    await page.getByRole('link', { name: 'Sign in again' }).click();
    await page.getByLabel('Password').waitFor();
    expect(await running.decision(({ method }) => method === 'sign-out')).toMatchObject({ outcome: 'allow', principal: 'user:grace@example.com' });
  });
});
