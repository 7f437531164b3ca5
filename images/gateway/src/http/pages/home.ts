import type { Access } from '../../access/access';
import type { Caller } from '../../identity/caller';
import type { Job } from '../../jobs/description/job';
import { chromeFor } from './chrome';
import { html, type SafeHtml } from './html';
import { jobList } from './jobs/job-list';
import { runList, type RunList } from './jobs/recent-runs';
import { VISUALISER } from './jobs/visualiser-links';
import { page } from './layout';

/** Jobs on the start page: what the caller may start, and the recent runs of that. */
export interface HomeJobs {
  /** `unavailable`: nobody can say at present. */
  readonly jobs: readonly Job[] | 'unavailable';
  readonly runs: RunList;
  readonly now: Date;
}

/** More jobs than this are folded away by category: recent runs stay in sight. */
const UNFOLDED = 12;

function chips(names: readonly string[], none: string): SafeHtml {
  return names.length === 0
    ? html`<p class="none">${none}</p>`
    : html`<ul class="plain chips">${[...names].sort().map((name) => html`<li class="chip">${name}</li>`)}</ul>`;
}

function families(patterns: readonly string[]): string[] {
  return [...new Set(patterns)].map((pattern) => (pattern === '*' ? 'everything' : pattern));
}

function nothingGranted(caller: Caller): SafeHtml {
  return html`<div class="card notice">
<h2>You are signed in, but no access has been given to you yet</h2>
<p>Access is given by mappings of people and groups to tasks. None of them names you. Ask whoever runs this service, and send them these lines; each is a name that a mapping could use:</p>
${chips(caller.principals, 'none')}
</div>`;
}

function startable({ jobs, runs, now }: HomeJobs): SafeHtml | undefined {
  if (jobs === 'unavailable') return html`<section><h2>Jobs you may start</h2><p class="none">The list of jobs can't be read at present.</p></section>`;
  if (jobs.length === 0) return undefined;
  return html`<section><h2>Jobs you may start</h2>${jobList(jobs, jobs.length > UNFOLDED)}</section>
${runList(runs, { heading: 'Recent runs', none: 'None of these jobs has run yet.', address: '/', now, withJob: true })}`;
}

function granted(caller: Caller, access: Access, jobs: SafeHtml | undefined): SafeHtml {
  return html`${jobs}${jobs === undefined ? undefined : html`<h2 class="part">Luigi's tasks</h2>`}
<p><a class="button${jobs === undefined ? '' : ' quiet'}" href="${VISUALISER}">Open the task visualiser</a></p>
<div class="cards">
<section class="card"><h2>You may see</h2>${chips(families(access.view.patterns), 'No tasks')}</section>
<section class="card"><h2>You may operate</h2>${chips(families(access.operate.patterns), 'No tasks')}</section>
<section class="card"><h2>Your groups</h2>${chips(caller.groups, 'None')}</section>
<section class="card"><h2>Mappings that grant it</h2>${chips(access.mappings, 'None')}</section>
</div>`;
}

/** The start page: what you may start, what ran of it, who you are, what else you may do. */
export function homePage(serviceName: string, caller: Caller, access: Access, jobs?: HomeJobs): string {
  return page({
    ...chromeFor(serviceName, caller),
    title: serviceName,
    script: jobs !== undefined,
    main: html`<h1>Hello, ${caller.displayName}</h1>
<p class="lead">What you see and may change in this Luigi service depends on the groups that your organisation has put you in.</p>
${access.mappings.length === 0 ? nothingGranted(caller) : granted(caller, access, jobs === undefined ? undefined : startable(jobs))}
<p class="aside">This page as JSON: <a href="/whoami">/whoami</a>. What your sign-in said of you: <a href="/whoami?verbose">/whoami?verbose</a>. Why you may or may not do something: <a href="/access/explain">/access/explain</a>. How the service is: <a href="/healthz">/healthz</a>.</p>`,
  });
}
