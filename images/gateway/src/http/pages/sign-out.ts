import { SIGNED_OUT } from '../../../../../lib/contract/signed-out';
import { html } from './html';
import { page } from './layout';

/** Asks before signing out: a link from elsewhere must not end anybody's session. */
export function confirmSignOutPage(serviceName: string): string {
  return page({
    title: 'Sign out',
    serviceName,
    main: html`<h1>Sign out?</h1><p class="lead">This ends your session in this browser.</p><form method="post" action="/sign-out"><button>Sign out</button></form>`,
  });
}

/**
 * Goes on to the provider's end of session at once and by itself, as a navigation of its own: it may redirect to any origin,
 * which a form's answer may not. Without script; by its link where a browser goes nowhere by itself.
 */
export function leavingPage(serviceName: string, signOutUrl: URL): string {
  return page({
    title: 'Signing out',
    serviceName,
    goesOnTo: signOutUrl,
    main: html`<h1>Signing you out</h1><p class="lead">You are signed out here. Your session at ${signOutUrl.host} ends next.</p><p><a class="button" href="${signOutUrl.href}">Continue if nothing happens</a></p>`,
  });
}

/** Where sign-out ends. Needs no login. */
export function signedOutPage(serviceName: string): string {
  return page({
    title: 'Signed out',
    serviceName,
    main: html`<h1>${SIGNED_OUT.heading}</h1><p class="lead">${SIGNED_OUT.text}</p><p><a class="button" href="/">${SIGNED_OUT.again}</a></p>`,
  });
}
