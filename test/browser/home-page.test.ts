import type { Page } from 'playwright-core';
import { keepScreenshot, TestBrowser } from '../support/browser/browser';
import { startTestService, type TestService } from '../support/service';

jest.setTimeout(120_000);

describe('the pages of the service itself', () => {
  let running: TestService;
  let browser: TestBrowser;
  beforeAll(async () => { [running, browser] = await Promise.all([startTestService(), TestBrowser.start()]); });
  afterAll(async () => {
    await browser?.stop();
    await running?.stop();
  });

  /** What has the focus: its text, and whether that can be seen. */
  const focused = (page: Page) => page.evaluate(`(() => {
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    const style = getComputedStyle(element);
    return {
      text: element.textContent.trim(),
      seen: box.width > 0 && box.left >= 0 && box.top >= 0 && box.right <= innerWidth && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    };
  })()`);

  test('home can be used with the keyboard alone, and shows where one is', async () => {
    const { page } = await browser.openAs('ada', running);
    const stops = ['Skip to content', 'Luigi local', 'Sign out', 'Open the task visualiser', '/whoami', '/healthz'];
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
    expect(await focused(page)).toEqual({ text: 'Open the task visualiser', seen: true });
    await page.keyboard.press('Enter');
    await page.waitForURL('**/static/visualiser/index.html*');
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

/** Elements with text of their own whose colours are too close, by WCAG's formula. */
const CONTRASTS = `(() => {
  const channels = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, a = 1] = channels(getComputedStyle(at).backgroundColor);
      if (a === 1 && r !== undefined) return [r, g, b];
    }
    return [255, 255, 255];
  };
  return [...document.querySelectorAll('body *')]
    .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ''))
    .map((element) => {
      const [a, b] = [luminance(channels(getComputedStyle(element).color)), luminance(ground(element))].sort((x, y) => y - x);
      return [element.textContent.trim().slice(0, 40), (a + 0.05) / (b + 0.05)];
    })
    .filter(([, ratio]) => ratio < 4.5);
})()`;
