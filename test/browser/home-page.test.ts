import { keepScreenshot, TestBrowser } from '../support/browser/browser';
import { CONTRASTS, focused } from '../support/browser/readable';
import { startTestService, type TestService } from '../support/service';

describe('the pages of the service itself', () => {
  let running: TestService;
  let browser: TestBrowser;
  beforeAll(async () => { [running, browser] = await Promise.all([startTestService(), TestBrowser.start()]); });
  afterAll(async () => {
    await browser?.stop();
    await running?.stop();
  });

  test('home can be used with the keyboard alone, and shows where one is', async () => {
    const { page } = await browser.openAs('ada', running);
    const stops = ['Skip to content', 'Luigi local', 'Sign out', 'daily-report', 'Start…', 'shop-report', 'Start…', 'Open the task visualiser', '/whoami', '/whoami?verbose', '/access/explain', '/healthz'];
    for (const text of stops) {
      await page.keyboard.press('Tab');
      expect(await focused(page)).toEqual({ text: expect.stringContaining(text), seen: true });
      if (text === 'Skip to content') await keepScreenshot(page, '40-home-keyboard');
    }
    await page.reload();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(new URL(page.url()).hash).toBe('#main');
    await page.keyboard.press('Tab');
    expect(await focused(page)).toEqual({ text: 'daily-report', seen: true });
    await page.keyboard.press('Enter');
    await page.waitForURL('**/jobs/daily-report');
  });

  test('a person can sign in and out with the keyboard alone', async () => {
    const { page } = await browser.open();
    await page.goto(running.service.url);
    // The form takes the focus by itself.
    await page.locator('#username:focus').waitFor();
    await page.keyboard.type('ada');
    await page.keyboard.press('Tab');
    await page.keyboard.type('lovelace');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${running.service.url}/`);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${running.service.url}/signed-out`);
  });

  test.each([
    ['ada', 'light'], ['ada', 'dark'], ['alan', 'light'], ['alan', 'dark'],
  ] as const)('on a phone, 360 px wide, nothing runs off the side (%s, %s)', async (person, colorScheme) => {
    const { page } = await browser.open({ viewport: { width: 360, height: 740 }, colorScheme });
    const widest = () => page.evaluate('document.documentElement.scrollWidth');
    await page.goto(running.service.url);
    expect(await widest()).toBeLessThanOrEqual(360);
    await keepScreenshot(page, `41-phone-sign-in-${colorScheme}`, true);
    const opened = await browser.openAs(person, running, { viewport: { width: 360, height: 740 }, colorScheme });
    await keepScreenshot(opened.page, `42-phone-home-${person}-${colorScheme}`, true);
    for (const path of ['/', '/sign-out', '/signed-out', '/no/such/page']) {
      await opened.page.goto(running.service.url + path);
      expect(await opened.page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    }
  });

  test('in the dark, pages are dark and can be read', async () => {
    const { page } = await browser.openAs('ada', running, { colorScheme: 'dark' });
    await keepScreenshot(page, '43-home-dark', true);
    await page.goto(`${running.service.url}/no/such/page`);
    await keepScreenshot(page, '44-error-dark', true);
    await page.goto(`${running.service.url}/sign-out`);
    await keepScreenshot(page, '45-sign-out-dark', true);
  });

  test.each(['light', 'dark'] as const)('text stands out from its ground by 4.5 to 1 at least (%s)', async (colorScheme) => {
    const { page } = await browser.openAs('alan', running, { colorScheme });
    for (const path of ['/', '/sign-out', '/signed-out', '/no/such/page']) {
      await page.goto(running.service.url + path);
      expect(await page.evaluate(CONTRASTS)).toEqual([]);
    }
  });
});
