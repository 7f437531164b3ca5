/** What the page says at which sign-out ends: the load balancer's own, or the gateway's where no load balancer has one. */
export const SIGNED_OUT = {
  heading: 'You are signed out',
  text: 'Your Luigi session in this browser has ended. On a shared computer, close the browser too.',
  again: 'Sign in again',
} as const;
