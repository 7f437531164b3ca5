/**
 * Characters that JSON leaves as they are but that could fool who reads a log in a terminal or an editor:
 * delete and C1 controls, line separators, and invisible or direction-changing characters.
 */
const DECEPTIVE = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/**
 * The value as JSON on one line, whatever is in it: control characters, lone surrogates and deceptive characters stand as \uXXXX.
 * Parsing gives the value back unchanged.
 */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(DECEPTIVE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
