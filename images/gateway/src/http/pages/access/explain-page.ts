import type { Explanation } from '../../../explain/explanation';
import type { Caller } from '../../../identity/caller';
import type { Problem } from '../../../problem';
import type { AskedFields } from '../../access/asked-question';
import type { Chrome } from '../chrome';
import { html, type SafeHtml } from '../html';
import { crumbs } from '../jobs/crumbs';
import { page } from '../layout';
import { grantText } from './grant-text';
import { questionWords } from './question-words';

const ACTIONS = [['view', 'view tasks'], ['operate', 'operate tasks'], ['run', 'run a job']] as const;
/** What no field of a page can show. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** What became of the question: nothing yet, an answer, or why there is none. */
export interface ExplainPageParts {
  readonly asked: AskedFields;
  /** The answer, and who asked. */
  readonly answer?: { readonly explanation: Explanation; readonly caller: Pick<Caller, 'principals'> };
  readonly problem?: Problem;
}

/** Says why one may or may not do something, and asks for what else. */
export function explainPage(chrome: Chrome, { asked, answer, problem }: ExplainPageParts): string {
  return page({
    ...chrome,
    title: 'Why, or why not?',
    main: html`${crumbs([])}<h1>Why, or why not?</h1>
<p class="lead">What the mappings that name you say to a question. Nothing is done by asking.</p>
${answer === undefined ? undefined : answerCard(asked, answer)}
${problem === undefined ? undefined : problemCard(problem)}
${form(asked)}
<p class="aside">All that you may do, and by which mappings: <a href="/">the start page</a>. What your sign-in said of you: <a href="/whoami?verbose">/whoami?verbose</a>.</p>`,
  });
}

function answerCard(asked: AskedFields, { explanation, caller }: NonNullable<ExplainPageParts['answer']>): SafeHtml {
  const { allowed, reason, by, nearest } = explanation;
  const { grant } = by ?? nearest ?? {};
  const faults = [...(nearest?.fails ?? []), ...(explanation.errors ?? [])];
  return html`<section class="card${allowed ? '' : ' notice'}"><h2>${allowed ? 'Yes, you may' : 'No, you may not'} ${questionWords(asked, allowed)}</h2>
${allowed ? undefined : html`<p>${whyNot(explanation)}</p>`}
${by === undefined && nearest === undefined ? undefined : html`<dl class="facts">
<div><dt>${by === undefined ? 'Nearest mapping' : 'By the mapping'}</dt><dd>${by?.mapping ?? nearest?.mapping}</dd></div>
${by === undefined ? undefined : html`<div><dt>It names you as</dt><dd>${by.because.map((principal, index) => html`${index === 0 ? '' : ', '}<code>${principal}</code>`)}</dd></div>`}
${grant === undefined ? undefined : html`<div><dt>Grant</dt><dd>${grantText(grant)}</dd></div>`}
</dl>`}
${faults.length === 0 ? undefined : html`<h3>What does not hold</h3><ul>${faults.map((fault) => html`<li>${fault.field === undefined ? undefined : html`<code>${fault.field}</code>: `}${fault.message}</li>`)}</ul>`}
${reason === 'not-granted' || reason === 'beyond-limits' ? whomToAsk(caller) : undefined}
<p class="fact">Reason <code>${reason}</code></p></section>`;
}

function whyNot({ reason, nearest, say }: Explanation): string {
  if (nearest !== undefined) return 'None of the mappings that name you grants it. This grant comes nearest:';
  switch (reason) {
    case 'not-granted': return 'Access is given by mappings, and none of them names you.';
    case 'invalid-parameters': return 'The job itself does not take these values, whoever asks.';
    default: return sentence(say.replace(/^no: /, ''));
  }
}

function whomToAsk({ principals }: Pick<Caller, 'principals'>): SafeHtml {
  return html`<p>If you need it, ask whoever runs this service, and send them this answer. Names that a mapping could use for you:</p>
<ul class="plain chips">${[...principals].sort().map((principal) => html`<li class="chip">${principal}</li>`)}</ul>`;
}

/** A question that there is no answer to. */
function problemCard({ status, code, message }: Problem): SafeHtml {
  return html`<section class="card notice" role="alert"><h2>${status === 404 ? 'No such job' : 'This can’t be answered as it stands'}</h2>
<p>${sentence(message)}</p>
${status === 404 ? html`<p><a href="/jobs">Jobs that you may run</a></p>` : undefined}
<p class="fact">Reason <code>${code}</code></p></section>`;
}

function form({ action, family, job, parameters }: AskedFields): SafeHtml {
  return html`<section><h2>Ask</h2><form class="card form" method="get" action="/access/explain">
<div class="field"><label for="ask-action">May I</label><select id="ask-action" name="action">${ACTIONS.map(([value, words]) =>
  html`<option value="${value}"${value === action ? html` selected` : undefined}>${words}</option>`)}</select></div>
${textField('family', 'Family of the tasks', 'to view or operate them', 'Such as etl.Report, etl.* for a namespace as a whole, * for all. Empty: any at all.', family)}
${textField('job', 'Job', 'to run one', 'Its name, such as nightly-report.', job)}
${textField('parameters', 'Parameters', 'to run the job with these values', 'Such as {"day": "2026-01-31"}. Empty: with any values at all.', parameters)}
<p class="buttons"><button>Explain</button></p></form></section>`;
}

function textField(name: string, label: string, when: string, hint: string, value = ''): SafeHtml {
  return html`<div class="field"><label for="ask-${name}">${label} <span class="optional">(${when})</span></label>
<p class="hint" id="ask-${name}-hint">${hint}</p><input type="text" autocomplete="off" spellcheck="false" id="ask-${name}" name="${name}" value="${value.replace(UNSEEN, '')}" aria-describedby="ask-${name}-hint"></div>`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
