import type { Job } from '../../../jobs/description/job';
import type { NarrowedSchema } from '../../../jobs/judgement/narrowed-schema';
import type { Run } from '../../../jobs/runs/run';
import type { Chrome } from '../chrome';
import { html, type SafeHtml } from '../html';
import { page } from '../layout';
import { crumbs } from './crumbs';
import { formFields } from './form-fields';
import { errorSummary, jobForm, type RefusedForm } from './job-form';
import { runList, type RunList } from './recent-runs';

/** What a job's page is made of. */
export interface JobPageParts {
  readonly job: Job;
  /** Of its parameters, narrowed to what the caller may ask for. */
  readonly schema: NarrowedSchema;
  readonly runs: RunList;
  /** Address of the runs before those. @default - there are none */
  readonly earlier?: string;
  readonly now: Date;
}

/** A job: its form, and its recent runs. */
export function jobPage(chrome: Chrome, parts: JobPageParts): string {
  const { job, schema, runs, earlier, now } = parts;
  return page({
    ...chrome,
    title: job.name,
    script: true,
    main: html`${heading(job)}
<div class="beside"><section><h2>Start it</h2>${jobForm(job, formFields(schema), (schema.anyOf?.length ?? 0) > 1)}</section>
<div>${runList(runs, { heading: 'Recent runs', none: 'It has not run yet.', address: `/jobs/${job.name}`, now, withJob: false })}${
  earlier === undefined ? undefined : html`<p class="buttons"><a class="button quiet" href="${earlier}">Earlier runs</a></p>`}</div></div>`,
  });
}

/** The form again: with what was typed, and what is wrong with it; or to change what was to be confirmed. */
export function formAgainPage(chrome: Chrome, job: Job, schema: NarrowedSchema, before: RefusedForm | Pick<RefusedForm, 'typed' | 'reason'>): string {
  const fields = formFields(schema);
  const refused = 'errors' in before ? before : undefined;
  return page({
    ...chrome,
    title: refused === undefined ? job.name : `Error: ${job.name}`,
    script: true,
    main: html`${heading(job)}${refused === undefined ? undefined : errorSummary(refused, fields)}
<section><h2>${refused === undefined ? 'Change it' : 'Mend it'}</h2>${jobForm(job, fields, (schema.anyOf?.length ?? 0) > 1, { errors: [], ...before })}</section>`,
  });
}

/**
 * The form with the values of a run that was, to start another. What the job takes no more is left out; what it takes since then has its
 * default value. The reason is that run's own.
 */
export function anotherPage(chrome: Chrome, job: Job, schema: NarrowedSchema, parameters: Run['parameters']): string {
  const fields = formFields(schema);
  const typed = fields.flatMap(({ name, defaultValue }): Array<[string, string]> => {
    const value = Object.hasOwn(parameters, name) ? String(parameters[name]) : defaultValue;
    return value === undefined ? [] : [[name, value]];
  });
  return page({
    ...chrome,
    title: job.name,
    script: true,
    main: html`${heading(job)}
<section><h2>Start another</h2>${jobForm(job, fields, (schema.anyOf?.length ?? 0) > 1, { typed: new Map(typed), reason: '', errors: [] })}</section>`,
  });
}

/** Runs of a job, page by page. */
export function runsPage(chrome: Chrome, { job, runs, earlier, now }: Omit<JobPageParts, 'schema'>): string {
  return page({
    ...chrome,
    title: `Runs of ${job.name}`,
    script: true,
    main: html`${crumbs([['Jobs', '/jobs'], [job.name, `/jobs/${job.name}`]])}<h1>Runs of ${job.name}</h1>
${runList(runs, { heading: 'The newest first', none: 'There are none.', address: '', now, withJob: false })}${
  earlier === undefined ? undefined : html`<p class="buttons"><a class="button quiet" href="${earlier}">Earlier runs</a></p>`}`,
  });
}

function heading({ name, description, category, family }: Job): SafeHtml {
  return html`${crumbs([['Jobs', '/jobs']])}<h1>${name}</h1>${description === undefined ? undefined : html`<p class="lead">${description}</p>`}
<p class="fact">Category ${category} · runs <code>${family}</code></p>`;
}
