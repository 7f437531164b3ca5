import type { Evidence } from '../../identity/evidence';
import { evidenceCard } from './access/evidence-card';
import { html } from './html';
import { page } from './layout';

/** A problem document's content, for people. */
export interface ErrorPageParts {
  readonly status: number;
  readonly title: string;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string;
  /** Where one is told why. */
  readonly explain?: string | undefined;
  /** Whether whoever sees it can do nothing here as who they are: they are shown the way out, not the start page. @default false */
  readonly isOut?: boolean;
  /** What the proof of identity said. */
  readonly evidence?: Evidence | undefined;
}

const SIGN_OUT = html`<form method="post" action="/sign-out"><button>Sign out</button></form>`;

/** The page that says what a problem document says. */
export function errorPage(parts: ErrorPageParts): string {
  return page({
    title: parts.title,
    main: html`<h1>${parts.title}</h1>
<div class="card notice"><p>${sentence(parts.detail)}</p>
<p class="fact">Status ${parts.status} · reason <code>${parts.code}</code> · request <code>${parts.requestId}</code></p></div>
${parts.evidence === undefined ? undefined : evidenceCard(parts.evidence)}
<div class="buttons">${parts.isOut === true ? SIGN_OUT : html`<a class="button" href="/">Go to the start page</a>`}${parts.explain === undefined ? undefined : html`<a class="button quiet" href="${parts.explain}">Why not?</a>`}</div>`,
  });
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
