import { html, type SafeHtml } from '../html';

/** The way from the start page to where one is: text and address of each page above. */
export function crumbs(above: ReadonlyArray<readonly [text: string, address: string]>): SafeHtml {
  return html`<nav class="crumbs" aria-label="Where you are"><ol class="plain">${[['Home', '/'] as const, ...above].map(([text, address]) =>
    html`<li><a href="${address}">${text}</a></li>`)}</ol></nav>`;
}
