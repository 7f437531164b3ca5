const LONGEST = 80;

/** A value as a short piece of JSON in printable ASCII, for messages: nothing in it can forge a line or reorder what is read. */
export function quoted(value: unknown): string {
  const text = (asJson(value) ?? String(value)).replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}... (cut)`;
}

function asJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return Array.isArray(value) ? 'a list that JSON cannot hold' : 'a value that JSON cannot hold';
  }
}
