import { keepScreenshot, signIn, TestBrowser } from '../support/browser/browser';
import { Visualiser } from '../support/browser/visualiser';
import { startTestService, type TestService } from '../support/service';
import { workerTells } from '../support/worker-lane';

const SESSION_COOKIE = 'AWSELBAuthSessionCookie-0';

describe('a session at a real browser', () => {
  let running: TestService;
  let browser: TestBrowser;
  beforeAll(async () => {
    [running, browser] = await Promise.all([startTestService(), TestBrowser.start()]);
    await workerTells(running.service, 'add_task', { task_id: 'etl.One_x_0123456789', worker: 'loader-host-7', family: 'etl.One', status: 'RUNNING' });
    await workerTells(running.service, 'set_task_status_message', { task_id: 'etl.One_x_0123456789', status_message: 'half way' });
  });
  afterAll(async () => {
    await browser?.stop();
    await running?.stop();
  });

  test('a wrong password is told at the form, and makes no session', async () => {
    const { page } = await browser.open();
    await page.goto(running.service.url);
    await page.getByLabel('Name').fill('ada');
    await page.getByLabel('Password').fill('not hers');
    await page.locator('form#login button').click();
    await page.getByRole('alert').waitFor();
    await keepScreenshot(page, '30-wrong-password', true);
    expect((await page.context().cookies(running.service.url)).map(({ name }) => name)).not.toContain(SESSION_COOKIE);
    await signIn(page, 'ada');
    await page.waitForURL(`${running.service.url}/`);
  });

  test('signing out takes the cookies, ends on a page without login, and the way back asks for a login again', async () => {
    const { page, watched } = await browser.openAs('ada', running);
    expect((await page.context().cookies(running.service.url)).map(({ name }) => name)).toContain(SESSION_COOKIE);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${running.service.url}/signed-out`);
    await keepScreenshot(page, '31-signed-out', true);
    expect(await page.locator('h1').textContent()).toBe('You are signed out');
    expect((await page.context().cookies(running.service.url)).filter(({ name }) => name.startsWith('AWSELBAuthSessionCookie'))).toEqual([]);
    await page.goBack();
    // Whatever the browser kept of the page before, it shows no more of it.
    await page.goto(running.service.url);
    expect(new URL(page.url()).origin).toBe(new URL(running.service.issuer).origin);
    expect(await page.locator('form#login').count()).toBe(1);
    expect(watched.complaints).toEqual([]);
    await page.goto(`${running.service.url}/signed-out`);
    await page.getByRole('link', { name: 'Sign in again' }).click();
    await page.locator('form#login').waitFor();
  });

  test('a session that ends while the visualiser is open: its calls get 401, never a login page, and the page says so and leads back', async () => {
    const { page, watched } = await browser.openAs('ada', running);
    const visualiser = new Visualiser(page, running.service.url);
    await visualiser.open();
    await visualiser.row('etl.One').locator('.statusMessage').click();
    await page.locator('#statusMessageModal.in').waitFor();
    const before = watched.answers.length;
    running.service.loadBalancer.endSessions();
    const refused = await page.waitForResponse((response) => response.url().includes('/api/') && response.status() !== 200);
    expect(refused.status()).toBe(401);
    const notice = page.getByRole('alert');
    await notice.waitFor();
    await keepScreenshot(page, '32-session-ended');
    expect(await notice.innerText()).toContain('your session has ended');
    expect(watched.answers.slice(before).filter(({ url, status }) => !url.includes('/api/') || ![200, 401].includes(status))).toEqual([]);
    // The provider still knows her: the way back takes no password.
    await notice.getByRole('link', { name: 'Sign in again' }).click();
    await visualiser.untilLoaded();
    expect(await visualiser.count('RUNNING')).toBe(1);
  });

  test('a gateway that is away for a moment is told of while it lasts, and no longer', async () => {
    const { page } = await browser.openAs('ada', running);
    const visualiser = new Visualiser(page, running.service.url);
    await visualiser.open();
    await visualiser.row('etl.One').locator('.statusMessage').click();
    await page.locator('#statusMessageModal.in').waitFor();
    const gateway = running.service.program('gateway');
    await gateway.stop();
    const notice = page.getByRole('alert');
    await notice.waitFor();
    await keepScreenshot(page, '33-service-away');
    expect(await notice.innerText()).toContain('does not answer at present');
    const another = await page.context().newPage();
    expect((await another.goto(running.service.url))?.status()).toBe(503);
    await keepScreenshot(another, '36-service-away-page');
    expect(await another.locator('main').innerText()).toContain('try again');
    await another.close();
    await gateway.start();
    await notice.waitFor({ state: 'hidden' });
  });

  test('lists that the scheduler was too busy for are asked for again, and the page fills by itself', async () => {
    const { page } = await browser.openAs('ada', running);
    const asked: string[] = [];
    await page.route(/\/api\/task_list\?.*FAILED/, async (route) => {
      asked.push(route.request().url());
      if (asked.length > 2) return route.continue();
      return route.fulfill({
        status: 503, headers: { 'retry-after': '1' }, contentType: 'application/problem+json',
        body: JSON.stringify({ status: 503, code: 'scheduler-busy', detail: 'the scheduler has more calls than it can answer; try again in 1 s' }),
      });
    });
    await page.goto(`${running.service.url}/static/visualiser/index.html`);
    const notice = page.getByRole('alert');
    await notice.waitFor();
    await keepScreenshot(page, '37-scheduler-busy');
    // The other lists were answered, and yet the page is not whole.
    expect(await notice.innerText()).toContain('Many people are looking at this moment. What is missing here is shown again in a moment');
    await new Visualiser(page, running.service.url).untilLoaded();
    await page.locator('#taskTable tbody tr', { hasText: 'etl.One' }).waitFor();
    await notice.waitFor({ state: 'hidden' });
    // Two lists have FAILED in what they ask for.
    expect(asked.length).toBeGreaterThanOrEqual(4);
  });

  test.each([
    ['scheduler-unavailable', 503, 'The scheduler does not answer at present: what you see may be out of date. It is asked again by itself.'],
    ['scheduler-failed', 502, 'The scheduler could not do this. Told by the gateway.'],
    ['rate-limited', 429, 'ask too often. Told by the gateway.'],
    ['no-such-code', 503, 'The service does not answer at present: what you see may be out of date. Told by the gateway.'],
  ])('what the page says goes by the problem\'s code: %s', async (code, status, words) => {
    const { page } = await browser.openAs('ada', running);
    await page.route(/\/api\/worker_list/, (route) => route.fulfill({
      status, contentType: 'application/problem+json', body: JSON.stringify({ status, code, detail: 'told by the gateway' }),
    }));
    await page.goto(`${running.service.url}/static/visualiser/index.html#tab=workers`);
    const notice = page.getByRole('alert');
    await notice.waitFor();
    expect(await notice.innerText()).toContain(words);
  });

  test.each([
    ['34-not-found', '/no/such/page', 404, 'not-found'],
    ['35-not-granted', '/metrics', 403, 'not-granted'],
  ])('an error is a page that says what it is and where to go (%s)', async (screenshot, path, status, code) => {
    const { page } = await browser.openAs('grace', running);
    const answer = await page.goto(running.service.url + path);
    await keepScreenshot(page, screenshot, true);
    expect(answer?.status()).toBe(status);
    expect(await page.locator('main').innerText()).toContain(code);
    await page.getByRole('link', { name: 'Go to the start page' }).click();
    await page.waitForURL(`${running.service.url}/`);
  });
});
