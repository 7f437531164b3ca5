import type { Rule } from '../../rule';
import { JWT_VALIDATION_CHECKS_AUDIENCE } from './jwt-validation-checks-audience';
import { LISTENER_LOGIN_IS_REQUIRED } from './listener-login-is-required';
import { LISTENER_REQUIRES_LOGIN } from './listener-requires-login';
import { LISTENER_SESSION_ENDS } from './listener-session-ends';

export const CC6_1_RULES: readonly Rule[] = [
  JWT_VALIDATION_CHECKS_AUDIENCE,
  LISTENER_LOGIN_IS_REQUIRED,
  LISTENER_REQUIRES_LOGIN,
  LISTENER_SESSION_ENDS,
];
