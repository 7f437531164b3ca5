import { addressOf, hasEnded, type Run } from '../../../jobs/runs/run';
import { html, type SafeHtml } from '../html';
import { badge, lookOf } from './states';
import { moment, took } from './times';
import { whoAsked } from './who';

/** Runs for a list, or why there are none to show. */
export type RunList = readonly Run[] | 'unavailable';

/** What a list of runs is shown with. */
export interface RunListParts {
  readonly heading: string;
  readonly none: string;
  /** Where the list stands: the script looks there again while a run of it goes on. */
  readonly address: string;
  readonly now: Date;
  /** Whether each says which job it is of. */
  readonly withJob: boolean;
}

/** Runs, the newest first: state, job, parameters in short, who asked, when, how long. */
export function runList(runs: RunList, parts: RunListParts): SafeHtml {
  const { heading, none, address, now, withJob } = parts;
  const goesOn = runs !== 'unavailable' && runs.some((run) => !hasEnded(run));
  return html`<section id="runs" data-refresh="${goesOn ? address : ''}"><h2>${heading}</h2>${
    runs === 'unavailable' ? html`<p class="none">Runs can't be read at present. Jobs may start all the same.</p>`
      : runs.length === 0 ? html`<p class="none">${none}</p>`
        : html`<ul class="plain card runs">${runs.map((run) => item(run, now, withJob))}</ul>`}</section>`;
}

function item(run: Run, now: Date, withJob: boolean): SafeHtml {
  const values = shortly(run);
  const length = took(run, now);
  return html`<li><div class="badge">${badge(lookOf(run))}</div>
<div class="what"><a${withJob ? html` class="job-name"` : undefined} href="${addressOf(run)}">${withJob || values === '' ? run.job : values}</a>${
  withJob && values !== '' ? html` <span class="values">${values}</span>` : undefined}</div>
<div class="about">${length === undefined ? undefined : html`<span>${hasEnded(run) ? 'took' : 'for'} ${length}</span> `}<span>started ${moment(run.startedAt)}</span> <span>by ${whoAsked(run.requestedBy)}</span></div></li>`;
}

const LONGEST = 120;

/** Parameters on one line. */
function shortly({ parameters }: Run): string {
  const all = Object.entries(parameters).map(([name, value]) => `${name}=${value}`).join(', ');
  const characters = [...all];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join('')}…` : all;
}
