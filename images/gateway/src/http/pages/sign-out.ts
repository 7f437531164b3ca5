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

/** Where sign-out ends. Needs no login. */
export function signedOutPage(serviceName: string): string {
  return page({
    title: 'Signed out',
    serviceName,
    main: html`<h1>You are signed out</h1><p class="lead">Your session in this browser has ended. You may close this page.</p><p><a class="button" href="/">Sign in again</a></p>`,
  });
}
