/**
 * Which of the two listeners a request came in by: people and their scripts, or Luigi's workers.
 * Told apart by port, never by anything that a client can send.
 */
export type Lane = 'people' | 'workers';
