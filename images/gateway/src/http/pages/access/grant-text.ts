import type { ExplainedGrant } from '../../../access/explanation';
import { html, type SafeHtml } from '../html';

/** A grant, as it stands in its mapping. */
export function grantText(grant: ExplainedGrant): SafeHtml {
  if ('view' in grant) return html`view <code>${grant.view}</code>`;
  if ('operate' in grant) return html`operate <code>${grant.operate}</code>`;
  const { job, category, parameters } = grant.run;
  const limits = Object.entries(parameters ?? {});
  return html`run ${job === undefined ? html`jobs of the category <code>${category}</code>` : html`the job <code>${job}</code>`}${
    limits.length === 0 ? undefined : html`, with ${limits.map(([name, schema], index) => html`${index === 0 ? '' : ' and '}<code>${name}</code> as <code>${JSON.stringify(schema)}</code>`)}`}`;
}
