import type { CorrectCase } from '../stack-case';
import { BEARER } from './bearer';
import { COMPUTE } from './compute';
import { DATA } from './data';
import { EDGE } from './edge';
import { EVENTS } from './events';
import { FURTHER } from './further';
import { STRUCTURE } from './structure';

/** Stacks of many kinds with nothing wrong with them. */
export const CORRECT: readonly CorrectCase[] = [...COMPUTE, ...DATA, ...EDGE, ...BEARER, ...EVENTS, ...STRUCTURE, ...FURTHER];
