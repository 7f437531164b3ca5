import type { Job } from '../../../jobs/description/job';
import type { Verdict } from '../../../jobs/judgement/judge';
import type { Chrome } from '../chrome';
import { html } from '../html';
import { page } from '../layout';
import { crumbs } from './crumbs';
import { valuesTable } from './values-table';

/** A start that may be, as it was judged. */
export interface Confirmation {
  readonly job: Job;
  readonly verdict: Verdict;
  readonly reason: string | undefined;
  /** Stands for this start: pressed twice, it starts once. */
  readonly key: string;
  /** Stands for what is shown here: what runs in the end must be that. */
  readonly seen: string;
}

/** Shows exactly what will run, before it does. */
export function confirmationPage(chrome: Chrome, { job, verdict, reason, key, seen }: Confirmation): string {
  const { parameters, mapping } = verdict;
  const fields = Object.entries(parameters).map(([name, value]) => html`<input type="hidden" name="parameters.${name}" value="${String(value)}">`);
  return page({
    ...chrome,
    title: `Start ${job.name}?`,
    script: true,
    main: html`${crumbs([['Jobs', '/jobs'], [job.name, `/jobs/${job.name}`]])}<h1>Start ${job.name}?</h1>
<p class="lead">This is exactly what will run. Nothing has started yet.</p>
<div class="card"><dl class="facts">
<div><dt>Job</dt><dd>${job.name}</dd></div>
<div><dt>Luigi task</dt><dd><code>${job.family}</code></dd></div>
<div><dt>By mapping</dt><dd>${mapping}</dd></div>
<div><dt>Reason</dt><dd>${reason ?? html`<span class="none">none given</span>`}</dd></div>
</dl>${valuesTable(job, parameters)}</div>
<form method="post" action="/jobs/${job.name}/runs" class="buttons">${fields}<input type="hidden" name="reason" value="${reason ?? ''}">
<input type="hidden" name="key" value="${key}"><input type="hidden" name="seen" value="${seen}">
<button>Start</button><button class="quiet" formaction="/jobs/${job.name}/change">Change</button></form>`,
  });
}
