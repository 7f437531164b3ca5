import type { Explanation } from '../../../access/explanation';
import type { AskedFields } from '../../access/asked-question';
import type { Chrome } from '../chrome';
import { html, type SafeHtml } from '../html';
import { crumbs } from '../jobs/crumbs';
import { page } from '../layout';
import { grantText } from './grant-text';

const ACTIONS = [['view', 'view tasks'], ['operate', 'operate tasks'], ['run', 'run a job']] as const;

/** Says why one may or may not do something, and asks for what else. */
export function explainPage(chrome: Chrome, asked: AskedFields, explanation?: Explanation): string {
  return page({
    ...chrome,
    title: 'Why, or why not?',
    main: html`${crumbs([])}<h1>Why, or why not?</h1>
<p class="lead">What the mappings that name you say to a question. Nothing is done by asking.</p>
${explanation === undefined ? undefined : answer(explanation)}
${form(asked)}
<p class="aside">All that you may do, and by which mappings: <a href="/whoami">/whoami</a>. What your sign-in said of you: <a href="/whoami?verbose">/whoami?verbose</a>.</p>`,
  });
}

function answer({ allowed, reason, by, nearest, errors, say }: Explanation): SafeHtml {
  const faults = [...(nearest?.fails ?? []), ...(errors ?? [])];
  return html`<section class="card${allowed ? '' : ' notice'}"><h2>${allowed ? 'Yes, you may' : 'No, you may not'}</h2>
<p>${sentence(say.replace(/^(?:yes|no): /, ''))}</p>
${by === undefined && nearest === undefined ? undefined : html`<dl class="facts">
<div><dt>${by === undefined ? 'Nearest mapping' : 'By the mapping'}</dt><dd>${by?.mapping ?? nearest?.mapping}</dd></div>
${by === undefined ? undefined : html`<div><dt>It names you as</dt><dd>${by.because.map((principal, index) => html`${index === 0 ? '' : ', '}<code>${principal}</code>`)}</dd></div>`}
${(by?.grant ?? nearest?.grant) === undefined ? undefined : html`<div><dt>Grant</dt><dd>${grantOf(by?.grant ?? nearest?.grant)}</dd></div>`}
</dl>`}
${faults.length === 0 ? undefined : html`<h3>What does not hold</h3><ul>${faults.map((fault) => html`<li>${fault.field === undefined ? undefined : html`<code>${fault.field}</code>: `}${fault.message}</li>`)}</ul>`}
<p class="fact">Reason <code>${reason}</code></p></section>`;
}

function grantOf(grant: NonNullable<Explanation['by']>['grant'] | undefined): SafeHtml | undefined {
  return grant === undefined ? undefined : grantText(grant);
}

function form({ action, family, job, parameters }: AskedFields): SafeHtml {
  return html`<section><h2>Ask</h2><form class="card form" method="get" action="/access/explain">
<div class="field"><label for="ask-action">May I</label><select id="ask-action" name="action">${ACTIONS.map(([value, words]) =>
  html`<option value="${value}"${value === action ? html` selected` : undefined}>${words}</option>`)}</select></div>
${textField('family', 'Family of the tasks', 'To view or operate: such as etl.Report, etl.* for a namespace as a whole, * for all. Empty: any at all.', family)}
${textField('job', 'Job', 'To run: its name, such as nightly-report.', job)}
${textField('parameters', 'Parameters', 'To run with these values: {"day": "2026-01-31"}. Empty: with any values at all.', parameters)}
<p class="buttons"><button>Explain</button></p></form></section>`;
}

function textField(name: string, label: string, hint: string, value = ''): SafeHtml {
  return html`<div class="field"><label for="ask-${name}">${label} <span class="optional">(optional)</span></label>
<p class="hint" id="ask-${name}-hint">${hint}</p><input type="text" autocomplete="off" spellcheck="false" id="ask-${name}" name="${name}" value="${value}" aria-describedby="ask-${name}-hint"></div>`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
