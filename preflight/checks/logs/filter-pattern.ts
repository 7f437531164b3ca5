/** What is wrong with a filter pattern of CloudWatch Logs. @returns `undefined` where it can be read */
export function filterPatternFault(pattern: string): string | undefined {
  const trimmed = pattern.trim();
  if (trimmed.length > 1024) return `${trimmed.length} characters: expected 1,024 at most; shorten it`;
  if (trimmed.startsWith('{')) return jsonFault(trimmed);
  if (trimmed.startsWith('[')) return columnsFault(trimmed);
  if (/^%.*%$/.test(trimmed)) return undefined;
  return termsFault(trimmed);
}

function jsonFault(pattern: string): string | undefined {
  if (!pattern.endsWith('}')) return 'a JSON pattern that does not end in "}"; close it';
  const tokens = tokensOf(pattern.slice(1, -1));
  if (tokens === undefined) return 'a text in quotes that does not end; close it';
  if (tokens.length === 0) return 'an empty JSON pattern: expected a selector such as $.field; add a condition';
  let position = 0;
  const next = () => tokens[position];
  const term = (): string | undefined => {
    if (next() === '(') {
      position++;
      const fault = expression();
      if (fault !== undefined) return fault;
      if (next() !== ')') return 'a bracket that is not closed; close it';
      position++;
      return undefined;
    }
    const selector = next() ?? '';
    if (!/^\$([.[].*)?$/.test(selector)) return `"${selector}" where a selector is expected: write $.field`;
    position++;
    const operator = next() ?? '';
    position++;
    if (/^exists$/i.test(operator)) return undefined;
    if (/^(is|not)$/i.test(operator)) {
      const word = `${operator} ${next() ?? ''}`.toUpperCase();
      position++;
      return ['IS NULL', 'IS TRUE', 'IS FALSE', 'NOT EXISTS'].includes(word) ? undefined : `"${word}" after ${selector}: expected IS NULL, IS TRUE, IS FALSE or NOT EXISTS; correct it`;
    }
    if (!['=', '!=', '<', '<=', '>', '>='].includes(operator)) return `"${operator}" after ${selector}: expected =, !=, <, <=, >, >=, IS or NOT EXISTS; correct it`;
    const value = next();
    if (value === undefined || ['&&', '||', ')', '(', '=', '!=', '<', '<=', '>', '>='].includes(value)) return `nothing after ${selector} ${operator}: expected a value; add it`;
    position++;
    return undefined;
  };
  const expression = (): string | undefined => {
    const fault = term();
    if (fault !== undefined) return fault;
    while (next() === '&&' || next() === '||') {
      position++;
      const other = term();
      if (other !== undefined) return other;
    }
    return undefined;
  };
  return expression() ?? (position < tokens.length ? `"${tokens[position]}" where && or || is expected; join the conditions` : undefined);
}

/** The parts of a condition; `undefined` where a quotation does not end. */
function tokensOf(source: string): readonly string[] | undefined {
  const tokens: string[] = [];
  const pattern = /\s*(?:(&&|\|\||!=|<=|>=|[=<>()])|("(?:[^"\\]|\\.)*"|%[^%]*%)|(\$(?:\.?\[[^\]]*\]|\.(?:[\w@:/-]+|\*))*)|([^\s()=<>!&|"]+)|(\S))/gy;
  for (let match = pattern.exec(source); match !== null; match = pattern.exec(source)) {
    if (match[5] === '"') return undefined;
    tokens.push(match[1] ?? match[2] ?? match[3] ?? match[4] ?? match[5] ?? '');
  }
  return tokens;
}

function columnsFault(pattern: string): string | undefined {
  if (!pattern.endsWith(']')) return 'a pattern of columns that does not end in "]"; close it';
  const columns = pattern.slice(1, -1).split(',').map((column) => column.trim());
  if (columns.some((column) => column === '')) return 'a column without a name: expected one between the commas; add it';
  if (columns.filter((column) => column === '...').length > 1) return '"..." twice: expected once at most; remove one';
  return undefined;
}

function termsFault(pattern: string): string | undefined {
  const quotes = pattern.replace(/\\"/g, '').split('"').length - 1;
  if (quotes % 2 === 1) return 'a text in quotes that does not end; close it';
  const bare = pattern.replace(/"(?:[^"\\]|\\.)*"|%[^%]*%/g, '').split(/\s+/).find((word) => !/^[-?]?[\w]*$/.test(word));
  return bare === undefined ? undefined : `the term ${bare}: expected letters, digits and "_" only outside of quotes; put it into quotes`;
}
