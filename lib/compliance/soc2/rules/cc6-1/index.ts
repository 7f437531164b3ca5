import type { Rule } from '../../rule';
import { LISTENER_REQUIRES_LOGIN } from './listener-requires-login';

export const CC6_1_RULES: readonly Rule[] = [
  LISTENER_REQUIRES_LOGIN,
];
