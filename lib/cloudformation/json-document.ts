import { concatenate, type Reference, Text, Unknown, type Value } from './value';

/** A JSON document that a property holds as a text. */
export type JsonDocument =
  | { readonly parsed: Value }
  /** It is no JSON, whatever its unknown parts turn out to be. */
  | { readonly error: string }
  /** Nothing can be said. */
  | undefined;

/** Parses a JSON document of which parts may not be known. */
export function parseJson(value: Value | undefined): JsonDocument {
  if (typeof value === 'string') {
    if (value.includes('{{resolve:')) return undefined;
    return parse(value, []);
  }
  if (!(value instanceof Text)) return undefined;
  const unknowns: (Unknown | Reference)[] = [];
  let source = '';
  let quoted = false;
  for (const part of value.parts) {
    if (typeof part === 'string') {
      quoted = endsQuoted(part, quoted);
      source += part;
    } else {
      const mark = `\uE000${unknowns.push(part) - 1}\uE001`;
      source += quoted ? mark : `"${mark}"`;
    }
  }
  const result = parse(source, unknowns);
  // An unknown may bring a part of the document with it.
  return result !== undefined && 'error' in result ? undefined : result;
}

function parse(source: string, unknowns: readonly (Unknown | Reference)[]): JsonDocument {
  try {
    return { parsed: revive(JSON.parse(source), unknowns) };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

function endsQuoted(part: string, quotedBefore: boolean): boolean {
  let quoted = quotedBefore;
  for (let index = 0; index < part.length; index++) {
    if (part[index] === '\\' && quoted) index++;
    else if (part[index] === '"') quoted = !quoted;
  }
  return quoted;
}

function revive(json: unknown, unknowns: readonly (Unknown | Reference)[]): Value {
  if (typeof json === 'string') {
    const pieces = json.split(/(\uE000\d+\uE001)/).map((piece) => /^\uE000/.test(piece) ? unknowns[Number(piece.slice(1, -1))] ?? new Unknown(piece) : piece);
    return concatenate(pieces);
  }
  if (Array.isArray(json)) return json.map((member) => revive(member, unknowns));
  if (typeof json !== 'object' || json === null) return json as Value;
  return Object.fromEntries(Object.entries(json).map(([key, member]) => [key, revive(member, unknowns)]));
}
