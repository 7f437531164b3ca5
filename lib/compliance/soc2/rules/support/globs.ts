/** Whether some text fits both of two patterns with the wildcards `*` and `?`. */
export function overlap(one: string, other: string): boolean {
  const known = new Map<number, boolean>();
  const meet = (at: number, opposite: number): boolean => {
    const key = at * (other.length + 1) + opposite;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = compare(at, opposite);
    known.set(key, found);
    return found;
  };
  const compare = (at: number, opposite: number): boolean => {
    const [left, right] = [one[at], other[opposite]];
    if (left === '*') return meet(at + 1, opposite) || right !== undefined && meet(at, opposite + 1);
    if (right === '*') return meet(at, opposite + 1) || left !== undefined && meet(at + 1, opposite);
    if (left === undefined || right === undefined) return left === right;
    return (left === right || left === '?' || right === '?') && meet(at + 1, opposite + 1);
  };
  return meet(0, 0);
}
