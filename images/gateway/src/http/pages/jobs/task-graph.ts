import type { RunTask } from '../../../jobs/tasks/run-tasks';
import { html, type SafeHtml } from '../html';
import { lookOfTask } from './states';
import { taskLabels } from './task-labels';
import { taskLevels } from './task-levels';

/** In pixels; a letter's width is that of most fonts, rounded up. */
const BOX = { height: 46, across: 36, down: 12, margin: 2, padding: 11, narrowest: 96, letter: 7.7, smallLetter: 6.3 };
const LONGEST = { family: 26, about: 24 };

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Boxes from left to right: what is needed first stands left. For those who see it; the list beside it says the same in words. */
export function taskGraph(tasks: readonly RunTask[]): SafeHtml {
  const labels = taskLabels(tasks);
  const texts = new Map(tasks.map(({ id, family, status }) => {
    const label = labels.get(id) ?? '';
    return [id, { family: end(family, LONGEST.family), about: `${lookOfTask(status).word}${label === '' ? '' : ` · ${end(label, LONGEST.about)}`}` }] as const;
  }));
  const columns = taskLevels(tasks);
  const places = new Map<string, Place>();
  let x = BOX.margin;
  for (const column of columns) {
    const width = Math.max(BOX.narrowest, ...column.map(({ id }) => {
      const { family = '', about = '' } = texts.get(id) ?? {};
      return Math.ceil(2 * BOX.padding + Math.max([...family].length * BOX.letter, [...about].length * BOX.smallLetter));
    }));
    beside(column, places).forEach(({ id }, row) => places.set(id, { x, y: BOX.margin + row * (BOX.height + BOX.down), width }));
    x += width + BOX.across;
  }
  const width = x - BOX.across + BOX.margin;
  const height = Math.max(...columns.map(({ length }) => length)) * (BOX.height + BOX.down) - BOX.down + 2 * BOX.margin;
  const boxes = tasks.map(({ id, family, status }) => {
    const { x: left, y: top, width: wide } = places.get(id) as Place;
    const { word, tone } = lookOfTask(status);
    return html`<g class="box ${tone}"><title>${family}: ${word}</title><rect x="${left}" y="${top}" width="${wide}" height="${BOX.height}" rx="8"/>
<text x="${left + BOX.padding}" y="${top + 19}">${texts.get(id)?.family}</text><text class="word" x="${left + BOX.padding}" y="${top + 36}">${texts.get(id)?.about}</text></g>`;
  });
  return html`<div class="picture" tabindex="0" role="region" aria-label="Picture of the tasks: the list after it says the same"><svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true" focusable="false"><g class="edges">${edges(tasks, places)}</g>${boxes}</svg></div>`;
}

function edges(tasks: readonly RunTask[], places: ReadonlyMap<string, Place>): readonly SafeHtml[] {
  return tasks.flatMap(({ id, dependsOn }) => dependsOn.flatMap((before) => {
    const [from, to] = [places.get(before), places.get(id)];
    if (from === undefined || to === undefined || to.x <= from.x) return [];
    const [x1, y1, x2, y2] = [from.x + from.width, from.y + BOX.height / 2, to.x, to.y + BOX.height / 2];
    const bend = BOX.across / 2;
    return [html`<path d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}"/>`];
  }));
}

/** A column's tasks, each as near as may be to what it waits for, so that fewer lines cross. */
function beside(column: readonly RunTask[], places: ReadonlyMap<string, Place>): readonly RunTask[] {
  const heightOf = ({ dependsOn }: RunTask): number => {
    const heights = dependsOn.flatMap((id) => places.get(id)?.y ?? []);
    return heights.reduce((sum, y) => sum + y, 0) / Math.max(1, heights.length);
  };
  return [...column].sort((a, b) => heightOf(a) - heightOf(b));
}

/** The end of a name says most. */
function end(text: string, longest: number): string {
  const characters = [...text];
  return characters.length > longest ? `…${characters.slice(1 - longest).join('')}` : text;
}
