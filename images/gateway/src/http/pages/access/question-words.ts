import type { AskedFields } from '../../access/asked-question';
import { html, type SafeHtml } from '../html';

/** What is a name at first sight: a link from elsewhere is to put no sentence of its own into ours. */
const NAME = /^[\w.-]{1,100}$/;

/** What is asked, as it goes on after "you may" or "you may not". */
export function questionWords({ action = '', family, job, parameters }: AskedFields, allowed: boolean): SafeHtml {
  if (action === 'run') return html`run the job ${job}${parameters === undefined ? '' : ' with these values'}`;
  switch (family) {
    case undefined: return html`${action} ${allowed ? 'some tasks' : 'any task'}`;
    case '*': return html`${action} all tasks${action === 'operate' ? ' and the scheduler' : ''}`;
    default: {
      const [name, all] = family.endsWith('.*') ? [family.slice(0, -2), true] : [family, false];
      return NAME.test(name) ? html`${action} ${all ? 'all of' : 'tasks of'} ${name}` : html`${action} tasks of this family`;
    }
  }
}
