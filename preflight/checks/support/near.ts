/** The one of the known names that somebody may have meant who wrote another: a letter wrong, missing, too many, or two swapped. */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  for (const candidate of known) if (isOneSlipFrom(name, candidate)) return candidate;
  return undefined;
}

function isOneSlipFrom(one: string, other: string): boolean {
  if (one === other || Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  const [rest, otherRest] = [one.slice(start), other.slice(start)];
  return rest.slice(1) === otherRest.slice(1) || rest.slice(1) === otherRest || rest === otherRest.slice(1)
    || rest[0] === otherRest[1] && rest[1] === otherRest[0] && rest.slice(2) === otherRest.slice(2);
}
