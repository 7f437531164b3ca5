import type { RunTask, TaskStatus } from '../../../jobs/run-tasks';
import { RESTRICTED } from '../../../jobs/visible-run-tasks';
import { html, type SafeHtml } from '../html';
import { badge, lookOfTask, TASK_STATUSES } from './states';
import { taskLevels } from './task-levels';
import { graphOf } from './visualiser-links';

/** More tasks than this are counted: nobody could read the picture. */
const MOST = 100;
const BOX = { width: 190, height: 46, across: 54, down: 14, edge: 2 };
const LONGEST = 24;

/** A run's Luigi tasks: a picture by what waits for what, with each one's state; the same as a list; of many, how many of each family. */
export function taskPicture(tasks: readonly RunTask[], goesOn: boolean): SafeHtml {
  if (tasks.length === 0) return html`<p class="none">${goesOn ? 'None yet: the worker tells of them when it has begun.' : 'None are known of this run.'}</p>`;
  const summary = html`<p class="tally">${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}: ${tally(tasks)}</p>${bar(tasks)}`;
  return tasks.length > MOST ? html`${summary}${families(tasks)}` : html`${summary}${graph(tasks)}${list(tasks)}`;
}

function counts(tasks: readonly RunTask[]): ReadonlyArray<readonly [TaskStatus, number]> {
  return TASK_STATUSES.map((status) => [status, tasks.filter((task) => task.status === status).length] as const).filter(([, count]) => count > 0);
}

function tally(tasks: readonly RunTask[]): string {
  return counts(tasks).map(([status, count]) => `${count} ${lookOfTask(status).word}`).join(', ');
}

/** How much of the whole is in which state; the words beside it say the same. */
function bar(tasks: readonly RunTask[]): SafeHtml {
  let at = 0;
  const parts = [...counts(tasks)].reverse().map(([status, count]) => {
    const width = (count / tasks.length) * 100;
    const part = html`<rect class="${lookOfTask(status).tone}" x="${at.toFixed(2)}" y="0" width="${width.toFixed(2)}" height="6"/>`;
    at += width;
    return part;
  });
  return html`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">${parts}</svg>`;
}

/** Boxes from left to right: what is needed first stands left. For those who see it; the list says the same in words. */
function graph(tasks: readonly RunTask[]): SafeHtml {
  const levels = taskLevels(tasks);
  const places = new Map(levels.flatMap((level, column) => level.map((task, row) => [task.id, {
    x: BOX.edge + column * (BOX.width + BOX.across), y: BOX.edge + row * (BOX.height + BOX.down),
  }] as const)));
  const width = levels.length * (BOX.width + BOX.across) - BOX.across + 2 * BOX.edge;
  const height = Math.max(...levels.map(({ length }) => length)) * (BOX.height + BOX.down) - BOX.down + 2 * BOX.edge;
  const edges = tasks.flatMap(({ id, dependsOn }) => dependsOn.flatMap((before) => {
    const [from, to] = [places.get(before), places.get(id)];
    if (from === undefined || to === undefined || to.x <= from.x) return [];
    const [x1, y1, x2, y2] = [from.x + BOX.width, from.y + BOX.height / 2, to.x, to.y + BOX.height / 2];
    return [html`<path d="M${x1} ${y1}C${x1 + BOX.across / 2} ${y1} ${x2 - BOX.across / 2} ${y2} ${x2} ${y2}"/>`];
  }));
  const boxes = tasks.map(({ id, family, status }) => {
    const { x, y } = places.get(id) ?? { x: 0, y: 0 };
    const { word, tone } = lookOfTask(status);
    return html`<g class="box ${tone}"><title>${family}: ${word}</title><rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="8"/>
<text x="${x + 12}" y="${y + 19}">${shortened(family)}</text><text class="word" x="${x + 12}" y="${y + 36}">${word}</text></g>`;
  });
  return html`<div class="picture" tabindex="0" role="region" aria-label="Picture of the tasks; the list below says the same"><svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true" focusable="false"><g class="edges">${edges}</g>${boxes}</svg></div>`;
}

/** The end of a family's name says most. */
function shortened(family: string): string {
  const characters = [...family];
  return characters.length > LONGEST ? `…${characters.slice(-LONGEST + 1).join('')}` : family;
}

function list(tasks: readonly RunTask[]): SafeHtml {
  const numbers = new Map(tasks.map(({ id }, index) => [id, index + 1]));
  const rows = tasks.map(({ id, family, status, dependsOn }, index) => html`<tr><td>${index + 1}</td><td>${badge(lookOfTask(status))}</td>
<th scope="row">${family === RESTRICTED ? html`<span class="none">a task that you may not view</span>` : html`<a href="${graphOf(id)}">${family}</a> <span class="soft id">${id}</span>`}</th>
<td>${dependsOn.length === 0 ? 'nothing' : dependsOn.map((before) => numbers.get(before)).join(', ')}</td></tr>`);
  return html`<details class="tasks" data-kept="tasks"><summary>As a list</summary><div class="scroll" tabindex="0" role="region" aria-label="List of the tasks"><table><thead><tr><th scope="col">No.</th><th scope="col">State</th><th scope="col">Task</th><th scope="col">Waits for</th></tr></thead><tbody>${rows}</tbody></table></div></details>`;
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
