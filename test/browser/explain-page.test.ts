import { BARRIERS } from '../support/browser/accessible';
import { keepScreenshot, TestBrowser } from '../support/browser/browser';
import { CONTRASTS } from '../support/browser/readable';
import { startTestService, type TestService } from '../support/service';

const QUESTIONS = [
  '', '?action=view&family=report.Daily', '?action=operate&family=report.Daily', '?action=view&family=*',
  `?action=run&job=shop-report&parameters=${encodeURIComponent('{"shop":"boston","day":"2026-03-02"}')}`, '?action=run&job=shop-report',
];

describe('pages that tell people of themselves', () => {
  let running: TestService;
  let browser: TestBrowser;
  beforeAll(async () => { [running, browser] = await Promise.all([startTestService(), TestBrowser.start()]); });
  afterAll(async () => {
    await browser?.stop();
    await running?.stop();
  });

  test('who is refused a page gets to why by its button, and asks another question there', async () => {
    const { page } = await browser.openAs('grace', running);
    await page.goto(`${running.service.url}/tasklist`);
    await page.getByRole('link', { name: 'Why not?' }).click();
    await page.getByRole('heading', { name: 'No, you may not' }).waitFor();
    expect(await page.locator('main').innerText()).toContain('is not *, which alone holds every family');
    await page.getByLabel('Family of the tasks').fill('report.Daily');
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.getByRole('heading', { name: 'Yes, you may' }).waitFor();
    expect(await page.getByLabel('Family of the tasks').inputValue()).toBe('report.Daily');
    await keepScreenshot(page, '60-explain-yes', true);
  });

  test('whose values are beyond their limits is told which, from the form', async () => {
    const { page } = await browser.openAs('grace', running);
    await page.goto(`${running.service.url}/access/explain${QUESTIONS[4]}`);
    expect(await page.locator('main').innerText()).toContain('parameters.shop: expected london, which is what you may ask for');
    await keepScreenshot(page, '61-explain-no', true);
  });

  test.each([
    ['light', 360], ['light', 1280], ['dark', 360], ['dark', 1280],
  ] as const)('can be read and heard (%s, %d px wide)', async (colorScheme, width) => {
    const { page } = await browser.openAs('grace', running, { viewport: { width, height: 740 }, colorScheme });
    for (const path of [...QUESTIONS.map((question) => `/access/explain${question}`), '/whoami?verbose']) {
      await page.goto(running.service.url + path);
      expect([path, await page.evaluate(BARRIERS), await page.evaluate(CONTRASTS)]).toEqual([path, [], []]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    }
    await keepScreenshot(page, `62-whoami-${colorScheme}-${width}`, true);
  });
});
