import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { PEOPLE } from '../../../local/identity-provider/people';
import { ensure } from '../../../local/setup/ensure';
import { PROJECT } from '../../../local/setup/paths';
import type { PersonName, TestService } from '../service';
import { type PageWatch, watch } from './page-watch';

const SCREENSHOTS = path.join(PROJECT, 'test-output/screenshots');
/** Long enough for a machine that does much else. */
const PATIENCE_MS = 60_000;

/** A browser window of its own, with its own cookies. */
export interface Window {
  readonly page: Page;
  readonly watched: PageWatch;
}

/** A real browser, for one test file. */
export class TestBrowser {
  private constructor(private readonly browser: Browser) {}

  /**
   * Starts the distribution's chromium without a screen.
   * @param keepsPages whether pages that were left stay as they were, for who goes back: as people's browsers do, and test drivers don't
   */
  static async start(keepsPages = false): Promise<TestBrowser> {
    const { chromium: executablePath } = await ensure(['chromium']);
    const browser = await chromium.launch({
      executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'], timeout: 60_000,
      ...(keepsPages ? { ignoreDefaultArgs: ['--disable-back-forward-cache'] } : {}),
    });
    return new TestBrowser(browser);
  }

  /** A new window: nobody is signed in. */
  async open(options: BrowserContextOptions = {}): Promise<Window> {
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
    context.setDefaultTimeout(PATIENCE_MS);
    const page = await context.newPage();
    return { page, watched: watch(page) };
  }

  /** A new window in which that person signed in at the front door, by the provider's form. */
  async openAs(person: PersonName, { service }: TestService, options: BrowserContextOptions = {}): Promise<Window> {
    const opened = await this.open(options);
    await opened.page.goto(service.url);
    await signIn(opened.page, person);
    await opened.page.waitForURL(`${service.url}/`);
    return opened;
  }

  /** Ends the browser and all its windows. */
  stop(): Promise<void> {
    return this.browser.close();
  }
}

/** Fills in the provider's form that the page shows, and sends it. */
export async function signIn(page: Page, person: PersonName): Promise<void> {
  await page.getByLabel('Name').fill(person);
  await page.getByLabel('Password').fill(PEOPLE.find(({ username }) => username === person)?.password ?? '');
  await page.locator('form#login button').click();
}

/**
 * Keeps what the page looks like now in test-output/screenshots.
 * @param name number and station, such as `03-task-list`: the folder reads as the way through the service
 */
export async function keepScreenshot(page: Page, name: string, whole = false): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), fullPage: whole, animations: 'disabled' });
}
