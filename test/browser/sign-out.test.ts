import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { keepScreenshot, TestBrowser } from '../support/browser/browser';
import { startTestService, type TestService } from '../support/service';

/** A server that redirects or shows a page, by path; remembers who came. */
class Elsewhere {
  readonly visits: string[] = [];
  readonly redirects: Record<string, string> = {};
  private constructor(private readonly server: Server, private readonly host: string) {}

  static async start(host: string): Promise<Elsewhere> {
    const server = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '/', 'http://any');
      if (pathname !== '/favicon.ico') elsewhere.visits.push(`${request.method} ${pathname}`);
      const location = elsewhere.redirects[pathname];
      if (location === undefined) response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>elsewhere</title><link rel="icon" href="data:,">');
      else response.writeHead(302, { location }).end();
    }).listen(0, '127.0.0.1');
    const elsewhere = new Elsewhere(server, host);
    await once(server, 'listening');
    return elsewhere;
  }

  get origin(): string {
    return `http://${this.host}:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }
}

describe('sign-out by a provider that sends people on to another, as Cognito does to a SAML provider', () => {
  let running: TestService;
  let browser: TestBrowser;
  let pool: Elsewhere;
  let provider: Elsewhere;
  beforeAll(async () => {
    [pool, provider, browser] = await Promise.all([Elsewhere.start('127.0.0.1'), Elsewhere.start('localhost'), TestBrowser.start()]);
    running = await startTestService({ env: { gateway: { GATEWAY_SIGN_OUT_URL: `${pool.origin}/logout?client_id=a&logout_uri=b` } } });
    pool.redirects['/logout'] = `${provider.origin}/slo`;
    provider.redirects['/slo'] = `${pool.origin}/saml2/logout`;
    pool.redirects['/saml2/logout'] = `${running.service.url}/signed-out`;
  });
  beforeEach(() => {
    for (const each of [pool, provider]) each.visits.length = 0;
  });
  afterAll(async () => {
    await browser?.stop();
    pool?.stop();
    provider?.stop();
    await running?.stop();
  });

  const sessionCookies = async (page: Page): Promise<number> =>
    (await page.context().cookies(running.service.url)).filter(({ name }) => name.startsWith('AWSELBAuthSessionCookie')).length;

  test.each([['the start page', '/'], ['the page that asks', '/sign-out']])('by the button of %s goes all the way and back, without a step that the policy stops', async (_where, path) => {
    const { page, watched } = await browser.openAs('ada', running);
    await page.goto(running.service.url + path);
    await page.getByRole('button', { name: 'Sign out' }).first().click();
    await page.waitForURL(`${running.service.url}/signed-out`);
    expect(pool.visits).toEqual(['GET /logout', 'GET /saml2/logout']);
    expect(provider.visits).toEqual(['GET /slo']);
    expect(await sessionCookies(page)).toBe(0);
    expect(watched.complaints).toEqual([]);
  });

  test('says where it goes, for who comes back to that page or whose browser goes nowhere by itself', async () => {
    const { page } = await browser.openAs('ada', running);
    // Answered with nothing, a browser stays on the page where it is.
    await page.route(`${pool.origin}/logout*`, (route) => route.fulfill({ status: 204 }), { times: 1 });
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Signing you out' }).waitFor();
    await keepScreenshot(page, '37-signing-out');
    expect(await sessionCookies(page)).toBe(0);
    await page.getByRole('link', { name: 'Continue' }).click();
    await page.waitForURL(`${running.service.url}/signed-out`);
    expect(provider.visits).toEqual(['GET /slo']);
  });

  test('a page of another origin signs nobody out here: not by a form, a link or a call', async () => {
    const { page } = await browser.openAs('ada', running);
    const before = await sessionCookies(page);
    const to = JSON.stringify(`${running.service.url}/sign-out`);
    for (const { origin } of [pool, provider]) {
      for (const script of [
        `const form = Object.assign(document.createElement('form'), { action: ${to}, method: 'post' }); document.body.append(form); form.submit()`,
        `const link = Object.assign(document.createElement('a'), { href: ${to} }); document.body.append(link); link.click()`,
      ]) {
        await page.goto(`${origin}/page`);
        await page.evaluate(`(() => { ${script} })()`);
        await page.waitForURL(`${running.service.url}/sign-out`);
        expect(await sessionCookies(page)).toBe(before);
      }
      await page.goto(`${origin}/page`);
      await page.evaluate(`fetch(${to}, { method: 'post', mode: 'no-cors', credentials: 'include' }).catch(() => 0)`);
      expect(await sessionCookies(page)).toBe(before);
    }
    // Form and call of the same host, another port, came with her cookies and were refused; those of another site come without.
    expect(running.decisions().filter(({ principal, reason }) => principal === 'user:ada@example.com' && reason === 'origin-not-proved')).toHaveLength(2);
    expect(pool.visits.filter((visit) => visit.endsWith('/logout'))).toEqual([]);
    await page.goto(running.service.url);
    expect(await page.locator('h1').textContent()).toBe('Hello, Ada Lovelace');
  });
});
