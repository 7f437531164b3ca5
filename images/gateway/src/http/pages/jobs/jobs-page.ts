import type { Job } from '../../../jobs/description/job';
import type { Chrome } from '../chrome';
import { html } from '../html';
import { page } from '../layout';
import { crumbs } from './crumbs';
import { jobList } from './job-list';

/** All jobs that the caller may start. */
export function jobsPage(chrome: Chrome, jobs: readonly Job[]): string {
  return page({
    ...chrome,
    title: 'Jobs',
    main: html`${crumbs([])}<h1>Jobs</h1><p class="lead">What you may start, by category.</p>${
      jobs.length === 0 ? html`<p class="none">There are none that you may start. Mappings say who may start what.</p>` : html`<h2 class="unseen">By category</h2>${jobList(jobs)}`}`,
  });
}
