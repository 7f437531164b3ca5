type Node = Readonly<Record<string, unknown>>;

/**
 * What an expression reads of a context that Step Functions gives it none of: `name`, `$`, `$$`, `*`, `**`. In a predicate or after a step
 * these are fine. CreateStateMachine refuses a definition that has one: "Reference to 'name' at the top level is not supported".
 * @param ast as JSONata parses it
 */
export function topLevelReferences(ast: unknown): string[] {
  if (Array.isArray(ast)) return ast.flatMap(topLevelReferences);
  if (typeof ast !== 'object' || ast === null) return [];
  const node = ast as Node;
  if (node['type'] === 'path') {
    // The steps that follow have the first one's result to read; so has what groups the path.
    return topLevelReferences((node['steps'] as unknown[])[0]);
  }
  const { predicate: _predicate, stages: _stages, ...outer } = node;
  return [...referenceOf(node), ...Object.values(outer).flatMap(topLevelReferences)];
}

function referenceOf({ type, value }: Node): string[] {
  if (type === 'name') return [String(value)];
  if (type === 'variable' && (value === '' || value === '$')) return [`$${value}`];
  if (type === 'wildcard') return ['*'];
  if (type === 'descendant') return ['**'];
  return [];
}
