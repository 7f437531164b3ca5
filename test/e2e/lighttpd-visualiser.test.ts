import { chromium, type Browser, type Page } from 'playwright-core';
import { ensure } from '../../local/setup/ensure';
import { luigiStaticDir, startLighttpd, type Lighttpd } from '../support/lighttpd';
import { BareLuigid } from '../support/luigi/bare-luigid';

const WORKER = 'Worker(salt=1, host=h)';

interface Violation { readonly directive: string; readonly blocked: string; readonly source: string; readonly sample: string }

// As Luigi publishes it: ours refuses what a browser asks, and here a browser reaches it through lighttpd alone.
let luigid: BareLuigid;
let lighttpd: Lighttpd;
let browser: Browser;
beforeAll(async () => {
  luigid = await BareLuigid.start();
  const rpc = async (method: string, args: object): Promise<void> => {
    const { ok, status } = await fetch(`${luigid.url}/api/${method}`, { method: 'POST', body: new URLSearchParams({ data: JSON.stringify(args) }) });
    if (!ok) throw new Error(`luigid answered ${method} with ${status}`);
  };
  await rpc('add_worker', { worker: WORKER, info: { workers: 1, host: 'h' } });
  await rpc('update_resources', { cores: 4 });
  const task = async (id: string, more: Readonly<Record<string, unknown>>): Promise<unknown> => rpc('add_task', {
    worker: WORKER, task_id: `${id}_1`, family: id, module: 'm', params: { date: '2026-01-01' }, runnable: true, ...more,
  });
  await task('Raw', { status: 'DONE' });
  await task('Broken', { status: 'FAILED', expl: 'Traceback: <b>it broke</b>', deps: ['Raw_1'], resources: { cores: 1 } });
  await task('Report', { status: 'PENDING', deps: ['Broken_1'], resources: { cores: 2 } });
  lighttpd = await startLighttpd({
    LIGHTTPD_STATIC_DIR: luigiStaticDir(), LIGHTTPD_GATEWAY_PEOPLE_PORT: new URL(luigid.url).port, LIGHTTPD_GATEWAY_WORKER_PORT: '1',
  });
  const { chromium: executablePath } = await ensure(['chromium']);
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'] });
});
afterAll(async () => {
  await browser?.close();
  await lighttpd?.stop();
  await luigid?.stop();
});

/** jQuery 1.10 tries out whether inline handlers are to be had; a style sheet asks for a font from elsewhere. Nothing depends on either. */
const harmless = ({ directive, blocked, source }: Violation): boolean =>
  (directive === 'script-src-attr' && source.endsWith('/lib/jquery-1.10.0.min.js'))
  || (directive.startsWith('style-src') && blocked.startsWith('https://fonts.googleapis.com/'));

async function visit(fragment: string, look: (page: Page) => Promise<void>): Promise<{ serious: Violation[]; errors: string[] }> {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  await page.addInitScript(`
    window.violations = [];
    document.addEventListener('securitypolicyviolation', (event) => window.violations.push({
      directive: event.effectiveDirective, blocked: event.blockedURI, source: event.sourceFile || '', sample: event.sample }));`);
  await page.goto(`https://127.0.0.1:${lighttpd.peoplePort}/static/visualiser/index.html#${fragment}`);
  await look(page);
  const violations = await page.evaluate('window.violations') as Violation[];
  await context.close();
  return { serious: violations.filter((one) => !harmless(one)), errors };
}

test.each<[string, string, (page: Page) => Promise<void>]>([
  ['the task list', 'tab=tasks', async (page) => { await page.locator('#taskTable td', { hasText: 'Report' }).first().waitFor(); }],
  ['an error', 'tab=tasks', async (page) => {
    await page.locator('button.showError').first().click();
    await page.locator('.modal-body', { hasText: '<b>it broke</b>' }).waitFor();
  }],
  ['the graph as svg', 'tab=graph&taskId=Report_1&visType=svg', async (page) => { await page.locator('#graphPlaceholder svg a, #graphPlaceholder svg circle').first().waitFor({ state: 'attached' }); }],
  ['the graph as d3', 'tab=graph&taskId=Report_1&visType=d3', async (page) => { await page.locator('#mysvg g.node').first().waitFor({ state: 'attached' }); }],
  ['the workers', 'tab=workers', async (page) => { await page.locator('#workerList', { hasText: 'salt=1' }).waitFor(); }],
  ['the resources', 'tab=resources', async (page) => { await page.locator('#resourceList', { hasText: 'cores' }).waitFor(); }],
])('Luigi\'s own page shows %s under the policy, in a real browser', async (_what, fragment, look) => {
  const { serious, errors } = await visit(fragment, look);
  expect({ serious, errors }).toEqual({ serious: [], errors: [] });
});

test('the policy is in force: an inline script or handler that somebody planted does not run', async () => {
  const { serious } = await visit('tab=tasks', async (page) => {
    await page.evaluate(`
      document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.planted = 1">');
      const script = document.createElement('script'); script.textContent = 'window.planted = 2'; document.body.append(script);`);
    await page.waitForFunction('window.violations.filter(({ directive }) => /script-src-(attr|elem)/.test(directive)).length >= 3');
    expect(await page.evaluate('window.planted')).toBeUndefined();
  });
  expect(serious.map(({ directive, blocked }) => [directive, blocked]).sort()).toEqual([['script-src-attr', 'inline'], ['script-src-elem', 'inline']]);
});
