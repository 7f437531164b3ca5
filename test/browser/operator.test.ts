import { waitFor } from '../../local/process-runner/wait-for';
import { LUIGI_ENDED } from '../../local/sample-pipeline/pipeline';
import { keepScreenshot, signIn, TestBrowser } from '../support/browser/browser';
import { Visualiser } from '../support/browser/visualiser';
import { type FailedDay, runFailedDay } from '../support/failed-day';
import { startTestService, type TestService } from '../support/service';
import { workerTells } from '../support/worker-lane';

const ADA = 'user:ada@example.com';
const WORKER = 'loader-host-7';

describe('an operator at a real browser', () => {
  let running: TestService;
  let browser: TestBrowser;
  let failed: FailedDay;
  beforeAll(async () => {
    [running, browser] = await Promise.all([startTestService(), TestBrowser.start()]);
    failed = await runFailedDay(running);
  });
  afterAll(async () => {
    await browser?.stop();
    await running?.stop();
  });

  const task = async (id: string) => (await running.luigid('task_list') as Record<string, { status: string } | undefined>)[id];
  const recorded = (method: string, event: 'decision' | 'result') =>
    running.decision((record) => record.method === method && record.event === event && record.principal === ADA, { what: `${method} has its ${event}` });

  async function plant(name: string, more: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const id = `etl.${name}_x_0123456789`;
    await workerTells(running.service, 'add_task', { task_id: id, worker: WORKER, family: `etl.${name}`, params: { day: '2026-11-20' }, status: 'PENDING', ...more });
    return id;
  }

  async function visualiser(): Promise<Visualiser & { complaints: readonly string[] }> {
    const { page, watched } = await browser.openAs('ada', running);
    const opened = new Visualiser(page, running.service.url);
    await opened.open();
    return Object.assign(opened, { complaints: watched.complaints });
  }

  test('signs in at the front door by the provider\'s form, and comes to a page that says what she may do', async () => {
    const { page, watched } = await browser.open();
    await page.goto(running.service.url);
    expect(new URL(page.url()).origin).toBe(new URL(running.service.issuer).origin);
    await keepScreenshot(page, '01-sign-in', true);
    await signIn(page, 'ada');
    await page.waitForURL(`${running.service.url}/`);
    await keepScreenshot(page, '02-home-operator', true);
    expect(await page.locator('h1').textContent()).toBe('Hello, Ada Lovelace');
    expect(await page.locator('main').innerText()).toMatch(/You may operate\s+everything/);
    await page.getByRole('link', { name: 'Open the task visualiser' }).click();
    await new Visualiser(page, running.service.url).untilLoaded();
    expect(watched.complaints).toEqual([]);
  });

  test('sees every task of the day with its state, without any complaint of the browser', async () => {
    const list = await visualiser();
    await keepScreenshot(list.page, '03-task-list');
    expect(await list.count('DISABLED')).toBe(1);
    expect(await list.count('DONE')).toBeGreaterThan(3);
    await list.filter('report.DailyReport');
    // Luigi's page lists a waiting task twice where its answers come in another order than it asked.
    expect([...new Set(await list.families())]).toEqual(['report.DailyReport']);
    expect(list.complaints).toEqual([]);
  });

  test.each(['svg', 'd3'] as const)('sees the graph of the report drawn (%s), without any complaint of the browser', async (kind) => {
    const graph = await visualiser();
    await graph.openGraph(failed.report, kind, 16);
    await keepScreenshot(graph.page, kind === 'svg' ? '04-graph' : '05-graph-d3');
    expect([...new Set(await graph.nodes())]).toEqual([
      'etl.CleanOrders', 'etl.OrdersInEuro', 'etl.ProductSales', 'ingest.ExchangeRates', 'ingest.RawFile', 'ingest.StockCount',
      'report.BestSellers', 'report.DailyReport', 'report.Reorder', 'report.Revenue',
    ]);
    expect(graph.complaints).toEqual([]);
  });

  test('reads the error of what failed', async () => {
    const list = await visualiser();
    await list.filter('DISABLED');
    await list.row('etl.CleanOrders').locator('.showError').first().click();
    await list.page.locator('#errorModal.in').waitFor();
    await keepScreenshot(list.page, '06-error-trace');
    expect(await list.page.locator('#errorModal pre').first().textContent()).toContain('expected a number such as 107.40');
    expect(list.complaints).toEqual([]);
  });

  test('re-enables what failed with the page\'s own button: the scheduler has it, the record names her, and the pipeline finishes', async () => {
    expect((await task(failed.broken))?.status).toBe('DISABLED');
    const list = await visualiser();
    await list.filter('DISABLED');
    const button = list.row('etl.CleanOrders').locator('.re-enable-button');
    await button.click();
    await button.waitFor({ state: 'detached' });
    await keepScreenshot(list.page, '07-re-enabled');
    expect((await task(failed.broken))?.status).toBe('FAILED');
    const decision = await recorded('re_enable_task', 'decision');
    expect(decision).toMatchObject({ outcome: 'allow', mapping: 'operators', change: true, taskId: failed.broken, family: 'etl.CleanOrders', session: 'cookie' });
    expect(await recorded('re_enable_task', 'result')).toMatchObject({ status: 200, requestId: decision.requestId });
    await failed.pipeline.mend(failed.day);
    expect(await failed.pipeline.work(failed.day)).toBe(LUIGI_ENDED.ok);
    expect(list.complaints).toEqual([]);
  });

  test.each([
    ['forgive_failures', 'ToForgive', '.forgiveFailures', 'PENDING'],
    ['mark_as_done', 'ToMark', '.markAsDone', 'DONE'],
  ])('%s by the page\'s own button', async (method, name, selector, after) => {
    const id = await plant(name);
    await workerTells(running.service, 'add_task', { task_id: id, worker: WORKER, status: 'FAILED', expl: '"it broke"' });
    expect((await task(id))?.status).toBe('FAILED');
    const list = await visualiser();
    await list.filter(name);
    const button = list.row(name).locator(selector);
    await button.click();
    await button.waitFor({ state: 'detached' });
    expect((await task(id))?.status).toBe(after);
    expect(await recorded(method, 'decision')).toMatchObject({ outcome: 'allow', taskId: id, family: `etl.${name}` });
    expect(list.complaints).toEqual([]);
  });

  test('pauses the scheduler and lets it go on, by the page\'s own switch', async () => {
    const list = await visualiser();
    const toggle = list.page.locator('#pause-form .toggle');
    const paused = async () => (await running.luigid('is_paused') as { paused: boolean }).paused;
    await toggle.click();
    await waitFor(paused, { what: 'the scheduler is paused' });
    await keepScreenshot(list.page, '08-paused');
    await toggle.click();
    await waitFor(async () => !await paused(), { what: 'the scheduler goes on' });
    expect(await recorded('pause', 'decision')).toMatchObject({ outcome: 'allow', mapping: 'operators' });
    expect(await recorded('unpause', 'decision')).toMatchObject({ outcome: 'allow' });
    expect(list.complaints).toEqual([]);
  });

  test('sees workers and resources, and changes both', async () => {
    await workerTells(running.service, 'add_worker', { worker: WORKER, info: [['workers', 3], ['first_task', 'etl.Loading_x_0123456789']] });
    await workerTells(running.service, 'update_resources', { database: 4 });
    await plant('Loading', { resources: { database: 1 } });
    await workerTells(running.service, 'get_work', { worker: WORKER, host: 'loader-host', current_tasks: [] });
    const list = await visualiser();

    await list.tab('workers');
    const box = list.page.locator('#workerList .box', { hasText: WORKER });
    await keepScreenshot(list.page, '09-workers');
    await box.locator('.btn-set-workers').click();
    await box.locator('#btn-increment-workers').click();
    await box.locator('#label-n-workers', { hasText: '4' }).waitFor();
    expect(await recorded('set_worker_processes', 'result')).toMatchObject({ status: 200, worker: WORKER });

    await list.tab('resources');
    const resource = list.page.locator('#resourceList .box', { hasText: 'database' });
    await keepScreenshot(list.page, '10-resources');
    await resource.locator('.dropdown-toggle').click();
    await resource.locator('.btn-increment-resources').click();
    // Nothing of it is used: the bar has no width.
    await resource.locator('.progress-bar', { hasText: '/5' }).waitFor({ state: 'attached' });
    const known = await running.luigid('resource_list') as { name: string; num_total: number }[];
    expect(known.find(({ name }) => name === 'database')?.num_total).toBe(5);

    await list.tab('workers');
    await box.locator('.btn-disable-worker').click();
    await list.page.locator('#disableWorkerButton').click();
    await recorded('disable_worker', 'result');
    const workers = await running.luigid('worker_list') as { name: string; state: string }[];
    expect(workers.find(({ name }) => name === WORKER)?.state).toBe('disabled');
    expect(list.complaints).toEqual([]);
  });
});
