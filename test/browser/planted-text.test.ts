import type { Page } from 'playwright-core';
import { waitFor } from '../../local/process-runner/wait-for';
import { keepScreenshot, TestBrowser } from '../support/browser/browser';
import { Visualiser } from '../support/browser/visualiser';
import { startTestService, type TestService } from '../support/service';
import { workerTells } from '../support/worker-lane';

const ADA = 'user:ada@example.com';
const WORKER = 'hostile-worker';
const FAMILY = 'etl.Planted';
/** Done by whichever planted text gets to change anything. */
const VICTIM = 'etl.Victim_x_0123456789';
const arm = (data: object) => encodeURIComponent(JSON.stringify(data));
const PAUSE = `/api/pause?data=${arm({})}`;
const MARK = `/api/mark_as_done?data=${arm({ task_id: VICTIM })}`;

/** Text that a worker, or whoever feeds a pipeline text, may write wherever it writes anything. */
const HOSTILE: Readonly<Record<string, string>> = {
  'an image': `<img src="${PAUSE}"><img src=${MARK}>`,
  'an image that fails': '<img src=x onerror="window.ran=1"><svg onload="window.ran=1"></svg>',
  'a script': '<script>window.ran = 1; $.getJSON("/api/pause")</script>',
  // jQuery fetches such a script itself, by a background call that looks like one of the page's own.
  'a script that is a change': `<script src="${PAUSE}"></script><script src="${MARK}"></script>`,
  'a style sheet that is a change': `<link rel="stylesheet" href="${PAUSE}"><style>@import "${MARK}"; body { background: url("${PAUSE}") }</style>`,
  'a frame': `<iframe src="${PAUSE}"></iframe><iframe srcdoc="<script>parent.ran=1</script>"></iframe><object data="${MARK}"></object><embed src="${MARK}">`,
  'a refresh': `<meta http-equiv="refresh" content="0; url=${PAUSE}">`,
};

