import fc from 'fast-check';

/** Characters that mean something to those who read text: HTML, JSON, terminals, logs. Random text hardly ever holds one. */
const MEANINGFUL = ['<', '>', '"', "'", '&', ';', '\\', '{', '\n', '\r', '\t', '\0', '\u001b', '\u007f', '\u0085', '\u200b', '\u2028', '\u2029', '\u202e', '\ud800', ' '];

/** Any text, half of it characters that mean something somewhere. */
export function anyText(maxLength = 40): fc.Arbitrary<string> {
  return fc.string({ unit: fc.oneof(fc.constantFrom(...MEANINGFUL), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })), maxLength });
}
