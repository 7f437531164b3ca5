import type { LogLine } from '../../../jobs/runs/runner';
import { html, type SafeHtml } from '../html';
import type { LogView } from './run-view';

/** The end of a run's log: text, whatever it says. The script adds to it. */
export function logView(log: LogView, address: string, goesOn: boolean): SafeHtml {
  if (log === 'unavailable') return html`<p class="none" id="log-note">The log can't be read at present.</p><pre id="log" class="log" tabindex="0" role="region" aria-label="Log"></pre>`;
  const { lines, cut } = log;
  return html`${cut ? html`<p class="hint">Not all of it stands here; all of it, page by page and as JSON: <a href="${address}/logs">${address}/logs</a></p>` : undefined}<p class="none" id="log-note">${
    lines.length > 0 ? undefined : goesOn ? 'Nothing has been logged yet.' : 'Nothing was logged.'}</p><pre id="log" class="log" tabindex="0" role="region" aria-label="Log">${lines.map(logLine)}</pre>`;
}

function logLine({ time, message }: LogLine): SafeHtml {
  return html`<span><time datetime="${time}">${time.slice(11, 19)}</time> ${message}
</span>`;
}
