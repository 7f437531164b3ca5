import { isName } from '../names';

/** As the schema of mappings has it: nothing invisible, no space at either end. What does not fit could not be named there. */
const PRINTABLE = /^(?! )[^\u0000-\u001f\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]{1,256}(?<! )$/;

/** Whether a claim's value can be part of a principal: a string of 1 to 256 printable characters, without space at either end. */
export function isPrincipalText(value: unknown): value is string {
  return isName(value) && PRINTABLE.test(value);
}
