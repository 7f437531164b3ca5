import type { Problem } from '../../../problem';
import type { Chrome } from '../chrome';
import { html, type SafeHtml } from '../html';
import { page } from '../layout';
import { crumbs } from './crumbs';

/** A change that was well-formed and not done. */
export interface Refusal {
  readonly job: string;
  readonly problem: Problem;
  /** The page that one came from. */
  readonly back: string;
}

const TITLES: Readonly<Record<string, string>> = {
  'twin-runs': 'This runs already',
  'too-many-runs': 'As many runs go on as may',
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
    main: html`${crumbs([['Jobs', '/jobs'], [job, `/jobs/${job}`]])}<h1>${title}</h1>
<div class="card notice"><p>${explanation(problem)} Nothing was done now.</p>
<p class="fact">Status ${problem.status} · reason <code>${problem.code}</code></p></div>
<p class="buttons">${run === undefined || run === back ? undefined : html`<a class="button" href="${run}">Open that run</a>`}<a class="button quiet" href="${back}">${
  back === `/jobs/${job}` ? 'Back to the job' : 'Back to the run'}</a></p>`,
  });
}

function explanation({ code, message, extensions }: Problem): SafeHtml {
  const seconds = extensions.headers?.['retry-after'];
  switch (code) {
    case 'twin-runs': return html`The job is running with the same parameters, and one such run may go on at a time.`;
    case 'too-many-runs': return html`Only so many runs of the job may go on at the same time. Try again ${seconds === undefined ? 'later' : `in ${seconds} seconds`}: go back one page, and press the button once more.`;
    case 'run-ended': return html`There is nothing left of it to stop or to go on with.`;
    case 'run-goes-on': return html`It can be run again once it has ended: stop it first, or wait.`;
    case 'not-redrivable': return html`${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
    default: return html`A form starts one run, whose address is below. To start another, begin with a new form.`;
  }
}
