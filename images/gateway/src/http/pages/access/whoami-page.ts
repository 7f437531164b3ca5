import type { Access } from '../../../access/access';
import type { Caller, Session } from '../../../identity/caller';
import type { Chrome } from '../chrome';
import { html } from '../html';
import { crumbs } from '../jobs/crumbs';
import { page } from '../layout';
import { evidenceCard } from './evidence-card';

const PROOFS: Readonly<Partial<Record<Session, string>>> = { cookie: 'your login', bearer: 'a bearer token' };

/** Who one is to the service, what one's sign-in said, and which mappings apply. */
export function whoamiPage(chrome: Chrome, caller: Caller, { applied }: Access): string {
  const named = new Set(applied.flatMap(({ because }) => because));
  return page({
    ...chrome,
    title: 'Who you are',
    main: html`${crumbs([])}<h1>Who you are to this service</h1>
<p class="lead">What your sign-in said of you, what of it counts, and what mappings can name you by. Nobody else is shown this.</p>
<section class="card"><h2>You</h2><dl class="facts">
<div><dt>In records</dt><dd><code>${caller.principal}</code></dd></div>
<div><dt>Kind</dt><dd>${caller.kind}</dd></div>
<div><dt>Proved by</dt><dd>${PROOFS[caller.session] ?? caller.session}${caller.issuer === undefined ? undefined : html`, issuer <code>${caller.issuer}</code>`}${caller.roleSession === undefined ? undefined : html`, session <code>${caller.roleSession}</code>`}</dd></div>
<div><dt>Proof holds until</dt><dd>${new Date(caller.expiresAt * 1000).toISOString().replace(/T(.*)\.000Z$/, ' $1 UTC')}${caller.session === 'cookie' ? ' (each call brings a new one)' : ''}</dd></div>
</dl></section>
<section class="card"><h2>Names that mappings can use</h2><table class="values"><thead><tr><th scope="col">Principal</th><th scope="col">Mappings</th></tr></thead><tbody>${
  [...new Set([...caller.principals, ...named])].map((principal) => {
    const mappings = applied.filter(({ because }) => because.includes(principal)).map(({ mapping }) => mapping.name);
    return html`<tr><th scope="row"><code>${principal}</code></th><td>${mappings.length === 0 ? html`<span class="none">no mapping names it</span>` : mappings.join(', ')}</td></tr>`;
  })}</tbody></table></section>
${caller.evidence === undefined ? undefined : evidenceCard(caller.evidence)}
<p class="aside">The same as JSON: ask for <code>/whoami?verbose</code> with <code>Accept: application/json</code>. Why you may or may not do something: <a href="/access/explain">/access/explain</a>.</p>`,
  });
}
