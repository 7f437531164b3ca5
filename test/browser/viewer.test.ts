import { keepScreenshot, signIn, TestBrowser } from '../support/browser/browser';
import { Visualiser } from '../support/browser/visualiser';
import { type FailedDay, runFailedDay } from '../support/failed-day';
import { startTestService, type TestService } from '../support/service';
import { workerTells } from '../support/worker-lane';

const GRACE = 'user:grace@example.com';
const FAILED_REPORT = 'report.Late_x_0123456789';
const DISABLED_REPORT = 'report.Stuck_x_0123456789';
/** Families, ids, shops and messages of what grace may not see; and of what only sounds like hers. */
const FORBIDDEN = /etl\.|ingest\.|CleanOrders|OrdersInEuro|RawFile|ExchangeRates|StockCount|london|paris|reporting\.Secret|a secret of another family/i;

describe('a viewer of some families at a real browser', () => {
  let running: TestService;
  let browser: TestBrowser;
  let failed: FailedDay;
  beforeAll(async () => {
    [running, browser] = await Promise.all([startTestService(), TestBrowser.start()]);
    failed = await runFailedDay(running);
    const task = async (id: string, family: string, status: string, more: object = {}) => {
      await workerTells(running.service, 'add_task', { task_id: id, worker: 'loader-host-7', family, status: 'PENDING', ...more });
      await workerTells(running.service, 'add_task', { task_id: id, worker: 'loader-host-7', family, status, expl: '"too late"', ...more });
    };
    await task(FAILED_REPORT, 'report.Late', 'FAILED');
    await task(DISABLED_REPORT, 'report.Stuck', 'FAILED', { retry_policy_dict: { retry_count: 1, disable_window: 86_400 } });
    await task('reporting.Secret_x_0123456789', 'reporting.Secret', 'FAILED');
    await workerTells(running.service, 'set_task_status_message', { task_id: 'reporting.Secret_x_0123456789', status_message: 'a secret of another family' });
  });
  afterAll(async () => {
    await browser?.stop();
    await running?.stop();
  });

  const task = async (id: string) => (await running.luigid('task_list') as Record<string, { status: string } | undefined>)[id];

  test('home says what she may see, and that she operates nothing', async () => {
    const { page, watched } = await browser.openAs('grace', running);
    await keepScreenshot(page, '11-home-viewer', true);
    const text = await page.locator('main').innerText();
    expect(text).toMatch(/You may see\s+report\.\*/);
    expect(text).toMatch(/You may operate\s+No tasks/);
    expect(watched.complaints).toEqual([]);
  });

  test('sees her families in every list and graph, and nothing of any other, neither on the page nor in any answer to it', async () => {
    const { page, watched } = await browser.openAs('grace', running);
    const visualiser = new Visualiser(page, running.service.url);
    await visualiser.open();
    await keepScreenshot(page, '12-task-list-viewer');
    expect([...new Set(await visualiser.families())].sort()).toEqual(
      ['report.BestSellers', 'report.DailyReport', 'report.Late', 'report.Reorder', 'report.Revenue', 'report.Stuck']);
    const shown: string[] = [await page.content()];
    for (const tab of ['workers', 'resources', 'tasks'] as const) {
      await visualiser.tab(tab);
      shown.push(await page.content());
    }
    for (const kind of ['svg', 'd3'] as const) {
      await visualiser.openGraph(failed.report, kind, 7);
      await keepScreenshot(page, kind === 'svg' ? '13-graph-viewer' : '14-graph-viewer-d3');
      expect(await visualiser.nodes()).toEqual(
        ['report.BestSellers', 'report.DailyReport', 'report.Reorder', 'report.Revenue', 'restricted', 'restricted', 'restricted']);
      shown.push(await page.content());
    }
    const told = await watched.bodies();
    expect(told).toContain('report.BestSellers');
    expect([FORBIDDEN.exec(shown.join('\n')), FORBIDDEN.exec(told)]).toEqual([null, null]);
    expect(watched.complaints).toEqual([]);
  });

  test('presses the button that re-enables: it is refused, nothing changes, the page says why, and the record has it', async () => {
    expect((await task(DISABLED_REPORT))?.status).toBe('DISABLED');
    const { page, watched } = await browser.openAs('grace', running);
    const visualiser = new Visualiser(page, running.service.url);
    await visualiser.open();
    await visualiser.filter('report.Stuck');
    const button = visualiser.row('report.Stuck').locator('.re-enable-button');
    await button.click();
    const notice = page.getByRole('alert');
    await notice.waitFor();
    await keepScreenshot(page, '15-refused');
    expect(await notice.innerText()).toMatch(/The service refused this\. .*operate/);
    // The button stays: nothing was done.
    expect(await button.isVisible()).toBe(true);
    expect((await task(DISABLED_REPORT))?.status).toBe('DISABLED');
    const refused = await running.decision((record) => record.method === 're_enable_task' && record.principal === GRACE);
    expect(refused).toMatchObject({ outcome: 'deny', reason: 'not-granted', taskId: DISABLED_REPORT, family: 'report.Stuck', change: true, status: 403 });
    // The refusal itself is the only thing that the browser notes.
    expect(watched.complaints).toEqual([expect.stringContaining('403')]);
    await notice.getByRole('button', { name: 'Close' }).click();
    await notice.waitFor({ state: 'hidden' });
  });

  test.each([
    ['forgive_failures', '.forgiveFailures'],
    ['mark_as_done', '.markAsDone'],
  ])('is refused %s by the page\'s own button', async (method, selector) => {
    const { page } = await browser.openAs('grace', running);
    const visualiser = new Visualiser(page, running.service.url);
    await visualiser.open();
    await visualiser.filter('report.Late');
    await visualiser.row('report.Late').locator(selector).click();
    await page.getByRole('alert').waitFor();
    expect((await task(FAILED_REPORT))?.status).toBe('FAILED');
    await running.decision((record) => record.method === method && record.principal === GRACE && record.outcome === 'deny');
  });

  test('is refused the switch that pauses all', async () => {
    const { page } = await browser.openAs('grace', running);
    await new Visualiser(page, running.service.url).open();
    await page.locator('#pause-form .toggle').click();
    await page.getByRole('alert').waitFor();
    expect(await running.luigid('is_paused')).toEqual({ paused: false });
  });

  test('somebody whom no mapping names is told so, by home and by the visualiser, and sees no task', async () => {
    const { page, watched } = await browser.open();
    await page.goto(running.service.url);
    await signIn(page, 'alan');
    await page.waitForURL(`${running.service.url}/`);
    await keepScreenshot(page, '16-home-nobody', true);
    const text = await page.locator('main').innerText();
    expect(text).toContain('no access has been given to you yet');
    expect(text).toContain('user:alan@example.com');
    expect(await page.getByRole('link', { name: 'Open the task visualiser' }).count()).toBe(0);
    expect(watched.complaints).toEqual([]);
    await page.goto(`${running.service.url}/static/visualiser/index.html`);
    await page.getByRole('alert').waitFor();
    await keepScreenshot(page, '17-visualiser-nobody');
    expect(await page.getByRole('alert').innerText()).toContain('No access mapping');
    expect(FORBIDDEN.exec(await watched.bodies())).toBeNull();
    await page.getByRole('alert').getByRole('link', { name: 'Why not?' }).click();
    await page.getByRole('heading', { name: 'No, you may not' }).waitFor();
  });
});
