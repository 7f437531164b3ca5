import { writeFileSync } from 'node:fs';
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
});
