import { UNSEEN } from '../../../../../lib/contract/unseen';
import type { ParameterValue } from '../runs/run';

/** Longest text that a parameter may have, whatever its schema says. */
const MAX_LENGTH = 1000;

/**
 * Why a value may not be handed to a program, in words for the caller; undefined where it may.
 * Looked at before any schema's own pattern is, which a long text could keep busy.
 */
export function unsafeText(value: ParameterValue): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (value.length > MAX_LENGTH) return `got ${value.length} characters, expected at most ${MAX_LENGTH}`;
  return UNSEEN.test(value) ? 'got characters that can not be seen, expected one line of plain text' : undefined;
}
