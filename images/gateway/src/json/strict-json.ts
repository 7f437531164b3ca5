import { Problem } from '../problem';

/** Deepest nesting of lists and objects taken. */
const MAX_DEPTH = 64;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const NOTHING = /[ \t\n\r]*/y;

/** How strictly JSON is read. */
export interface StrictJsonOptions {
  /**
   * Name of the one member of the outermost object that may be a bare `Infinity`, as Python's json writes it. It is left out.
   * @default - none may
   */
  readonly infinityAt?: string;
}

/**
 * JSON of which every reader makes the same: no member twice, no number that loses digits in a double,
 * no NaN or Infinity, no endless nesting. Objects have no prototype, so that no member name is special.
 *
 * @throws Problem 400 `malformed-json`, `duplicate-member`, `number-out-of-range`, `nested-too-deep`
 * @see https://www.rfc-editor.org/rfc/rfc7493 (I-JSON)
 */
export function parseStrictJson(json: string, options: StrictJsonOptions = {}): unknown {
  return new Reader(json, options).document();
}

class Reader {
  private at = 0;

  constructor(private readonly json: string, private readonly options: StrictJsonOptions) {}

  document(): unknown {
    const value = this.value(0);
    this.skipSpace();
    if (this.at !== this.json.length) throw this.malformed();
    return value;
  }

  private value(depth: number): unknown {
    this.skipSpace();
    switch (this.json[this.at]) {
      case '{': return this.object(depth + 1);
      case '[': return this.list(depth + 1);
      case '"': return this.string();
      case 't': return this.word('true', true);
      case 'f': return this.word('false', false);
      case 'n': return this.word('null', null);
      default: return this.number();
    }
  }

  private object(depth: number): Record<string, unknown> {
    this.descend(depth);
    const members = Object.create(null) as Record<string, unknown>;
    const seen = new Set<string>();
    if (this.takes('}')) return members;
    do {
      this.skipSpace();
      if (this.json[this.at] !== '"') throw this.malformed();
      const name = this.string();
      if (seen.has(name)) {
        throw new Problem(400, 'duplicate-member', 'got an object that names a member twice, expected each once; send one of them');
      }
      seen.add(name);
      if (!this.takes(':')) throw this.malformed();
      if (depth === 1 && name === this.options.infinityAt && this.takes('I')) this.word('nfinity', undefined);
      else members[name] = this.value(depth);
    } while (this.takes(','));
    if (!this.takes('}')) throw this.malformed();
    return members;
  }

  private list(depth: number): unknown[] {
    this.descend(depth);
    const items: unknown[] = [];
    if (this.takes(']')) return items;
    do items.push(this.value(depth)); while (this.takes(','));
    if (!this.takes(']')) throw this.malformed();
    return items;
  }

  private string(): string {
    const start = this.at++;
    // By hand: a pattern with alternatives would keep a way back for each character of a long text
    for (;;) {
      const code = this.json.charCodeAt(this.at++);
      if (code === 0x22) break;
      if (code === 0x5c) this.at++;
      if (this.at >= this.json.length) throw this.malformed();
    }
    try {
      return JSON.parse(this.json.slice(start, this.at)) as string;
    } catch {
      throw this.malformed();
    }
  }

  private number(): number {
    NUMBER.lastIndex = this.at;
    const found = NUMBER.exec(this.json);
    if (!found) throw this.malformed();
    this.at = NUMBER.lastIndex;
    const value = Number(found[0]);
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      throw new Problem(400, 'number-out-of-range', 'got a number beyond 2^53, expected one that every JSON reader keeps exact; send it as a string');
    }
    return value;
  }

  private word<T>(word: string, value: T): T {
    if (!this.json.startsWith(word, this.at)) throw this.malformed();
    this.at += word.length;
    return value;
  }

  private descend(depth: number): void {
    this.at++;
    if (depth > MAX_DEPTH) {
      throw new Problem(400, 'nested-too-deep', `got JSON nested deeper than ${MAX_DEPTH} levels; send flatter data`);
    }
  }

  private takes(character: string): boolean {
    this.skipSpace();
    if (this.json[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private skipSpace(): void {
    NOTHING.lastIndex = this.at;
    NOTHING.exec(this.json);
    this.at = NOTHING.lastIndex;
  }

  private malformed(): Problem {
    return new Problem(400, 'malformed-json', `got text that is not JSON (RFC 8259) at character ${Math.min(this.at, this.json.length)}; NaN and Infinity are not JSON`);
  }
}
