import type { Page } from 'playwright-core';
import { waitFor } from '../../local/process-runner/wait-for';
import { SamplePipeline } from '../../local/sample-pipeline/pipeline';
import { keepScreenshot, TestBrowser } from '../support/browser/browser';
import { Visualiser } from '../support/browser/visualiser';
import { slowJobs } from '../support/jobs/slow';
import { startTestService, type TestService } from '../support/service';

jest.setTimeout(120_000);

const DAY = '2026-02-03';
const NO_SCRIPT_DAY = '2026-02-04';
const STOPPED_DAY = '2026-02-05';

describe('jobs at a real browser', () => {
  let running: TestService;
  let browser: TestBrowser;
  beforeAll(async () => {
    [running, browser] = await Promise.all([startTestService(), TestBrowser.start()]);
    const pipeline = new SamplePipeline(running.service);
    for (const day of [DAY, NO_SCRIPT_DAY]) await pipeline.deliver(day);
  });
  afterAll(async () => {
    await browser?.stop();
    await running?.stop();
  });

  const started = () => running.decisions().filter(({ method, event, outcome }) => method === 'start-run' && event === 'decision' && outcome === 'allow');
  const runsIn = async (page: Page, job: string): Promise<{ id: string; state: string; parameters: Record<string, unknown> }[]> =>
    (await (await page.request.get(`${running.service.url}/jobs/${job}/runs`, { headers: { accept: 'application/json' } })).json()).runs;
  const state = (page: Page) => page.locator('#part-state').innerText();

  test('an operator picks a job, fills its form, confirms what will run, presses start twice, and watches the one run succeed', async () => {
    slowJobs(running.service, 0.4);
    const { page, watched } = await browser.openAs('ada', running);
    await keepScreenshot(page, '50-home-jobs', true);
    await page.getByRole('link', { name: 'Start daily-report' }).click();
    await keepScreenshot(page, '51-job-form', true);
    // when
    await page.getByLabel('Day').fill(DAY);
    await page.getByLabel('Reason').fill('the board asks for it');
    await page.getByRole('button', { name: 'Review and start' }).click();
    await page.waitForURL('**/jobs/daily-report/confirm');
    await keepScreenshot(page, '52-confirmation', true);
    expect(await page.locator('main').innerText()).toMatch(new RegExp(`Luigi task\\s+report.DailyReport[^]+operators[^]+the board asks for it[^]+Day[^]+day[^]+${DAY}`));
    expect(started()).toEqual([]);
    await page.getByRole('button', { name: 'Start' }).dblclick();
    await page.waitForURL(/\/jobs\/daily-report\/runs\/[0-9a-f]{40}$/);
    // then
    await waitFor(async () => await state(page) === 'Running' || undefined, { what: 'the page says that it runs' });
    await page.locator('#part-tasks .box.busy').first().waitFor();
    await keepScreenshot(page, '53-run-running', true);
    await waitFor(async () => await state(page) === 'Succeeded' || undefined, { what: 'the page says that it succeeded', timeoutMs: 60_000 });
    expect(await page.locator('#announce').textContent()).toBe('Run: Succeeded');
    await waitFor(async () => /report\.DailyReport/.test(await page.locator('#log').innerText()) || undefined, { what: 'the log is there' });
    await waitFor(async () => /^\d+ tasks: \d+ done$/.test(await page.locator('.tally').innerText()) || undefined, { what: 'all tasks are done', timeoutMs: 20_000 });
    await keepScreenshot(page, '54-run-succeeded', true);
    expect(await runsIn(page, 'daily-report')).toHaveLength(1);
    expect(watched.complaints).toEqual([]);

    await page.getByRole('link', { name: 'Open in the visualiser' }).click();
    const visualiser = new Visualiser(page, running.service.url);
    await visualiser.untilLoaded();
    await waitFor(async () => (await visualiser.nodes()).includes('report.DailyReport') || undefined, { what: 'its graph is drawn' });
    await keepScreenshot(page, '55-run-in-visualiser');
  });
});
