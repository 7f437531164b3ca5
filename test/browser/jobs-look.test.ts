import type { Page } from 'playwright-core';
import { waitFor } from '../../local/process-runner/wait-for';
import { SamplePipeline } from '../../local/sample-pipeline/pipeline';
import { BARRIERS } from '../support/browser/accessible';
import { keepScreenshot, TestBrowser, type Window } from '../support/browser/browser';
import { CONTRASTS } from '../support/browser/readable';
import { slowJobs } from '../support/jobs/slow';
import { startTestService, type TestService } from '../support/service';

const SPOILED = '2026-03-01';
const LONG = '2026-03-02';
const LONG_HEADING = `A-heading-without-a-space-that-goes-on-${'and-on-'.repeat(8)}`;

describe('how jobs look', () => {
  let running: TestService;
  let browser: TestBrowser;
  let failed: string;
  let goingOn: string;
  let ada: Page;

  beforeAll(async () => {
    [running, browser] = await Promise.all([startTestService(), TestBrowser.start()]);
    const pipeline = new SamplePipeline(running.service);
    await pipeline.deliver(SPOILED, 'spoiled');
    await pipeline.deliver(LONG);
    slowJobs(running.service, 0);
    ({ page: ada } = await browser.openAs('ada', running));
    failed = await start('daily-report', { Day: SPOILED, Reason: 'the month ends, and everybody asks for the first of March' });
    await waitFor(async () => await ada.locator('#part-state').innerText() === 'Failed' || undefined, { what: 'the run fails' });
    await waitFor(async () => /1 (?:failed|disabled)/.test(await ada.locator('.tally').innerText()) || undefined, { what: 'the failed task is told' });
    slowJobs(running.service, 30);
    goingOn = await start('shop-report', { Day: LONG, Heading: LONG_HEADING });
    await ada.locator('#part-tasks .box').first().waitFor();
  });
  afterAll(async () => {
    await browser?.stop();
    await running?.stop();
  });

  async function start(job: string, values: Readonly<Record<string, string>>): Promise<string> {
    await ada.goto(`${running.service.url}/jobs/${job}`);
    for (const [label, value] of Object.entries(values)) await ada.getByLabel(label).fill(value);
    if (job === 'shop-report') await ada.getByLabel('Shop').selectOption('london');
    await ada.getByRole('button', { name: 'Review and start' }).click();
    await ada.getByRole('button', { name: 'Start' }).click();
    await ada.waitForURL(/\/runs\/[0-9a-f]{40}$/);
    return new URL(ada.url()).pathname;
  }

  /** Every page of jobs, each with the number of its screenshots. */
  const pages = (): readonly (readonly [name: string, open: (page: Page) => Promise<unknown>])[] => {
    const at = (path: string) => (page: Page) => page.goto(running.service.url + path);
    const filled = async (page: Page, button: string) => {
      await page.goto(`${running.service.url}/jobs/shop-report`);
      await page.getByLabel('Day').fill(LONG);
      await page.getByLabel('Shop').selectOption('london');
      await page.getByLabel('Heading').fill(button === 'mend' ? '' : LONG_HEADING);
      await page.evaluate("document.querySelector('form.form').noValidate = true");
      if (button === 'mend') await page.getByLabel('Day').fill('2001-01-01');
      await page.getByRole('button', { name: 'Review and start' }).click();
      await page.waitForURL('**/confirm');
      if (button === 'start') await page.getByRole('button', { name: 'Start' }).click();
    };
    return [
      ['70-home', at('/')], ['71-jobs', at('/jobs')], ['72-job', at('/jobs/shop-report')], ['73-runs', at('/jobs/shop-report/runs')],
      ['74-confirmation', (page) => filled(page, 'review')], ['75-errors', (page) => filled(page, 'mend')], ['76-twin', (page) => filled(page, 'start')],
      ['77-failed', at(failed)], ['78-going-on', at(goingOn)], ['79-stop', at(`${goingOn}/stop`)], ['80-no-such-run', at(`/jobs/shop-report/runs/${'0'.repeat(40)}`)],
    ];
  };

  async function forEachPage(opened: Window, look: (page: Page, name: string) => Promise<void>): Promise<void> {
    for (const [name, open] of pages()) {
      await open(opened.page);
      const list = opened.page.locator('details.tasks summary');
      if (await list.count() > 0) await list.click();
      await look(opened.page, name);
    }
  }

  test.each(['light', 'dark'] as const)('text stands out by 4.5 to 1 at least, and nothing keeps anybody out (%s)', async (colorScheme) => {
    const opened = await browser.openAs('ada', running, { colorScheme });
    await forEachPage(opened, async (page, name) => {
      await keepScreenshot(page, `${name}-${colorScheme}`, true);
      expect([name, await page.evaluate(CONTRASTS)]).toEqual([name, []]);
      expect([name, await page.evaluate(BARRIERS)]).toEqual([name, []]);
    });
    expect(opened.watched.complaints.filter((complaint) => !/status of (?:404|409|422)/.test(complaint))).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('on a phone, 360 px wide, nothing runs off the side (%s)', async (colorScheme) => {
    const opened = await browser.openAs('ada', running, { viewport: { width: 360, height: 740 }, colorScheme });
    await forEachPage(opened, async (page, name) => {
      await keepScreenshot(page, `${name}-phone-${colorScheme}`, true);
      expect([name, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([name, 360]);
      expect([name, await page.evaluate(BARRIERS)]).toEqual([name, []]);
    });
  });

  test('a page stays where it is while it is kept up to date', async () => {
    const { page } = await browser.openAs('ada', running);
    await page.goto(running.service.url + goingOn);
    await page.locator('details.tasks summary').click();
    await page.evaluate(`(() => {
      window.shifts = 0;
      new PerformanceObserver((list) => { for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifts += entry.value; }).observe({ type: 'layout-shift', buffered: true });
    })()`);
    await page.waitForResponse(/\/live/);
    await page.waitForResponse(/\/live/);
    expect(await page.evaluate('window.shifts')).toBeLessThan(0.02);
    expect(await page.evaluate("document.querySelector('details.tasks').open && document.activeElement.tagName")).toBe('SUMMARY');
  });

  test('what keeps people out is found', async () => {
    const { page } = await browser.open();
    await page.setContent(`<h1>One</h1><h3></h3><input name="a"><a href="/"></a><div role="region" style="overflow:auto;height:9px"><p>long</p></div>
      <input aria-label="b" aria-describedby="nowhere"><i id="c"></i><i id="c"></i><div aria-hidden="true"><button>x</button></div><img src="data:,"><table><tr><td>1</td></tr></table><button style="padding:0;font-size:4px">y</button>`);
    expect((await page.evaluate(BARRIERS) as string[]).map((found) => found.split(': ')[0])).toEqual([
      'no language', 'no title', 'not one main', 'a level of headings is left out', 'an empty heading', 'no label', 'no label', 'no name', 'a region without a name',
      'aria-describedby leads nowhere', 'an id twice', 'focus in what is hidden', 'a picture without words', 'a table without headers', 'scrolls, not by keyboard', 'too small to hit', 'too small to hit', 'too small to hit', 'too small to hit',
    ]);
  });
});
