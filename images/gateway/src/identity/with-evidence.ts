import { IdentityError } from './errors';
import type { Evidence } from './evidence';

/** The same refusal, to somebody whose proof holds while what it says is not enough: they may be told what arrived. */
export function withEvidence(error: unknown, evidence: Evidence): unknown {
  if (!(error instanceof IdentityError)) return error;
  return Object.assign(new IdentityError(error.code, { cause: error.cause }), { extensions: { ...error.extensions, evidence } });
}
