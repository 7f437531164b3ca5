import type { Job, ParameterValues } from '../../../jobs/description/job';
import { html, type SafeHtml } from '../html';

/** Parameters with their values, each with its name as Luigi has it. Spaces at the ends of a text stay visible. */
export function valuesTable(job: Pick<Job, 'parameters'> | undefined, values: ParameterValues): SafeHtml {
  const rows = Object.entries(values);
  if (rows.length === 0) return html`<p class="none">No parameters</p>`;
  return html`<table class="values"><thead><tr><th scope="col">Parameter</th><th scope="col">Value</th></tr></thead><tbody>${rows.map(([name, value]) => {
    const title = job?.parameters[name]?.title;
    return html`<tr><th scope="row">${title ?? name}${title === undefined || title === name ? undefined : html` <code class="soft">${name}</code>`}</th><td>${shown(value)}</td></tr>`;
  })}</tbody></table>`;
}

function shown(value: string | number | boolean): SafeHtml {
  if (value === '') return html`<span class="none">empty</span>`;
  return html`<code>${typeof value === 'boolean' ? (value ? 'yes' : 'no') : value}</code>`;
}
