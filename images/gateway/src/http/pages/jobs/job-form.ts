import { LONGEST_REASON } from '../../../../../../lib/contract/run-facts';
import type { Job } from '../../../jobs/description/job';
import type { FieldError } from '../../../jobs/judgement/field-errors';
import { html, type SafeHtml } from '../html';
import { fieldId, formField, mark, type TypedValues } from './form-field';
import type { FormField } from './form-fields';

/** What was sent and is not taken. */
export interface RefusedForm {
  readonly typed: TypedValues;
  readonly reason: string;
  /** What is wrong as a whole. */
  readonly detail: string;
  /** What is wrong with fields: `parameters.<name>` or `reason`. */
  readonly errors: readonly FieldError[];
  /** Where one is told why. @default - it is no matter of mappings */
  readonly explain?: string | undefined;
}

/**
 * The form that asks for a job's parameters. It leads to a confirmation, and starts nothing.
 * Filled from the schema, from a run, or from what was sent, never from the address.
 */
export function jobForm(job: Job, fields: readonly FormField[], several: boolean, before?: Pick<RefusedForm, 'typed' | 'reason' | 'errors'>): SafeHtml {
  const errorOf = (name: string): string | undefined => before?.errors.find(({ field }) => field === name)?.message;
  return html`<form class="card form" method="post" action="/jobs/${job.name}/confirm">
${fields.length === 0 ? html`<p>This job takes no parameters.</p>` : undefined}
${fields.map((field) => formField(field, before?.typed, errorOf(`parameters.${field.name}`)))}
${several ? html`<p class="hint field">Several mappings let you run this job, each within its own limits: which values go together is looked at next.</p>` : undefined}
${reasonField(job, before?.reason ?? '', errorOf('reason'))}
<p class="buttons"><button>Review and start</button></p>
<p class="hint">Nothing starts yet: the next page shows exactly what will run. Values are not secret: they stand in logs and in Luigi's task ids.</p>
</form>`;
}

/** What is wrong, all of it, before everything else: takes the focus. */
export function errorSummary({ detail, errors, explain }: Pick<RefusedForm, 'detail' | 'errors' | 'explain'>, fields: readonly FormField[]): SafeHtml {
  const items = errors.map(({ field, message }) => {
    const known = fields.find(({ name }) => field === `parameters.${name}`);
    const label = field === 'reason' ? 'Reason' : known?.label ?? field;
    const target = field === 'reason' ? 'field-reason' : known === undefined ? undefined : fieldId(known.name);
    return html`<li>${target === undefined ? html`${label}: ${message}` : html`<a href="#${target}">${label}: ${message}</a>`}</li>`;
  });
  return html`<div class="card notice errors" id="errors" role="alert" tabindex="-1" autofocus>
<h2>Nothing was started</h2><p>${detail.charAt(0).toUpperCase()}${detail.slice(1)}.</p>${items.length === 0 ? undefined : html`<ul>${items}</ul>`}${
  explain === undefined ? undefined : html`<p><a href="${explain}">Why not?</a></p>`}</div>`;
}

function reasonField({ reasonRequired }: Job, value: string, error: string | undefined): SafeHtml {
  return html`<div class="field"><label for="field-reason">Reason${mark(reasonRequired)}</label>
<p class="hint" id="field-reason-hint">Why you start this job, in a sentence: it is kept with the run and in the record of decisions.</p>${
  error === undefined ? undefined : html`<p class="wrong" id="field-reason-error">${error.charAt(0).toUpperCase()}${error.slice(1)}.</p>`}
<input type="text" autocomplete="off" id="field-reason" name="reason" maxlength="${LONGEST_REASON}" value="${value}" aria-describedby="field-reason-hint${
  error === undefined ? '' : ' field-reason-error'}"${error === undefined ? undefined : html` aria-invalid="true"`}${reasonRequired ? html` required` : undefined}></div>`;
}
