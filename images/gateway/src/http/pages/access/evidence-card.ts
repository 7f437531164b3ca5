import type { Evidence } from '../../../identity/evidence';
import { html, type SafeHtml } from '../html';

const SOURCES: Readonly<Record<Evidence['source'], string>> = { 'load-balancer': 'your login, by the load balancer', 'bearer': 'the bearer token' };

/** What a proof of identity said. */
export function evidenceCard({ source, claims, missing }: Evidence): SafeHtml {
  return html`<section class="card"><h2>What arrived, from ${SOURCES[source]}</h2>
${missing.length === 0 ? undefined : html`<div class="notice"><p>Looked for, and missing: ${missing.map((name, index) => html`${index === 0 ? '' : ', '}<code>${name}</code>`)}. Ask whoever keeps the identity provider to send it, or whoever keeps this service which claims it looks for.</p></div>`}
<table class="values"><thead><tr><th scope="col">Claim</th><th scope="col">What became of it</th></tr></thead><tbody>${claims.map(({ name, used, value, header }) =>
  html`<tr><th scope="row"><code>${name}</code>${header === undefined ? undefined : html` <span class="soft">in ${header}</span>`}</th><td>${
    value === undefined ? (used ? 'checked' : html`<span class="none">decides nothing</span>`) : html`makes up who you are: ${values(value)}`}</td></tr>`)}</tbody></table></section>`;
}

function values(value: string | readonly string[]): SafeHtml {
  const all = typeof value === 'string' ? [value] : value;
  return all.length === 0 ? html`<span class="none">none</span>` : html`${all.map((one, index) => html`${index === 0 ? '' : ', '}<code>${one}</code>`)}`;
}
