import { html, SafeHtml } from './html';
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
}

/** A whole page: works without script, with a keyboard, with a screen reader, in light and in dark. */
export function page(parts: PageParts): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${parts.goesOnTo === undefined ? undefined : html`<meta http-equiv="refresh" content="0; url=${parts.goesOnTo.href}">
`}<title>${parts.title}</title>
<style>${new SafeHtml(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header><div>
<a class="brand" href="/">Luigi${parts.serviceName === undefined ? undefined : html` <span>${parts.serviceName}</span>`}</a>
${parts.signedInAs === undefined ? undefined : html`<div class="who"><span>${parts.signedInAs}</span><form method="post" action="/sign-out"><button class="quiet">Sign out</button></form></div>`}
</div></header>
<main id="main">${parts.main}</main>
</body>
</html>
`.toString();
}
