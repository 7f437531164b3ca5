/**
 * Evaluates CloudWatch Logs filter patterns for JSON as AWS documents them, but for regular expressions and arrays, which are refused like
 * all else that is not known: a pattern that CloudWatch may read differently must not pass here.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function filterPattern(pattern: string): (line: string) => boolean {
  const tokens = tokensOf(pattern);
  let at = 0;
  const next = (): string => tokens[at++] ?? refuse(pattern, 'its end');
  const expect = (token: string): void => { if (next() !== token) refuse(pattern, `${tokens[at - 1]} where ${token} belongs`); };

  expect('{');
  const matches = disjunction();
  expect('}');
  if (at !== tokens.length) refuse(pattern, 'more after }');
  return (line) => {
    const event = parsed(line);
    return event !== undefined && matches(event);
  };

  function disjunction(): Matches {
    const terms = [conjunction()];
    while (tokens[at] === '||') { at += 1; terms.push(conjunction()); }
    return (event) => terms.some((one) => one(event));
  }

  function conjunction(): Matches {
    const terms = [term()];
    while (tokens[at] === '&&') { at += 1; terms.push(term()); }
    return (event) => terms.every((one) => one(event));
  }

  function term(): Matches {
    if (tokens[at] === '(') {
      at += 1;
      const inner = disjunction();
      expect(')');
      return inner;
    }
    const path = next();
    if (!/^\$(\.[A-Za-z_]\w*)+$/.test(path)) refuse(pattern, `${path} where a field belongs`);
    return comparison(path.split('.').slice(1));
  }

  function comparison(path: readonly string[]): Matches {
    const operator = next();
    const value = next();
    const of = (event: unknown): unknown => path.reduce<unknown>((object, name) => (
      typeof object === 'object' && object !== null && Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined
    ), event);
    if (operator === 'IS') {
      const wanted = new Map<string, unknown>([['TRUE', true], ['FALSE', false], ['NULL', null]]);
      if (!wanted.has(value)) refuse(pattern, `IS ${value}`);
      return (event) => of(event) === wanted.get(value);
    }
    if (value.startsWith('"')) {
      const text = textMatcher(value.slice(1, -1));
      if (operator === '=') return (event) => text(of(event));
      if (operator === '!=') return (event) => of(event) !== undefined && !text(of(event));
      return refuse(pattern, `${operator} ${value}`);
    }
    if (!/^-?\d+(\.\d+)?$/.test(value)) refuse(pattern, `${value} where a number or a text in quotes belongs`);
    const compare = COMPARISONS[operator] ?? refuse(pattern, operator);
    return (event) => {
      const got = of(event);
      return typeof got === 'number' && compare(got, Number(value));
    };
  }
}

/** The number at a field such as `$.status`; undefined where there is none, and then a metric gets no value. */
export function filterValue(selector: string, line: string): number | undefined {
  const value = selector.split('.').slice(1).reduce<unknown>((object, name) => (object as Record<string, unknown> | undefined)?.[name], parsed(line));
  return typeof value === 'number' ? value : undefined;
}

type Matches = (event: unknown) => boolean;

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

function tokensOf(pattern: string): string[] {
  const tokens: string[] = [];
  const token = /\s*("[^"\\]*"|&&|\|\||[<>!]=|[<>=(){}]|[^\s"&|<>!=(){}]+)/y;
  const text = pattern.trimEnd();
  while (token.lastIndex < text.length) {
    const from = token.lastIndex;
    tokens.push(token.exec(text)?.[1] ?? refuse(pattern, text.slice(from)));
  }
  return tokens;
}

function textMatcher(text: string): (value: unknown) => boolean {
  const pattern = new RegExp(`^${text.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 's');
  return (value) => typeof value === 'string' && pattern.test(value);
}

function parsed(line: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function refuse(pattern: string, what: string): never {
  throw new Error(`got ${what} in filter pattern ${pattern}, expected what CloudWatch Logs documents`);
}
