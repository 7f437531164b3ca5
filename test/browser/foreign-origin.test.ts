import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { waitFor } from '../../local/process-runner/wait-for';
import { keepScreenshot, TestBrowser } from '../support/browser/browser';
import { startTestService, type TestService } from '../support/service';
import { workerTells } from '../support/worker-lane';

const ADA = 'user:ada@example.com';
const TASK = 'etl.Victim_x_0123456789';

/** Ways in which a page may bring a browser to ask for an address, as script of that page. `to` is the address. */
const WAYS: Readonly<Record<string, string>> = {
  'an image': 'document.body.append(Object.assign(new Image(), { src: to }))',
  'a script': 'document.body.append(Object.assign(document.createElement("script"), { src: to }))',
  'a style sheet': 'document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: to }))',
  'a frame': 'document.body.append(Object.assign(document.createElement("iframe"), { src: to }))',
  'fetch with cookies': 'fetch(to, { credentials: "include", mode: "no-cors" }).catch(() => 0)',
  'fetch that posts': 'fetch(to, { credentials: "include", mode: "no-cors", method: "POST", body: new URLSearchParams({ data }) }).catch(() => 0)',
  'fetch that claims to be the page\'s own': 'fetch(to, { credentials: "include", headers: { "X-Requested-With": "XMLHttpRequest", "Accept": "application/json" } }).catch(() => 0)',
  'a beacon': 'navigator.sendBeacon(to, new URLSearchParams({ data }))',
  'a form': 'const form = Object.assign(document.createElement("form"), { action: to, method: "post" }); form.append(Object.assign(document.createElement("input"), { name: "data", value: data })); document.body.append(form); form.submit()',
  'a link': 'const link = Object.assign(document.createElement("a"), { href: to }); document.body.append(link); link.click()',
  'a window': 'open(to)',
};

describe('a page of another origin, open in an operator\'s browser', () => {
  let running: TestService;
  let browser: TestBrowser;
  let elsewhere: Server;
  let page: Page;
  beforeAll(async () => {
    elsewhere = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>elsewhere</title><link rel="icon" href="data:,"><p>a page of somebody else');
    }).listen(0, '127.0.0.1');
    [running, browser] = await Promise.all([startTestService(), TestBrowser.start(), once(elsewhere, 'listening')]);
    await workerTells(running.service, 'add_task', { task_id: TASK, worker: 'loader-host-7', family: 'etl.Victim', status: 'PENDING' });
    ({ page } = await browser.openAs('ada', running));
  });
  afterAll(async () => {
    await browser?.stop();
    elsewhere?.close();
    await running?.stop();
  });

  // The same host on another port is the same site: its requests bring the cookies with them. Another host name is another site.
  describe.each(['127.0.0.1', 'localhost'])('at %s, another port', (host) => {
    test.each(Object.entries(WAYS))('%s changes nothing', async (name, script) => {
      await page.goto(`http://${host}:${(elsewhere.address() as AddressInfo).port}/`);
      for (const [method, args] of [['pause', {}], ['mark_as_done', { task_id: TASK }]] as const) {
        const data = JSON.stringify(args);
        const asked = page.context().waitForEvent('request', (request) => request.url().includes(`/api/${method}`));
        await page.evaluate(`(() => { const to = ${JSON.stringify(`${running.service.url}/api/${method}?data=${encodeURIComponent(data)}`)}; const data = ${JSON.stringify(data)}; ${script} })()`);
        await asked;
        if (name === 'a form' || name === 'a link') {
          await page.waitForURL(`${running.service.url}/**`);
          if (host === '127.0.0.1' && method === 'pause') await keepScreenshot(page, '22-foreign-page-refused');
          await page.goBack();
        }
      }
      for (const tab of page.context().pages()) await tab.waitForLoadState('networkidle');
      for (const tab of page.context().pages()) if (tab !== page) await tab.close();
      expect(running.decisions().filter((record) => record.principal === ADA && record.change && record.outcome === 'allow')).toEqual([]);
      expect(await running.luigid('is_paused')).toEqual({ paused: false });
      expect((await running.luigid('task_list') as Record<string, { status: string }>)[TASK]?.status).toBe('PENDING');
    });
  });

  test('no other page can show this one in a frame, to have its buttons clicked', async () => {
    await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
    for (const path of ['/', '/sign-out', '/static/visualiser/index.html']) {
      await page.evaluate(`document.body.replaceChildren(Object.assign(document.createElement('iframe'), { src: ${JSON.stringify(running.service.url + path)} }))`);
      // What the browser shows in its place.
      await waitFor(() => page.frames()[1]?.url() === 'chrome-error://chromewebdata/', { what: `${path} is not shown in a frame` });
    }
  });

  test('signing out can\'t be brought about from elsewhere', async () => {
    await page.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
    await page.evaluate(`(() => { const form = Object.assign(document.createElement('form'), { action: ${JSON.stringify(`${running.service.url}/sign-out`)}, method: 'post' }); document.body.append(form); form.submit(); })()`);
    await page.waitForURL(`${running.service.url}/sign-out`);
    expect(await page.locator('body').innerText()).toContain('origin-not-proved');
    await page.goto(running.service.url);
    expect(await page.locator('h1').textContent()).toBe('Hello, Ada Lovelace');
  });
});
