import { createHash } from 'node:crypto';
import { PEOPLE } from './people';

/** A page, and the policy that it must be sent with. */
export interface Page {
  readonly html: string;
  readonly contentSecurityPolicy: string;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2733; --soft: #5b6878; --line: #d9dfe6; --paper: #fff; --ground: #f2f4f8; --accent: #3b4cb8; --on: #fff; --warn: #a3261d; --tint: #eef0fb }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ecf2; --soft: #a3b0c0; --line: #303b49; --paper: #18202b; --ground: #0f151d; --accent: #98a5ff; --on: #10163d; --warn: #ff9a8f; --tint: #232b45 } }
* { box-sizing: border-box }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif }
main { width: 100%; max-width: 27rem; background: var(--paper); border: 1px solid var(--line); border-radius: 16px; padding: 2rem }
h1 { font-size: 1.4rem; letter-spacing: -.02em; margin: 0 0 .25rem }
h2 { font-size: .95rem; margin: 1.75rem 0 .5rem; padding-top: 1.5rem; border-top: 1px solid var(--line) }
p { margin: 0 0 1rem; color: var(--soft) }
label { display: block; font-weight: 600; font-size: .9rem; margin-top: .9rem }
input { width: 100%; font: inherit; color: inherit; background: transparent; border: 1px solid var(--soft); border-radius: 8px; padding: .55rem .75rem; margin-top: .25rem }
button { font: inherit; font-weight: 600; border: 0; border-radius: 8px; padding: .6rem 1rem; background: var(--accent); color: var(--on); cursor: pointer }
form > button { width: 100%; margin-top: 1.25rem }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
input:focus-visible { outline-width: 2px; outline-offset: -1px }
[role=alert] { color: var(--warn); font-weight: 600; margin: 1rem 0 1.25rem; padding-left: .75rem; border-left: 3px solid }
ul { list-style: none; margin: 0; padding: 0 }
li { padding: .6rem 0 }
li:last-child { padding-bottom: 0 }
li form { display: flex; gap: .75rem; align-items: center; justify-content: space-between }
li form > button { width: auto; margin: 0; background: var(--tint); color: var(--ink); font-size: .875rem; padding: .45rem .8rem; white-space: nowrap }
li code { display: block }
li span { display: block; color: var(--soft); font-size: .875rem }
code { font: .875rem ui-monospace, Menlo, Consolas, monospace }
a { color: var(--accent) }
`;

const SUBMIT = "document.getElementById('op.logoutForm').submit()";

/**
 * The login form. Works without script; the people of the demo are listed with their passwords.
 * @param action where the form is sent
 * @param callbackOrigins where the login leads: browsers hold redirects after a form to the form's policy too
 * @param failed what was typed, when it was wrong
 */
export function loginPage(action: string, callbackOrigins: readonly string[], failed?: { readonly username: string }): Page {
  const alert = failed ? '<p role="alert" id="wrong">That name and password do not belong together. Those below do.</p>' : '';
  const described = failed ? ' aria-describedby="wrong" aria-invalid="true"' : '';
  const people = PEOPLE.map(({ username, password, name, shows }) => `<li><form method="post" action="${escape(action)}">
<input type="hidden" name="username" value="${username}"><input type="hidden" name="password" value="${password}">
<div><strong>${escape(name)}</strong> <code>${username} / ${password}</code><span>${escape(shows)}</span></div>
<button aria-label="Sign in as ${escape(name)}">Sign in</button></form></li>`).join('\n');
  return page('Sign in', `<h1>Sign in</h1><p>To Luigi on this machine</p>${alert}
<form method="post" action="${escape(action)}" id="login">
<label for="username">Name</label><input id="username" name="username" autocomplete="username" autocapitalize="none" spellcheck="false" required autofocus value="${escape(failed?.username ?? '')}"${described}>
<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required${described}>
<button>Sign in</button></form>
<h2>People of this demo</h2><ul>${people}</ul>`, ["form-action 'self'", ...callbackOrigins].join(' '));
}

/**
 * Ends the provider's session: sent by itself, as providers do that do not ask again, or by its button where scripts are off.
 * @param form made by oidc-provider
 */
export function signOutPage(form: string, callbackOrigins: readonly string[]): Page {
  return page('Sign out', `<h1>Signing out</h1><p>If nothing happens, use the button.</p>${form}
<input type="hidden" name="logout" value="yes" form="op.logoutForm"><button form="op.logoutForm">Sign out</button><script>${SUBMIT}</script>`,
  ["form-action 'self'", ...callbackOrigins].join(' '), `script-src '${hash(SUBMIT)}'`);
}

/** Says what went wrong and where to go on. */
export function troublePage(what: string, frontDoor: string): Page {
  return page('Sign-in did not work', `<h1>Sign-in did not work</h1><p>${escape(what)}</p><p><a href="${escape(frontDoor)}">Start again</a></p>`);
}

function page(title: string, main: string, ...policy: string[]): Page {
  return {
    html: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${STYLE}</style></head>
<body><main>${main}</main></body></html>
`,
    contentSecurityPolicy: ["default-src 'none'", `style-src '${hash(STYLE)}'`, "base-uri 'none'", "frame-ancestors 'none'", ...policy].join('; '),
  };
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
