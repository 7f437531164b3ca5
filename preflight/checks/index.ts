import type { Check } from './check';

/** All checks. */
export const CHECKS: readonly Check[] = [];
