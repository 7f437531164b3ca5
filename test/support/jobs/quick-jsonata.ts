import type Jsonata from 'jsonata';

/**
 * JSONata, loaded outside of Jest's sandbox, in which each look at a global costs: what it evaluates takes an eighth of the time. What it
 * makes are objects of another realm.
 */
export const jsonata = process.getBuiltinModule('node:module').createRequire(__filename)('jsonata') as typeof Jsonata;
