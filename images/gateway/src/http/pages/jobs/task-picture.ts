import type { RunTask, TaskStatus } from '../../../jobs/tasks/run-tasks';
import { RESTRICTED } from '../../../jobs/tasks/visible-run-tasks';
import { html, type SafeHtml } from '../html';
import { badge, lookOfTask, TASK_STATUSES } from './states';
import { taskGraph } from './task-graph';
import { graphOf } from './visualiser-links';

/** More tasks than this are counted: nobody could read the picture. */
const MOST = 100;
const MOST_BROKEN = 20;
/** From what is done to what has not begun. */
const IN_BAR: readonly TaskStatus[] = ['DONE', 'RUNNING', 'DISABLED', 'FAILED', 'PENDING', 'UNKNOWN'];

/** A run's Luigi tasks: a picture by what waits for what, with each one's state; the same as a list; of many, how many of each family. */
export function taskPicture(tasks: readonly RunTask[], goesOn: boolean): SafeHtml {
  if (tasks.length === 0) return html`<p class="none">${goesOn ? 'None yet: the worker tells of them when it has begun.' : 'None are known of this run.'}</p>`;
  const summary = html`<p class="tally">${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}: ${tally(tasks)}</p>${bar(tasks)}${hints(tasks, goesOn)}`;
  return tasks.length > MOST ? html`${summary}${broken(tasks)}${families(tasks)}` : html`${summary}${taskGraph(tasks)}${list(tasks)}`;
}

/** What the states alone don't say. */
function hints(tasks: readonly RunTask[], goesOn: boolean): readonly SafeHtml[] {
  const has = (status: TaskStatus): boolean => tasks.some((task) => task.status === status);
  return [
    // A worker that was stopped tells luigid nothing of it.
    ...(!goesOn && has('RUNNING') ? ['The run has ended: what is shown as running was so then, or another run is at it.'] : []),
    ...(has('DISABLED') ? ['No run gets at a disabled task, or at what waits for it, until it is enabled again: in the visualiser, by somebody who may operate it, or by luigid after a while.'] : []),
  ].map((text) => html`<p class="hint">${text}</p>`);
}

function counts(tasks: readonly RunTask[], order = TASK_STATUSES): ReadonlyArray<readonly [TaskStatus, number]> {
  return order.map((status) => [status, tasks.filter((task) => task.status === status).length] as const).filter(([, count]) => count > 0);
}

function tally(tasks: readonly RunTask[]): string {
  return counts(tasks).map(([status, count]) => `${count} ${lookOfTask(status).word}`).join(', ');
}

/** How much of the whole is in which state; the words beside it say the same. */
function bar(tasks: readonly RunTask[]): SafeHtml {
  let at = 0;
  const parts = counts(tasks, IN_BAR).map(([status, count]) => {
    const width = (count / tasks.length) * 100;
    const part = html`<rect class="${lookOfTask(status).tone}" x="${at.toFixed(2)}" y="0" width="${width.toFixed(2)}" height="6"/>`;
    at += width;
    return part;
  });
  return html`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">${parts}</svg>`;
}

function list(tasks: readonly RunTask[]): SafeHtml {
  const numbers = new Map(tasks.map(({ id }, index) => [id, index + 1]));
  const rows = tasks.map(({ id, family, status, dependsOn }, index) => html`<tr><td>${index + 1}</td><td>${badge(lookOfTask(status))}</td>
<th scope="row">${family === RESTRICTED ? html`<span class="none">a task that you may not view</span>` : html`<a href="${graphOf(id)}">${family}</a> <span class="soft id">${id}</span>`}</th>
<td>${dependsOn.length === 0 ? 'nothing' : dependsOn.map((before) => numbers.get(before)).join(', ')}</td></tr>`);
  return html`<details class="tasks" data-kept="tasks"><summary>As a list</summary><div class="scroll" tabindex="0" role="region" aria-label="List of the tasks"><table><thead><tr><th scope="col">No.</th><th scope="col">State</th><th scope="col">Task</th><th scope="col">Waits for</th></tr></thead><tbody>${rows}</tbody></table></div></details>`;
}

/** Of many tasks, the ones that somebody must look at. */
function broken(tasks: readonly RunTask[]): SafeHtml | undefined {
  const all = tasks.filter(({ status, family }) => (status === 'FAILED' || status === 'DISABLED') && family !== RESTRICTED);
  if (all.length === 0) return undefined;
  return html`<h3>Failed or disabled</h3><ul class="plain">${all.slice(0, MOST_BROKEN).map(({ id, family, status }) =>
    html`<li class="broken">${badge(lookOfTask(status))} <a href="${graphOf(id)}">${family}</a> <span class="soft id">${id}</span></li>`)}</ul>${
    all.length > MOST_BROKEN ? html`<p class="hint">And ${all.length - MOST_BROKEN} more.</p>` : undefined}<h3>By family</h3>`;
}

function families(tasks: readonly RunTask[]): SafeHtml {
  const byFamily = new Map<string, RunTask[]>();
  for (const task of tasks) byFamily.set(task.family, [...byFamily.get(task.family) ?? [], task]);
  const all = [...byFamily].sort(([, a], [, b]) => b.length - a.length);
  const shown = all.slice(0, MOST);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Tasks by family"><table><thead><tr><th scope="col">Family</th><th scope="col">Tasks</th></tr></thead><tbody>${shown.map(([family, ofFamily]) =>
    html`<tr><th scope="row">${family}</th><td>${tally(ofFamily)}</td></tr>`)}</tbody></table></div>${
    all.length > shown.length ? html`<p class="hint">And ${all.length - shown.length} more families.</p>` : undefined}`;
}