describe('text that a worker wrote, before an operator\'s eyes', () => {
  let running: TestService;
  let browser: TestBrowser;
  let page: Page;
  let visualiser: Visualiser;
  const ran: string[] = [];
  beforeAll(async () => {
    // What is planted is looked at within the second for which an answer is shared.
    const unshared = { env: { gateway: { GATEWAY_SHARED_ANSWER_MILLISECONDS: '0' } } };
    [running, browser] = await Promise.all([startTestService(unshared), TestBrowser.start()]);
    await workerTells(running.service, 'add_task', { task_id: VICTIM, worker: WORKER, family: 'etl.Victim', status: 'PENDING' });
    ({ page } = await browser.openAs('ada', running));
    // Told at once and by every tab, so that a page that is left can't take with it what it ran.
    await page.context().addInitScript('Object.defineProperty(window, "ran", { set: () => console.info("a planted script ran") })');
    page.context().on('console', (message) => { if (message.text() === 'a planted script ran') ran.push(message.page()?.url() ?? ''); });
    visualiser = new Visualiser(page, running.service.url);
  });
  afterEach(() => page.unrouteAll());
  afterAll(async () => {
    await browser?.stop();
    await running?.stop();
  });

  /** A failed task that carries the text everywhere. One task for all tests: each finds its own text alone. */
  async function plant(text: string, trackingUrl = 'https://example.com/'): Promise<string> {
    const id = `${FAMILY}_x_0123456789`;
    const about = {
      task_id: id, worker: WORKER, family: FAMILY, params: { note: text }, display_name: text, resources: { [text]: 1 }, tracking_url: trackingUrl,
    };
    await workerTells(running.service, 'add_task', { ...about, status: 'PENDING' });
    await workerTells(running.service, 'set_task_status_message', { task_id: id, status_message: text });
    await workerTells(running.service, 'add_task', { ...about, status: 'FAILED', expl: JSON.stringify(text) });
    await visualiser.open();
    await visualiser.filter(FAMILY);
    return id;
  }

  async function openStatusMessage(): Promise<void> {
    await visualiser.row(FAMILY).locator('.statusMessage').click();
    await page.locator('#statusMessageModal.in').waitFor();
    // The dialog puts the message in as HTML each time that it asks for it: once the third answer is asked for, the second is shown.
    for (let times = 0; times < 3; times += 1) await page.waitForResponse((response) => response.url().includes('/get_task_status_message'));
  }

  /** What ada's browser brought about: nothing, if all is well. */
  async function expectNothingHappened(): Promise<void> {
    // A turn of the page's own loop: what a click or a text sets off at once has been done by then.
    await waitFor(async () => {
      // Where the click led elsewhere, the page may be left in the middle of this.
      await page.waitForLoadState();
      await page.evaluate('new Promise((resolve) => { requestAnimationFrame(() => setTimeout(resolve)); })');
      return true;
    }, { what: 'the page is at rest' });
    for (const tab of page.context().pages()) if (tab !== page) await tab.close();
    // Every request so far has its record once one that comes later has.
    const later = await (await running.login('ada')).request('/nowhere', { headers: { accept: 'application/json' } });
    await running.decision((record) => record.requestId === later.headers['x-request-id']);
    const allowed = running.decisions().filter((record) => record.principal === ADA && record.change && record.outcome === 'allow');
    expect(allowed).toEqual([]);
    expect(await running.luigid('is_paused')).toEqual({ paused: false });
    const tasks = await running.luigid('task_list') as Record<string, { status: string }>;
    expect(tasks[VICTIM]?.status).toBe('PENDING');
    expect(ran.splice(0)).toEqual([]);
  }

  test('a script that does run is noticed by these tests', async () => {
    await visualiser.open();
    await page.evaluate('window.ran = 1');
    await waitFor(() => ran.pop() !== undefined, { what: 'the page told of it' });
  });

  test.each(Object.entries(HOSTILE))('%s in every text of a task changes nothing and runs nothing', async (name, text) => {
    await plant(text);
    await visualiser.row(FAMILY).locator('.showError').click();
    await page.locator('#errorModal.in').waitFor();
    await page.locator('#errorModal button.close').click();
    await page.locator('#errorModal').waitFor({ state: 'hidden' });
    await openStatusMessage();
    if (name === 'a script that is a change') await keepScreenshot(page, '20-planted-status-message');
    await expectNothingHappened();
  });

  test('a status message is shown as the text that it is', async () => {
    await plant('<b>80 %</b> of <shop & co>');
    await openStatusMessage();
    expect(await page.locator('#statusMessageModal pre').textContent()).toBe('<b>80 %</b> of <shop & co>');
    await expectNothingHappened();
  });

  test('a button of the page\'s own making, in a name, is text: a click on it changes nothing', async () => {
    const disabled = { task_id: `${VICTIM}1`, worker: WORKER, family: 'etl.Victim', retry_policy_dict: { retry_count: 1 } };
    for (const status of ['PENDING', 'FAILED', 'FAILED']) await workerTells(running.service, 'add_task', { ...disabled, status });
    // The page writes resources as JSON: in single quotes markup comes through.
    await plant(`<table><tr><td class='details-control'><a class='re-enable-button bait' data-task-id='${disabled.task_id}'>Open log</a></td></tr></table>`);
    expect(await visualiser.row(FAMILY).innerText()).toContain('{"<table><tr><td class=\'details-control\'>');
    for (const bait of await page.locator('.bait').all()) await bait.click();
    await expectNothingHappened();
    expect((await running.luigid('task_list') as Record<string, { status: string }>)[disabled.task_id]?.status).toBe('DISABLED');
  });

  // Luigi's own page puts such text in as HTML; ours keeps it from that. Were it to get in all the same, nothing may come of it.
  test.each([
    ['a form', '<form action="/api/pause" method="get"><input name="data" value="{}"><button id="bait">Open log</button></form>', 'document'],
    ['a form that posts', '<form action="/api/pause" method="post"><input name="data" value="{}"><button id="bait">Open log</button></form>', 'document'],
    ['a link', `<a id="bait" href="${PAUSE}">Open log</a>`, 'document'],
    ['a link that pings', `<a id="bait" href="#" ping="${PAUSE}">Open log</a>`, 'ping'],
    ['a refresh', `<meta http-equiv="refresh" content="0; url=${PAUSE}"><i id="bait"></i>`, 'document'],
    ['a link with script', '<a id="bait" href="javascript:window.ran=1" onclick="window.ran=1">Open log</a>', undefined],
    ['a script', '<script>window.ran=1</script><i id="bait"></i>', undefined],
    ['a script that is a change', `<script src="${PAUSE}"></script><i id="bait"></i>`, 'xhr'],
    // Bootstrap fetches what such a button names, by a background call that looks like one of the page's own.
    ['a button that loads', `<div id="planted" class="modal"><div class="modal-content"></div></div><button id="bait" data-toggle="modal" data-target="#planted" data-remote="${PAUSE}">Open log</button>`, 'xhr'],
  ])('%s that got into the page as HTML, clicked, changes nothing and runs nothing', async (_name, text, asked) => {
    // Luigi's page as it is, without what this service adds to it.
    await page.route('**/service.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
    await visualiser.open();
    const request = asked === undefined ? undefined : page.waitForEvent('request', (one) => one.url().includes('/api/pause'));
    // In a turn of the page's own: what a test evaluates may do what the policy forbids to pages.
    await page.evaluate(`new Promise((resolve) => setTimeout(() => {
      resolve();
      // By its own jQuery, as the status dialog does it. It throws where the policy or the service refuses a script.
      try { $('#warnings').html(${JSON.stringify(text)}); } finally { document.getElementById('bait')?.click(); }
    }))`);
    // It was tried, and in the way that this test is about; what follows is the service's refusal.
    if (request !== undefined) {
      const tried = await request;
      expect(tried.resourceType()).toBe(asked);
      // A ping has no answer that anybody sees.
      if (asked !== 'ping') expect((await tried.response())?.status()).toBe(403);
    }
    await expectNothingHappened();
  });

  test.each([
    ['a change', PAUSE],
    ['a change to one task', MARK],
  ])('a tracking link that is %s, clicked, changes nothing, and says so', async (name, trackingUrl) => {
    await plant('as usual', trackingUrl);
    const opened = page.context().waitForEvent('page');
    await visualiser.row(FAMILY).locator(`a[href="${trackingUrl}"]`).click();
    const tab = await opened;
    await tab.waitForLoadState();
    if (name === 'a change') await keepScreenshot(tab, '21-tracking-link-refused');
    expect(await tab.locator('body').innerText()).toContain('origin-not-proved');
    await expectNothingHappened();
  });

  test.each([
    ['script', 'javascript:window.ran=opener.ran=1'],
    ['a page with script', 'data:text/html,<script>opener.ran=1</script>'],
  ])('a tracking link that is %s, clicked, runs nothing', async (_name, trackingUrl) => {
    await plant('as usual', trackingUrl);
    await visualiser.row(FAMILY).locator(`a[href="${trackingUrl}"]`).click();
    await expectNothingHappened();
  });
});
