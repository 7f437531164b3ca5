/**
 * Where a JSON text gives one object the same key twice, as a JSON pointer to the second; undefined where it doesn't.
 * JSON.parse would silently take the last: a reviewer who reads the first would approve something else than what holds.
 *
 * @param text that JSON.parse accepts
 */
export function duplicateKey(text: string): string | undefined {
  const open: Container[] = [];
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]/g)) {
    const inner = open.at(-1);
    if (token === '{') {
      open.push({ keys: new Set(), step: '', expectsKey: true });
    } else if (token === '[') {
      open.push({ keys: undefined, step: 0, expectsKey: false });
    } else if (token === '}' || token === ']') {
      open.pop();
    } else if (inner === undefined || token === ':') {
      continue;
    } else if (token === ',') {
      if (typeof inner.step === 'number') inner.step += 1;
      else inner.expectsKey = true;
    } else if (inner.expectsKey && inner.keys !== undefined) {
      // Keys are compared as parsed: "view" and "\u0076iew" are the same.
      const key = JSON.parse(token) as string;
      inner.step = key;
      if (inner.keys.has(key)) return pointer(open);
      inner.keys.add(key);
      inner.expectsKey = false;
    }
  }
  return undefined;
}

/** An object or array that is still open. */
interface Container {
  /** Keys seen so far; undefined for an array. */
  readonly keys: Set<string> | undefined;
  /** Current key or index. */
  step: string | number;
  expectsKey: boolean;
}

function pointer(open: readonly Container[]): string {
  return open.map(({ step }) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
