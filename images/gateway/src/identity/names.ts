/** Characters of a user or group name at most. */
const MAX_NAME_LENGTH = 256;

// Control characters, lone surrogates, line and paragraph separators: they would break records and pages.
const UNUSABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Whether a value can name a user or a group: a string of 1 to 256 characters, without control characters. */
export function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= MAX_NAME_LENGTH && !UNUSABLE.test(value);
}
