import { hasEnded, type Run } from '../../../jobs/runs/run';
import { html, type SafeHtml } from '../html';

/** A moment: absolute and in UTC as sent; the script of our pages says how long ago, and keeps this as its title. */
export function moment(iso: string): SafeHtml {
  return html`<time datetime="${iso}" data-ago>${absolute(iso)}</time>`;
}

/** A moment where there is room: absolute, and beside it, by the script, how long ago. */
export function momentInFull(iso: string): SafeHtml {
  return html`<time datetime="${iso}">${absolute(iso)}</time> <span class="soft" data-ago-of="${iso}"></span>`;
}

/** A moment to the second, in UTC. */
export function absolute(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}

/** How long a run took, or has taken so far: then the script counts on. undefined where it has ended and nobody knows when. */
export function took(run: Pick<Run, 'state' | 'startedAt' | 'endedAt'>, now: Date): SafeHtml | undefined {
  const { startedAt, endedAt } = run;
  if (endedAt === undefined && hasEnded(run)) return undefined;
  const length = inWords((endedAt === undefined ? now.getTime() : Date.parse(endedAt)) - Date.parse(startedAt));
  return endedAt === undefined ? html`<span data-since="${startedAt}">${length}</span>` : html`<span>${length}</span>`;
}

/** A length of time in its two greatest units. The script says it the same way. */
export function inWords(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [days, hours, minutes] = [Math.floor(seconds / 86_400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  if (days > 0) return `${days} d ${hours} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}
