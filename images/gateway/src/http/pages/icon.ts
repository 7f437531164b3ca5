/** The dot of our pages. */
export const ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="#0b6b50"/></svg>';

/**
 * The same in a page itself. Browsers would else ask for /favicon.ico: after sign-out that is a request without a session, which the
 * load balancer sends to the login.
 */
export const ICON_ADDRESS = `data:image/svg+xml,${encodeURIComponent(ICON)}`;
