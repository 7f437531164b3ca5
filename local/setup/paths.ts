import path from 'node:path';

/** The project's folder. */
export const PROJECT = path.resolve(__dirname, '../..');
/** Holds all that is made on this machine: downloads, virtual environments, state, logs. Can be deleted at any time. */
export const LOCAL = path.join(PROJECT, '.local');
