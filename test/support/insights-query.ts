/** A line of a log, parsed, or a line of an answer. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * What CloudWatch Logs Insights answers to a query, of which this knows no more than our own queries use: fields, filter, sort by one
 * field, dedup, limit; anything else is an error.
 * @param rows lines of JSON, parsed; `@timestamp` is their `time`
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export function answerTo(query: string, rows: readonly Row[]): readonly Row[] {
  let shown: readonly Column[] | undefined;
  let answer: readonly Row[] = rows.map((row) => ({ '@timestamp': Date.parse(String(row.time)), ...row }));
  let isDeduped = false;
  for (const command of commandsOf(query)) {
    const words = new Words(command);
    const name = words.take();
    if (isDeduped && name !== 'limit') throw new Error(`after dedup only limit may stand, got ${name}`);
    if (name === 'fields') {
      const columns = columnsIn(words);
      shown = [...shown ?? [], ...columns];
      answer = answer.map((row) => ({ ...row, ...valuesOf(columns, row) }));
    } else if (name === 'filter') {
      const holds = anyOf(words);
      answer = answer.filter((row) => holds(row) === true);
    } else if (name === 'sort') {
      const field = words.take();
      const sign = words.take() === 'desc' ? -1 : 1;
      answer = [...answer].sort((a, b) => sign * compare(a[field], b[field]));
    } else if (name === 'dedup') {
      const fields = columnsIn(words).map(({ title }) => title);
      const seen = new Set<string>();
      answer = answer.filter((row) => {
        const values = fields.map((field) => row[field]);
        const key = JSON.stringify(values);
        // What has none of them is nobody's double
        if (!values.every(isPresent)) return true;
        return !seen.has(key) && seen.add(key) !== undefined;
      });
      isDeduped = true;
    } else if (name === 'limit') {
      answer = answer.slice(0, Number(words.take()));
    } else {
      throw new Error(`got the command ${name}, which this knows nothing of`);
    }
    if (!words.isAtEnd) throw new Error(`got ${words.take()} at the end of ${command}`);
  }
  return answer.map((row) => valuesOf((shown ?? []).map(({ title }) => ({ title, value: () => row[title] })), row));
}

function valuesOf(columns: readonly Column[], row: Row): Row {
  return Object.fromEntries(columns.map(({ title, value }) => [title, value(row)] as const).filter(([, value]) => isPresent(value)));
}

type Value = (row: Row) => unknown;
interface Column { readonly title: string; readonly value: Value }

/** The words of a command, taken one by one. */
class Words {
  private readonly words: readonly string[];
  private at = 0;

  constructor(command: string) {
    this.words = command.match(/"[^"]*"|@?[A-Za-z_][\w.]*|\d+(?:\.\d+)?|<=|>=|!=|[=<>(),[\]]|\S/g) ?? [];
  }

  get isAtEnd(): boolean { return this.at >= this.words.length; }

  take(): string { return this.words[this.at++] ?? ''; }

  /** Takes the next word if it is that one. */
  passes(word: string): boolean {
    if (this.words[this.at] !== word) return false;
    this.at += 1;
    return true;
  }

  expect(word: string): void {
    const got = this.take();
    if (got !== word) throw new Error(`got ${got || 'the end'}, expected ${word}`);
  }
}

function commandsOf(query: string): string[] {
  return query.replace(/^\s*#.*$/gm, '').split(/\|(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((command) => command.trim());
}

function columnsIn(words: Words): Column[] {
  const columns: Column[] = [];
  do {
    const { title, value } = operand(words);
    columns.push({ title: words.passes('as') ? words.take() : title, value });
  } while (words.passes(','));
  return columns;
}

function anyOf(words: Words): Value {
  const parts = [allOf(words)];
  while (words.passes('or')) parts.push(allOf(words));
  return (row) => parts.some((part) => part(row) === true);
}

function allOf(words: Words): Value {
  const parts = [condition(words)];
  while (words.passes('and')) parts.push(condition(words));
  return (row) => parts.every((part) => part(row) === true);
}

function condition(words: Words): Value {
  if (words.passes('(')) {
    const inner = anyOf(words);
    words.expect(')');
    return inner;
  }
  const { value: left } = operand(words);
  if (words.passes('in')) {
    words.expect('[');
    const values = columnsIn(words).map(({ value }) => value);
    words.expect(']');
    return (row) => values.some((value) => value(row) === left(row));
  }
  for (const [sign, holds] of Object.entries(SIGNS)) {
    if (!words.passes(sign)) continue;
    const { value: right } = operand(words);
    return (row) => isPresent(left(row)) && isPresent(right(row)) && holds(compare(left(row), right(row)));
  }
  return left;
}

const SIGNS: Readonly<Record<string, (difference: number) => boolean>> = {
  '=': (difference) => difference === 0, '!=': (difference) => difference !== 0, '<': (difference) => difference < 0, '<=': (difference) => difference <= 0,
  '>': (difference) => difference > 0, '>=': (difference) => difference >= 0,
};

function operand(words: Words): Column {
  const word = words.take();
  if (/^"/.test(word)) return { title: word, value: () => word.slice(1, -1) };
  if (/^\d/.test(word)) return { title: word, value: () => Number(word) };
  if (!/^@?[A-Za-z_]/.test(word)) throw new Error(`got ${word || 'the end'}, expected a field, a value or a function`);
  if (!words.passes('(')) return { title: word, value: (row) => row[word] };
  const given = columnsIn(words).map(({ value }) => value);
  words.expect(')');
  const called = FUNCTIONS[word];
  if (called === undefined) throw new Error(`got the function ${word}, which this knows nothing of`);
  return { title: word, value: (row) => called(given.map((value) => value(row))) };
}

const FUNCTIONS: Readonly<Record<string, (given: readonly unknown[]) => unknown>> = {
  ispresent: ([value]) => isPresent(value),
  coalesce: (given) => given.find(isPresent),
  concat: (given) => given.map((value) => String(value ?? '')).join(''),
};

function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function compare(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return String(left) === String(right) ? 0 : String(left) < String(right) ? -1 : 1;
}
