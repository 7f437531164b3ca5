import { html, SafeHtml } from './html';
import { ICON_ADDRESS } from './icon';
import { PORTAL_SCRIPT_ADDRESS } from './portal-script';
import { STYLE } from './style';

/** What every page of ours is made of. */
export interface PageParts {
  readonly title: string;
  /** Shown beside the brand; a page that does not know it goes without. */
  readonly serviceName?: string;
  readonly main: SafeHtml;
  /** Who is signed in; where nobody is, no name and no sign-out are shown. */
  readonly signedInAs?: string;
  /** Where the browser goes from here by itself, at once. */
  readonly goesOnTo?: URL;
  /** Whether the script of our pages makes it live: it works without. @default false */
  readonly script?: boolean;
  /** Whether it takes more room, where there is. @default false */
  readonly wide?: boolean;
  /** Without script, the page loads itself again after so many seconds. @default - it stays */
  readonly reloadSeconds?: number;
}

/** A whole page: works without script, with a keyboard, with a screen reader, in light and in dark. */
export function page(parts: PageParts): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="${ICON_ADDRESS}">
${parts.goesOnTo === undefined ? undefined : html`<meta http-equiv="refresh" content="0; url=${parts.goesOnTo.href}">
`}${parts.reloadSeconds === undefined ? undefined : html`<noscript><meta http-equiv="refresh" content="${parts.reloadSeconds}"></noscript>
`}<title>${parts.title}</title>
<style>${new SafeHtml(STYLE)}</style>
${parts.script === true ? html`<script src="${PORTAL_SCRIPT_ADDRESS}" defer></script>
` : undefined}</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header><div>
<a class="brand" href="/">Luigi${parts.serviceName === undefined ? undefined : html` <span>${parts.serviceName}</span>`}</a>
${parts.signedInAs === undefined ? undefined : html`<div class="who"><span>${parts.signedInAs}</span><form method="post" action="/sign-out"><button class="quiet">Sign out</button></form></div>`}
</div></header>
<main id="main"${parts.wide === true ? html` class="wide"` : undefined}>${parts.main}</main>
</body>
</html>
`.toString();
}
