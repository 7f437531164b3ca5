import type { ExplainedGrant } from '../../../explain/explanation';
import { html, type SafeHtml } from '../html';

/** A grant, as it stands in its mapping. */
export function grantText(grant: ExplainedGrant): SafeHtml {
  if ('view' in grant) return html`view <code>${grant.view}</code>`;
  if ('operate' in grant) return html`operate <code>${grant.operate}</code>`;
  const { job, category, parameters } = grant.run;
  const limits = Object.entries(parameters ?? {});
  return html`run ${job === undefined ? html`jobs of the category <code>${category}</code>` : html`the job <code>${job}</code>`}${
    limits.length === 0 ? undefined : html`, with ${limits.map(([name, schema], index) => html`${index === 0 ? '' : ' and '}${limitText(name, schema)}`)}`}`;
}

/** A limit: in words where it is a value or a few, else as the mapping has it. */
function limitText(name: string, schema: unknown): SafeHtml {
  const [[keyword, value] = [], ...others] = Object.entries(schema ?? {});
  if (others.length === 0 && keyword === 'const') return html`<code>${name}</code> being ${valueText(value)}`;
  if (others.length === 0 && keyword === 'enum' && Array.isArray(value)) {
    return html`<code>${name}</code> one of ${value.map((each: unknown, index) => html`${index === 0 ? '' : ', '}${valueText(each)}`)}`;
  }
  return html`<code>${name}</code> as <code>${JSON.stringify(schema)}</code>`;
}

function valueText(value: unknown): SafeHtml {
  return html`<code>${typeof value === 'string' ? value : JSON.stringify(value)}</code>`;
}
