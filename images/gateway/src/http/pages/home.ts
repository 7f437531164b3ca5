import type { Access } from '../../access/access';
import type { Caller } from '../../identity/caller';
import { html, type SafeHtml } from './html';
import { page } from './layout';

/** Where the visualiser stands: lighttpd serves it. */
const VISUALISER = '/static/visualiser/index.html';

function chips(names: readonly string[], none: string): SafeHtml {
  return names.length === 0
    ? html`<p class="none">${none}</p>`
    : html`<ul class="plain chips">${[...names].sort().map((name) => html`<li class="chip">${name}</li>`)}</ul>`;
}

function families(patterns: readonly string[]): string[] {
  return [...new Set(patterns)].map((pattern) => (pattern === '*' ? 'everything' : pattern));
}

function nothingGranted(caller: Caller): SafeHtml {
  return html`<div class="card notice">
<h2>You are signed in, but no access has been given to you yet</h2>
<p>Access is given by mappings of people and groups to tasks. None of them names you. Ask whoever runs this service, and send them these lines; each is a name that a mapping could use:</p>
${chips(caller.principals, 'none')}
</div>`;
}

function granted(caller: Caller, access: Access): SafeHtml {
  return html`<p><a class="button" href="${VISUALISER}">Open the task visualiser</a></p>
<div class="cards">
<section class="card"><h2>You may see</h2>${chips(families(access.view.patterns), 'No tasks')}</section>
<section class="card"><h2>You may operate</h2>${chips(families(access.operate.patterns), 'No tasks')}</section>
<section class="card"><h2>Your groups</h2>${chips(caller.groups, 'None')}</section>
<section class="card"><h2>Mappings that grant it</h2>${chips(access.mappings, 'None')}</section>
</div>`;
}

/** The start page: who you are, what you may do, where to go. */
export function homePage(serviceName: string, caller: Caller, access: Access): string {
  return page({
    title: serviceName,
    serviceName,
    signedInAs: caller.displayName,
    main: html`<h1>Hello, ${caller.displayName}</h1>
<p class="lead">What you see and may change in this Luigi service depends on the groups that your organisation has put you in.</p>
${access.mappings.length === 0 ? nothingGranted(caller) : granted(caller, access)}
<p class="aside">This page as JSON: <a href="/whoami">/whoami</a>. How the service is: <a href="/healthz">/healthz</a>.</p>`,
  });
}
