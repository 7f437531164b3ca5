import { createHash } from 'node:crypto';

const DIGEST_LENGTH = 16;

/**
 * Text of somebody else's choosing, cut to a bound. Cut text ends in `…` and the first 16 hexadecimal digits of the SHA-256
 * of the whole (UTF-8), so that two long texts stay apart and a suspected one can be confirmed.
 *
 * @param maximum in UTF-16 code units, more than 17
 */
export function bounded(text: string, maximum: number): string {
  if (text.length <= maximum) return text;
  const digest = createHash('sha256').update(text).digest('hex').slice(0, DIGEST_LENGTH);
  let kept = text.slice(0, maximum - DIGEST_LENGTH - 1);
  // Half of a surrogate pair would be no character.
  if (/[\ud800-\udbff]$/.test(kept)) kept = kept.slice(0, -1);
  return `${kept}…${digest}`;
}
