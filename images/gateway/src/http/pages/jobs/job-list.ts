import type { Job } from '../../../jobs/description/job';
import { html, type SafeHtml } from '../html';

/**
 * Jobs that the caller may start, by category.
 * @param folded whether each category opens only when it is asked for
 */
export function jobList(jobs: readonly Job[], folded = false): SafeHtml {
  const categories = [...new Set(jobs.map(({ category }) => category))].sort();
  return html`${categories.map((category) => {
    const ofCategory = jobs.filter((job) => job.category === category);
    const list = html`<ul class="plain jobs">${ofCategory.map(jobCard)}</ul>`;
    return folded ? html`<details class="category card"><summary>${category} <span class="soft">${ofCategory.length} ${ofCategory.length === 1 ? 'job' : 'jobs'}</span></summary>${list}</details>`
      : html`<section class="category"><h3>${category}</h3>${list}</section>`;
  })}`;
}

function jobCard({ name, description, family }: Job): SafeHtml {
  return html`<li class="card job"><div><a class="name" href="/jobs/${name}">${name}</a><p>${description ?? html`Runs <code>${family}</code>`}</p></div>
<a class="button soft" href="/jobs/${name}" aria-label="Start ${name}">Start…</a></li>`;
}
