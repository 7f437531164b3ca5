import type { Job } from '../../../jobs/description/job';
import type { Problem } from '../../../problem';
import type { Chrome } from '../chrome';
import { html, type SafeHtml } from '../html';
import { page } from '../layout';
import { crumbs } from './crumbs';

/** A change that was well-formed and not done. */
export interface Refusal {
  readonly job: Pick<Job, 'name' | 'maxConcurrentRuns'>;
  readonly problem: Problem;
  /** The page that one came from. */
  readonly back: string;
}

const TITLES: Readonly<Record<string, string>> = {
  'twin-runs': 'This runs already',
  'too-many-runs': 'Too many runs at once',
  'beyond-limits': 'You may not change this run',
  'key-reused': 'This form was sent before, with other values',
  'run-ended': 'This run has ended',
  'run-goes-on': 'This run goes on',
  'not-redrivable': 'This run can not go on',
};

/** Says why what was asked did not happen, and where to go; undefined for a problem that has no page of its own. */
export function refusedPage(chrome: Chrome, { job, problem, back }: Refusal): string | undefined {
  const title = TITLES[problem.code];
  if (title === undefined) return undefined;
  const { run } = problem.extensions;
  return page({
    ...chrome,
    title,
    main: html`${crumbs([['Jobs', '/jobs'], [job.name, `/jobs/${job.name}`]])}<h1>${title}</h1>
<div class="card notice"><p>${explanation(problem, job)} Nothing was done now.</p>
<p class="fact">Status ${problem.status} · reason <code>${problem.code}</code></p></div>
<p class="buttons">${run === undefined || run === back ? undefined : html`<a class="button" href="${run}">Open that run</a>`}<a class="button quiet" href="${back}">${
  back === `/jobs/${job.name}` ? 'Back to the job' : 'Back to the run'}</a>${
  problem.extensions.explain === undefined ? undefined : html`<a class="button quiet" href="${problem.extensions.explain}">Why not?</a>`}</p>`,
  });
}

function explanation({ code, message, extensions }: Problem, { maxConcurrentRuns }: Refusal['job']): SafeHtml {
  const seconds = Number(extensions.headers?.['retry-after'] ?? 1);
  switch (code) {
    case 'twin-runs': return html`The job is running with the same parameters, and one such run may go on at a time.`;
    case 'too-many-runs':
      return html`This job may have ${counted(maxConcurrentRuns, 'run')} at once, and has as many now. Wait until one ends, or try again in ${
        counted(seconds, 'second')}: go back one page, where your values are, and press the button once more.`;
    case 'beyond-limits': return html`You may run this job, but not with the values that this run has.`;
    case 'run-ended': return html`There is nothing left of it to stop or to go on with.`;
    case 'run-goes-on': return html`It can be run again once it has ended: stop it first, or wait.`;
    case 'not-redrivable': return html`${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
    default: return html`A form starts one run, whose address is below. To start another, begin with a new form.`;
  }
}

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}
