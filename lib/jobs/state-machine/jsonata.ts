/**
 * A text as a literal of JSONata, of plain characters only: nothing in it can end the literal, or the `{% %}` around the expression, or
 * mean something to CloudFormation.
 */
export function literal(text: string): string {
  const escaped = text.replace(/[^A-Za-z0-9 _.:;,=/-]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  // The u flag is left out on purpose: JSONata reads UTF-16 units.
  return `"${escaped}"`;
}

/** A list of texts, likewise. */
export function literals(texts: readonly string[]): string {
  return `[${texts.map(literal).join(', ')}]`;
}

/**
 * An expression where Step Functions expects one, on one line: a template takes 1 MB, and each job has some twenty of them. Texts in it hold
 * no line break: `literal` writes it another way.
 */
export function evaluated(expression: string): string {
  return `{% ${expression.replace(/\s*\n\s*/g, ' ')} %}`;
}
