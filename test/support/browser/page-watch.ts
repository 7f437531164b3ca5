import type { Page, Response } from 'playwright-core';

/** What a page complained of, and what it was told, since it was opened. */
export interface PageWatch {
  /** Errors on the console and uncaught ones, violations of the Content-Security-Policy among them; not what every visit to the visualiser brings. */
  readonly complaints: readonly string[];
  /** Status and address of every answer but pictures. */
  readonly answers: ReadonlyArray<{ readonly status: number; readonly url: string }>;
  /** Text of every answer so far, as the browser got it, but of Luigi's own published files: waits for those on their way. */
  bodies(): Promise<string>;
  /** Forgets the complaints so far: they were looked at. */
  forget(): void;
}

/**
 * What Luigi's own pages do on every visit, and the policy rightly stops: jQuery tries out whether inline handlers are to be had,
 * a style sheet asks for a font from elsewhere. Nothing depends on either.
 */
const EXPECTED: ReadonlyArray<{ readonly text: RegExp; readonly from: RegExp }> = [
  { text: /^Executing inline event handler violates the following Content Security Policy directive/, from: /\/static\/visualiser\/lib\/jquery-1\.10\.0\.min\.js$/ },
  { text: /^Loading the stylesheet 'https:\/\/fonts\.googleapis\.com\/css\?family=Source\+Sans\+Pro:[\d,italc]+' violates/, from: /\/static\/visualiser\/index\.html/ },
  // Luigi ships the other forms of this font only, and the browser goes on to them.
  { text: /404 \(Not Found\)$/, from: /\/static\/visualiser\/lib\/bootstrap3\/fonts\/glyphicons-halflings-regular\.woff2$/ },
];

/** Watches a page from its first request on. */
export function watch(page: Page): PageWatch {
  const complaints: string[] = [];
  const answers: { status: number; url: string }[] = [];
  const bodies: Promise<string>[] = [];
  page.on('console', (message) => {
    const [text, from] = [message.text(), message.location().url];
    const expected = EXPECTED.some((one) => one.text.test(text) && one.from.test(from));
    if (message.type() === 'error' && !expected) complaints.push(`${text} (${from})`);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('response', (response) => {
    answers.push({ status: response.status(), url: response.url() });
    if (!new URL(response.url()).pathname.startsWith('/static/')) bodies.push(textOf(response));
  });
  return {
    complaints,
    answers,
    bodies: async () => (await Promise.all(bodies)).join('\n'),
    forget: () => { complaints.length = 0; },
  };
}

/** Redirects, and pages that were left meanwhile, have no body to look at. */
function textOf(response: Response): Promise<string> {
  return response.text().catch(() => '');
}
