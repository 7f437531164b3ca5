import { member } from '../../json/json-object';

/** Seconds that clocks may differ by. */
export const CLOCK_TOLERANCE_SECONDS = 60;

/** Whether a token's times allow it now. */
export type Validity = 'valid' | 'malformed' | 'no-expiry' | 'expired' | 'not-yet-valid';

/**
 * Judges exp, nbf and iat, with 60 s of tolerance each way.
 *
 * Load balancers give their claims 120 s. A gateway whose clock is 30 s ahead or behind takes them as ever. One that is
 * 5 min ahead finds them expired. One that is 5 min behind would take them for 5 min longer than meant, and sees an expiry
 * further away than any such token has: `maxRemainingSeconds` refuses that, as nothing else would in a token without iat.
 *
 * @param now seconds since the epoch
 * @param maxRemainingSeconds furthest expiry that is believed
 */
export function validityOf(claims: Readonly<Record<string, unknown>>, now: number, maxRemainingSeconds = Infinity): Validity {
  const exp = member(claims, 'exp');
  if (exp === undefined) return 'no-expiry';
  if (!isTime(exp)) return 'malformed';
  if (exp + CLOCK_TOLERANCE_SECONDS <= now) return 'expired';
  if (exp > now + maxRemainingSeconds) return 'not-yet-valid';
  for (const name of ['nbf', 'iat']) {
    const start = member(claims, name);
    if (start === undefined) continue;
    if (!isTime(start)) return 'malformed';
    if (start - CLOCK_TOLERANCE_SECONDS > now) return 'not-yet-valid';
  }
  return 'valid';
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
