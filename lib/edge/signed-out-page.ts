import { SIGNED_OUT } from '../contract/signed-out';

/**
 * Where sign-out ends: a page of the load balancer itself, since it needs no login and no target. Looks like the service's own pages,
 * as far as 1,024 bytes reach: a fixed response holds no more.
 * Its icon is none, lest browsers ask for one without a session, and be sent to the login.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_FixedResponseActionConfig.html
 */
export const SIGNED_OUT_PAGE = [
  '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Signed out of Luigi</title><link rel="icon" href="data:,"><style>',
  ':root{color-scheme:light dark;--i:#1d2733;--s:#5b6878;--g:#f5f7f9;--a:#0b6b50;--o:#fff}',
  '@media(prefers-color-scheme:dark){:root{--i:#e7ecf2;--s:#9fadbd;--g:#10171f;--a:#4cc9a0;--o:#06231a}}',
  'body{margin:18vh auto;max-width:30rem;padding:0 1.5rem;background:var(--g);color:var(--i);font:1rem/1.55 system-ui,sans-serif}',
  'h1{font-size:1.6rem;margin:0 0 .5rem}p{margin:0 0 1.5rem;color:var(--s)}',
  'a{display:inline-block;padding:.55rem 1.1rem;border-radius:8px;background:var(--a);color:var(--o);font-weight:600;text-decoration:none}',
  'a:focus-visible{outline:3px solid var(--a);outline-offset:2px}',
  `</style><main><h1>${SIGNED_OUT.heading}</h1><p>${SIGNED_OUT.text}</p>`,
  `<a href="/">${SIGNED_OUT.again}</a></main></html>`,
].join('');
