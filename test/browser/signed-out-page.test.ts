import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SIGNED_OUT_PAGE } from '../../lib/edge/signed-out-page';
import { keepScreenshot, TestBrowser } from '../support/browser/browser';
import { CONTRASTS, focused } from '../support/browser/readable';

describe('the load balancer\'s own page, where sign-out ends', () => {
  let browser: TestBrowser;
  let server: Server;
  let url: string;
  beforeAll(async () => {
    browser = await TestBrowser.start();
    server = createServer((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(SIGNED_OUT_PAGE)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/signed-out`;
  });
  afterAll(async () => {
    await browser?.stop();
    server?.close();
    server?.closeAllConnections();
  });

  test('fits into a fixed response', () => {
    expect(Buffer.byteLength(SIGNED_OUT_PAGE)).toBeLessThanOrEqual(1_024);
    expect(SIGNED_OUT_PAGE).toMatch(/^[\x20-\x7e]+$/);
  });

  test.each(['light', 'dark'] as const)('can be read, on a phone too (%s)', async (colorScheme) => {
    for (const [name, viewport] of [['phone', { width: 320, height: 640 }], ['screen', { width: 1280, height: 860 }]] as const) {
      const { page, watched } = await browser.open({ viewport, colorScheme });
      await page.goto(url);
      await keepScreenshot(page, `46-signed-out-balancer-${name}-${colorScheme}`);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(viewport.width);
      expect(await page.evaluate(CONTRASTS)).toEqual([]);
      expect(await page.evaluate('document.compatMode')).toBe('CSS1Compat');
      expect(watched.complaints).toEqual([]);
    }
  });

  test('has a title, a language, a heading in its main part, and one way on that the keyboard reaches', async () => {
    const { page } = await browser.open();
    await page.goto(url);
    expect([await page.title(), await page.evaluate('document.documentElement.lang')]).toEqual(['Signed out of Luigi', 'en']);
    await page.getByRole('main').getByRole('heading', { level: 1, name: 'You are signed out' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toEqual({ text: 'Sign in again', seen: true });
    await page.keyboard.press('Enter');
    await page.waitForURL((to) => to.pathname === '/');
  });
});
