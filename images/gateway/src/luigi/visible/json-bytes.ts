/**
 * Finds its way in JSON as bytes, without making objects of it: luigid's answers run to megabytes, of which a caller may see a part.
 * For JSON of luigid's own making; what is not well-formed gives a SyntaxError.
 */

/** Where one member of an object lies. */
export interface Span {
  /** From the opening quote of the name. */
  readonly start: number;
  readonly nameEnd: number;
  readonly valueStart: number;
  /** Just after the value. */
  readonly end: number;
}

/** A member of an object, and its name. */
export interface Member extends Span {
  readonly name: string;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;

/** Where the members of the object that opens at `at` lie, in order. */
export function* spansOf(json: Buffer, at: number): Generator<Span> {
  expect(json, at, OPEN_OBJECT);
  let position = skipSpace(json, at + 1);
  if (json[position] === CLOSE_OBJECT) return;
  for (;;) {
    const { nameEnd, valueStart } = valueAfterName(json, position);
    const end = endOfValue(json, valueStart);
    yield { start: position, nameEnd, valueStart, end };
    const next = skipSpace(json, end);
    if (json[next] === CLOSE_OBJECT) return;
    expect(json, next, COMMA);
    position = skipSpace(json, next + 1);
  }
}

/** The members of the object that opens at `at`, in order, with their names. */
export function* membersOf(json: Buffer, at: number): Generator<Member> {
  for (const span of spansOf(json, at)) yield { ...span, name: parseSlice(json, span.start, span.nameEnd) as string };
}

/** Where the value of `response` starts: luigid answers an object whose only member it is. Looks no further. */
export function responseIn(json: Buffer): number {
  const start = skipSpace(json, 0);
  expect(json, start, OPEN_OBJECT);
  const name = skipSpace(json, start + 1);
  const { nameEnd, valueStart } = valueAfterName(json, name);
  if (parseSlice(json, name, nameEnd) !== 'response') throw new SyntaxError('expected a member called response');
  return valueStart;
}

/** What the bytes from `start` to `end` stand for. */
export function parseSlice(json: Buffer, start: number, end: number): unknown {
  return JSON.parse(json.toString('utf8', start, end));
}

function valueAfterName(json: Buffer, at: number): { nameEnd: number; valueStart: number } {
  expect(json, at, QUOTE);
  const nameEnd = endOfString(json, at);
  const colon = skipSpace(json, nameEnd);
  expect(json, colon, COLON);
  return { nameEnd, valueStart: skipSpace(json, colon + 1) };
}

function endOfValue(json: Buffer, at: number): number {
  const first = json[at];
  if (first === QUOTE) return endOfString(json, at);
  if (first === OPEN_OBJECT || first === OPEN_LIST) return endOfContainer(json, at);
  let end = at;
  while (end < json.length && !isEnd(json[end]!)) end++;
  if (end === at) throw new SyntaxError('expected a value');
  return end;
}

function endOfContainer(json: Buffer, at: number): number {
  let depth = 0;
  let position = at;
  while (position < json.length) {
    const byte = json[position]!;
    if (byte === QUOTE) {
      position = endOfString(json, position);
      continue;
    }
    if (byte === OPEN_OBJECT || byte === OPEN_LIST) depth++;
    else if ((byte === CLOSE_OBJECT || byte === CLOSE_LIST) && --depth === 0) return position + 1;
    position++;
  }
  throw new SyntaxError('the text ends within a value');
}

function endOfString(json: Buffer, at: number): number {
  for (let position = at + 1; position < json.length; position++) {
    const byte = json[position];
    if (byte === QUOTE) return position + 1;
    if (byte === BACKSLASH) position++;
  }
  throw new SyntaxError('the text ends within a string');
}

function skipSpace(json: Buffer, at: number): number {
  let position = at;
  while (isSpace(json[position])) position++;
  return position;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isEnd(byte: number): boolean {
  return byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_LIST || isSpace(byte);
}

function expect(json: Buffer, at: number, byte: number): void {
  if (json[at] !== byte) throw new SyntaxError(`expected ${String.fromCharCode(byte)} at byte ${at}`);
}
