/**
 * Whether an event pattern of EventBridge matches an event: the operators that this project uses, as EventBridge's guide describes them.
 * A list in the event matches where any of its items does. Anything else in a pattern is an error, so that a typo is no match.
 */
export function patternMatches(pattern: unknown, event: unknown): boolean {
  return Object.entries(record(pattern)).every(([name, wanted]) => {
    if (name === '$or') return (wanted as unknown[]).some((alternative) => patternMatches(alternative, event));
    const found = isRecord(event) && Object.hasOwn(event, name) ? event[name] : undefined;
    return Array.isArray(wanted) ? leafMatches(wanted, found) : isRecord(found) && patternMatches(wanted, found);
  });
}

function leafMatches(wanted: readonly unknown[], found: unknown): boolean {
  if (wanted.length === 0) throw new Error('got an empty list in a pattern, expected at least one value');
  return wanted.some((one) => (Array.isArray(found) ? found : [found]).some((value) => oneMatches(one, value)));
}

function oneMatches(wanted: unknown, value: unknown): boolean {
  if (!isRecord(wanted)) return value === wanted;
  const [[operator, operand], ...others] = Object.entries(wanted) as [[string, unknown]];
  if (others.length > 0) throw new Error(`got several operators in ${JSON.stringify(wanted)}, expected one`);
  switch (operator) {
    case 'exists':
      return (value !== undefined) === operand;
    case 'prefix':
      return typeof value === 'string' && value.startsWith(text(operand));
    case 'anything-but':
      return value !== undefined && (isRecord(operand) ? !oneMatches(operand, value) : ![operand].flat().includes(value));
    default:
      throw new Error(`got the operator ${operator}, expected exists, prefix or anything-but`);
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function record(value: unknown): Record<string, unknown> {
  if (!isRecord(value)) throw new Error(`got ${JSON.stringify(value)} in a pattern, expected an object`);
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`got ${JSON.stringify(value)} in a pattern, expected text`);
  return value;
}

/** As templates have it. */
export interface InputTransformer {
  readonly InputPathsMap: Record<string, string>;
  readonly InputTemplate: string;
}

/**
 * What EventBridge sends for an input transformer whose template is text: values are put in unescaped, missing ones left out.
 * @throws SyntaxError where no JSON comes of it, and nothing is sent
 */
export function transformed({ InputPathsMap, InputTemplate }: InputTransformer, event: unknown): unknown {
  const at = (path: string): unknown => path.slice(2).split('.').reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), event);
  const filled = InputTemplate.replace(/<([A-Za-z0-9-]+)>/g, (_all, name: string) => {
    const value = at(InputPathsMap[name]!);
    return value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value);
  });
  return JSON.parse(filled) as unknown;
}
