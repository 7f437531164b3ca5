import type { Job } from '../../../jobs/job';
import { html, type SafeHtml } from '../html';

/** Jobs that the caller may start, by category. */
export function jobList(jobs: readonly Job[]): SafeHtml {
  const categories = [...new Set(jobs.map(({ category }) => category))].sort();
  return html`${categories.map((category) => html`<section class="category"><h3>${category}</h3>
<ul class="plain jobs">${jobs.filter((job) => job.category === category).map(jobCard)}</ul></section>`)}`;
}

function jobCard({ name, description, family }: Job): SafeHtml {
  return html`<li class="card job"><div><a class="name" href="/jobs/${name}">${name}</a><p>${description ?? html`Runs <code>${family}</code>`}</p></div>
<a class="button soft" href="/jobs/${name}" aria-label="Start ${name}">Start…</a></li>`;
}
