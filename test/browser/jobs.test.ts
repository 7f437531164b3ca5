import type { Page } from 'playwright-core';
import { waitFor } from '../../local/process-runner/wait-for';
import { SamplePipeline } from '../../local/sample-pipeline/pipeline';
import { keepScreenshot, TestBrowser } from '../support/browser/browser';
import { Visualiser } from '../support/browser/visualiser';
import { slowJobs } from '../support/jobs/slow';
import { startTestService, type TestService } from '../support/service';

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
  /** From a job's form, as filled in, to the run that is started. */
  const start = async (page: Page): Promise<void> => {
    await page.getByRole('button', { name: 'Review and start' }).click();
    await page.getByRole('button', { name: 'Start' }).click();
  };
  /** A run that is left behind would keep others of its job waiting. */
  const stop = async (page: Page, run: string): Promise<void> => {
    await page.goto(`${run}/stop`);
    await page.getByRole('button', { name: 'Stop the run' }).click();
    await page.waitForURL(run);
  };

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
    await waitFor(async () => await state(page) === 'Succeeded' || undefined, { what: 'the page says that it succeeded' });
    expect(await page.locator('#announce').textContent()).toBe('Run: Succeeded');
    await waitFor(async () => /report\.DailyReport/.test(await page.locator('#log').innerText()) || undefined, { what: 'the log is there' });
    await waitFor(async () => /^\d+ tasks: \d+ done$/.test(await page.locator('.tally').innerText()) || undefined, { what: 'all tasks are done' });
    await keepScreenshot(page, '54-run-succeeded', true);
    expect(await runsIn(page, 'daily-report')).toHaveLength(1);
    expect(watched.complaints).toEqual([]);

    await page.getByRole('link', { name: 'Open in the visualiser' }).click();
    const visualiser = new Visualiser(page, running.service.url);
    await visualiser.untilLoaded();
    await waitFor(async () => (await visualiser.nodes()).includes('report.DailyReport') || undefined, { what: 'its graph is drawn' });
    await keepScreenshot(page, '55-run-in-visualiser');
  });

  test('without script all of it works: start, reading how it went, stop with a question before, and running it again', async () => {
    slowJobs(running.service, 0.4);
    const { page } = await browser.openAs('grace', running, { javaScriptEnabled: false });
    await page.getByRole('link', { name: 'Start shop-report' }).click();
    await page.getByLabel('Day').fill(NO_SCRIPT_DAY);
    await page.getByLabel('By product').check();
    await page.getByRole('button', { name: 'Review and start' }).click();
    await page.waitForURL('**/confirm');
    expect(await page.locator('table.values').innerText()).toMatch(/Day day\s+2026-02-04\s+Shop shop\s+london\s+Heading heading\s+Orders\s+By product by_product\s+yes/);
    // when: what was confirmed is changed
    await page.getByRole('button', { name: 'Change' }).click();
    expect(await page.getByLabel('Day').inputValue()).toBe(NO_SCRIPT_DAY);
    expect(await page.getByLabel('By product').isChecked()).toBe(true);
    await page.getByLabel('Heading').fill('<img src=x onerror=alert(1)> "it\'s"');
    await page.getByRole('button', { name: 'Review and start' }).click();
    await page.getByRole('button', { name: 'Start' }).dblclick();
    await page.waitForURL(/\/runs\/[0-9a-f]{40}$/);
    const address = page.url();
    await keepScreenshot(page, '56-run-without-script', true);
    expect(await page.locator('noscript').first().innerHTML()).toContain('http-equiv');
    // then: the page loads itself again
    await waitFor(async () => await page.locator('#part-state').innerText().catch(() => '') === 'Succeeded' || undefined, { what: 'the page has loaded itself again' });
    expect(await page.locator('main').innerText()).toContain('<img src=x onerror=alert(1)> "it\'s"');
    expect(await runsIn(page, 'shop-report')).toHaveLength(1);

    slowJobs(running.service, 20);
    await page.goto(`${running.service.url}/jobs/shop-report`);
    await page.getByLabel('Day').fill(STOPPED_DAY);
    await start(page);
    await page.waitForURL(/\/runs\/[0-9a-f]{40}$/);
    expect(page.url()).not.toBe(address);
    await page.getByRole('link', { name: 'Stop…' }).click();
    await keepScreenshot(page, '57-stop', true);
    await page.getByRole('button', { name: 'Stop the run' }).click();
    await page.waitForURL(/\/runs\/[0-9a-f]{40}$/);
    expect(await page.locator('main').innerText()).toMatch(/Stopped[^]+stopped by user:grace@example\.com/);
    await keepScreenshot(page, '58-stopped', true);
    slowJobs(running.service, 0);
    await new SamplePipeline(running.service).deliver(STOPPED_DAY);
    await page.getByRole('button', { name: 'Run again from where it was' }).click();
    await waitFor(async () => await page.locator('#part-state').innerText().catch(() => '') === 'Succeeded' || undefined, { what: 'it went on' });
  });

  test('who may start one shop is offered no other, and a form made up for another is refused where it stands', async () => {
    const { page } = await browser.openAs('grace', running);
    expect(await page.locator('.jobs').innerText()).not.toContain('daily-report');
    await page.goto(`${running.service.url}/jobs/shop-report`);
    expect(await page.getByLabel('Shop').locator('option').allTextContents()).toEqual(['london']);
    await page.getByLabel('Day').fill('2026-02-06');
    await page.evaluate(`(() => {
      const option = document.querySelector('#field-shop option');
      option.value = option.textContent = 'berlin';
    })()`);
    await page.getByRole('button', { name: 'Review and start' }).click();
    await page.waitForURL('**/confirm');
    const errors = page.getByRole('alert').first();
    expect(await errors.innerText()).toMatch(/Nothing was started[^]+Shop: expected london, which is what you may ask for/);
    expect(await page.evaluate('document.activeElement.id')).toBe('errors');
    expect(await page.getByLabel('Day').inputValue()).toBe('2026-02-06');
    expect(await page.getByLabel('Shop').getAttribute('aria-invalid')).toBe('true');
    expect((await runsIn(page, 'shop-report')).every(({ parameters }) => parameters.shop === 'london')).toBe(true);
    expect((await page.goto(`${running.service.url}/jobs/daily-report`))?.status()).toBe(404);
    await keepScreenshot(page, '59-no-such-job', true);
  });

  test('what is wrong stands before the form, leads to its fields, and keeps what was typed', async () => {
    const { page } = await browser.openAs('ada', running);
    await page.goto(`${running.service.url}/jobs/shop-report`);
    // The browser itself asks for what is missing: what gets past it is what counts here.
    await page.evaluate("document.querySelector('form.form').noValidate = true");
    await page.evaluate("(() => { const field = document.getElementById('field-heading'); field.removeAttribute('maxlength'); field.value = 'x'.repeat(101); })()");
    await page.getByRole('button', { name: 'Review and start' }).click();
    await page.waitForURL('**/confirm');
    await keepScreenshot(page, '60-errors', true);
    expect(await page.title()).toBe('Error: shop-report');
    const links = page.locator('#errors a');
    expect(await links.allTextContents()).toEqual(['Day: is missing, expected a value', 'Shop: is missing, expected a value', 'Heading: expected at most 100 characters']);
    await links.last().click();
    expect(await page.evaluate('document.activeElement.id')).toBe('field-heading');
    expect(await page.getByLabel('Heading').inputValue()).toBe('x'.repeat(101));
    const told = await page.getByLabel('Heading').getAttribute('aria-describedby');
    expect(await page.locator(`#${told?.split(' ').at(-1)}`).textContent()).toBe('Expected at most 100 characters.');
  });

  test('a twin that runs is told with the way to it', async () => {
    await new SamplePipeline(running.service).deliver('2026-02-07');
    slowJobs(running.service, 20);
    const { page } = await browser.openAs('ada', running);
    const begin = async () => {
      await page.goto(`${running.service.url}/jobs/shop-report`);
      await page.getByLabel('Day').fill('2026-02-07');
      await page.getByLabel('Shop').selectOption('boston');
      await start(page);
      await page.waitForURL(/\/runs(?:\/[0-9a-f]{40})?$/);
    };
    await begin();
    const first = page.url();
    await begin();
    await keepScreenshot(page, '61-twin', true);
    expect(await page.locator('main').innerText()).toMatch(/This runs already[^]+Nothing was done now/);
    await page.getByRole('link', { name: 'Open that run' }).click();
    await page.waitForURL(first);
    await page.goto(running.service.url);
    await keepScreenshot(page, '62-home-with-runs', true);
    await page.goto(`${running.service.url}/jobs/shop-report`);
    await keepScreenshot(page, '63-job-with-runs', true);
    await stop(page, first);
  });

  test('from a run another is started: its values stand in the form, to be changed', async () => {
    slowJobs(running.service, 0);
    await new SamplePipeline(running.service).deliver('2026-02-13');
    const { page, watched } = await browser.openAs('grace', running);
    await page.goto(`${running.service.url}/jobs/shop-report`);
    await page.getByLabel('Day').fill('2026-02-13');
    await page.getByLabel('Heading').fill('Orders & "returns"');
    await page.getByLabel('By product').check();
    await page.getByLabel('Reason').fill('the first time');
    await start(page);
    await waitFor(async () => await state(page) === 'Succeeded' || undefined, { what: 'the first run succeeded', timeoutMs: 60_000 });
    const first = page.url();
    // when
    await page.getByRole('link', { name: 'Start another' }).click();
    await page.waitForURL(`${first}/again`);
    // then
    await keepScreenshot(page, '66-start-another', true);
    expect(await page.getByLabel('Day').inputValue()).toBe('2026-02-13');
    expect(await page.getByLabel('Shop').inputValue()).toBe('london');
    expect(await page.getByLabel('Heading').inputValue()).toBe('Orders & "returns"');
    expect(await page.getByLabel('By product').isChecked()).toBe(true);
    expect(await page.getByLabel('Reason').inputValue()).toBe('');
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.getByLabel('Heading').fill('Orders');
    await start(page);
    await page.waitForURL(/\/runs\/[0-9a-f]{40}$/);
    expect(page.url()).not.toBe(first);
    const values = Object.fromEntries((await runsIn(page, 'shop-report')).map(({ id, parameters }) => [id, parameters]));
    expect([first, page.url()].map((address) => values[address.split('/').at(-1) ?? ''])).toEqual([
      { day: '2026-02-13', shop: 'london', heading: 'Orders & "returns"', by_product: true },
      { day: '2026-02-13', shop: 'london', heading: 'Orders', by_product: true },
    ]);
    await waitFor(async () => await state(page) === 'Succeeded' || undefined, { what: 'the other run succeeded', timeoutMs: 60_000 });
    expect(watched.complaints).toEqual([]);
  });

  test('a session that ends while a run is watched is said, with the way to sign in again', async () => {
    await new SamplePipeline(running.service).deliver('2026-02-08');
    const { page, watched } = await browser.openAs('ada', running);
    await page.goto(`${running.service.url}/jobs/daily-report`);
    slowJobs(running.service, 20);
    await page.getByLabel('Day').fill('2026-02-08');
    await page.getByLabel('Reason').fill('to be watched');
    await start(page);
    await waitFor(async () => await state(page) === 'Running' || undefined, { what: 'it runs' });
    const address = page.url();
    await page.getByRole('link', { name: 'Stop…' }).click();
    await page.goBack();
    await page.context().clearCookies();
    const link = page.locator('#notice a');
    await link.waitFor();
    expect(await page.locator('#notice').innerText()).toContain('Your session has ended');
    await keepScreenshot(page, '64-session-ended', true);
    expect(await link.getAttribute('href')).toBe(new URL(address).pathname);
    expect(watched.complaints).toEqual([]);
    const { page: other } = await browser.openAs('ada', running);
    await stop(other, address);
  });

  test('with the keyboard alone a job is started and its run reached', async () => {
    slowJobs(running.service, 0);
    const { page } = await browser.openAs('grace', running);
    await new SamplePipeline(running.service).deliver('2026-02-09');
    const to = async (name: string) => {
      for (let presses = 0; presses < 40; presses += 1) {
        const at = await page.evaluate("(() => { const e = document.activeElement; return (e.labels && e.labels[0] ? e.labels[0].textContent : e.getAttribute('aria-label') || e.textContent).trim(); })()");
        if (at === name) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`no way to ${name}`);
    };
    await to('Start shop-report');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/jobs/shop-report');
    await to('Day');
    await page.keyboard.type('02092026');
    await to('Heading optional');
    await page.keyboard.type(' by keys');
    await to('By product');
    await page.keyboard.press('Space');
    await to('Review and start');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/confirm');
    expect(await page.locator('table.values').innerText()).toMatch(/2026-02-09[^]+london[^]+by keys[^]+yes/);
    await to('Start');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/runs\/[0-9a-f]{40}$/);
    await waitFor(async () => await state(page) === 'Succeeded' || undefined, { what: 'it succeeded' });
  });

  test('what a run is asked and what it logs stays text while it is watched', async () => {
    slowJobs(running.service, 0);
    const { page, watched } = await browser.openAs('grace', running);
    await new SamplePipeline(running.service).deliver('2026-02-10');
    await page.goto(`${running.service.url}/jobs/shop-report`);
    await page.getByLabel('Day').fill('2026-02-10');
    await page.getByLabel('Heading').fill('</pre><img src=/no/such onerror=alert(1)><b>bold');
    await start(page);
    await waitFor(async () => /ShopReport\(.*<b>bold/.test(await page.locator('#log').innerText().catch(() => '')) || undefined, { what: 'the log tells the heading' });
    expect(await page.locator('#log :not(span):not(time), table b, #watch img').count()).toBe(0);
    // tasks outside of her view have a state, and no name
    await page.locator('details.tasks summary').click();
    expect(await page.locator('details.tasks').innerText()).toContain('a task that you may not view');
    expect(await page.locator('#part-tasks').innerText()).not.toMatch(/etl\.|ingest\./);
    await keepScreenshot(page, '65-run-of-an-analyst', true);
    expect(watched.complaints).toEqual([]);
  });

  test('the log follows its end, unless somebody reads further up', async () => {
    slowJobs(running.service, 0.5);
    const { page } = await browser.openAs('ada', running, { viewport: { width: 1280, height: 600 } });
    await new SamplePipeline(running.service).deliver('2026-02-11');
    await page.goto(`${running.service.url}/jobs/daily-report`);
    await page.getByLabel('Day').fill('2026-02-11');
    await page.getByLabel('Reason').fill('to be read');
    await start(page);
    const log = () => page.evaluate("(() => { const log = document.getElementById('log'); return log === null ? [0, 0, 0] : [log.childElementCount, log.scrollTop, log.scrollHeight - log.scrollTop - log.clientHeight]; })()") as Promise<[number, number, number]>;
    const [many] = await waitFor(async () => { const now = await log(); return now[0] > 40 && now[1] > 0 ? now : undefined; }, { what: 'the log has begun' });
    const grown = await waitFor(async () => { const now = await log(); return now[0] > many ? now : undefined; }, { what: 'the log goes on' });
    expect(grown[2]).toBeLessThan(3);
    // when
    await page.evaluate("document.getElementById('log').scrollTop = 40");
    const [later, at] = await waitFor(async () => { const now = await log(); return now[0] > grown[0] ? now : undefined; }, { what: 'more is logged' });
    expect([later > grown[0], at]).toEqual([true, 40]);
  });

  test('a service that does not answer is said while a run is watched, and so is that it is back', async () => {
    slowJobs(running.service, 20);
    const { page } = await browser.openAs('ada', running);
    await new SamplePipeline(running.service).deliver('2026-02-12');
    await page.goto(`${running.service.url}/jobs/shop-report`);
    await page.getByLabel('Day').fill('2026-02-12');
    await page.getByLabel('Shop').selectOption('berlin');
    await start(page);
    await waitFor(async () => await state(page) === 'Running' || undefined, { what: 'it runs' });
    await page.route('**/live*', (route) => route.abort());
    await page.locator('#notice', { hasText: 'does not answer' }).waitFor();
    await page.unroute('**/live*');
    await page.locator('#notice').waitFor({ state: 'hidden', timeout: 30_000 });
    // when: it is stopped by somebody, and run again by a button that is pressed twice
    const { page: other } = await browser.openAs('ada', running);
    await stop(other, page.url());
    await waitFor(async () => await state(page) === 'Stopped' || undefined, { what: 'the page says that it was stopped' });
    slowJobs(running.service, 0);
    await page.getByRole('button', { name: 'Run again from where it was' }).dblclick();
    await waitFor(async () => await state(page).catch(() => '') === 'Succeeded' || undefined, { what: 'it went on' });
    const asked = running.decisions().filter(({ method, event, run }) => method === 'redrive-run' && event === 'decision' && page.url().endsWith(`/${run}`));
    expect(asked).toHaveLength(1);
  });
});
