import { createHash } from 'node:crypto';

const COMMON: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'Strict-Transport-Security': 'max-age=31536000; includeSubDomains',
  'Cache-Control': 'no-store',
};

/** Headers of an answer that is data: nothing in it may run, load or be framed. */
export const DATA_HEADERS: Readonly<Record<string, string>> = {
  ...COMMON,
  'Content-Security-Policy': "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/**
 * Headers of an answer to a view call. The browser may keep it for the one person, and asks before each use whether it is still true.
 */
export const VIEW_HEADERS: Readonly<Record<string, string>> = { ...DATA_HEADERS, 'Cache-Control': 'private, no-cache', 'Vary': 'Accept-Encoding' };

/** The source expression that lets exactly this inline text through a Content-Security-Policy. */
function cspHash(inline: string): string {
  return `'sha256-${createHash('sha256').update(inline).digest('base64')}'`;
}

/**
 * Headers of a page of ours: the one style sheet by its hash, forms to ourselves only; no script, or none but files of ours.
 *
 * @param style the page's inline style sheet
 * @param script whether the page has the script of our pages, which asks us for what is new
 */
export function pageHeaders(style: string, script = false): Record<string, string> {
  const csp = [
    "default-src 'none'",
    `style-src ${cspHash(style)}`,
    ...(script ? ["script-src 'self'", "connect-src 'self'"] : []),
    // The icon, which is in the page.
    'img-src data:',
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ];
  return { ...COMMON, 'Content-Security-Policy': csp.join('; ') };
}

/** Headers of luigid's own pages (/history, /tasklist): tables with text from workers in them, so nothing runs. */
export const LUIGI_PAGE_HEADERS: Readonly<Record<string, string>> = {
  ...COMMON,
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};
