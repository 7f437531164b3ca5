/** The known names that somebody may have meant who wrote another: up to three, the nearest first. */
export function nearest(name: string, known: readonly string[]): readonly string[] {
  return known.map((candidate) => ({ candidate, distance: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((one, other) => one.distance - other.distance || (one.candidate < other.candidate ? -1 : 1))
    .slice(0, 3).map(({ candidate }) => candidate);
}

/** Letters to add, drop or change. */
function distance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let row = 1; row <= one.length; row++) {
    const current = [row];
    for (let column = 1; column <= other.length; column++) {
      const change = one[row - 1] === other[column - 1] ? 0 : 1;
      current.push(Math.min((above[column] as number) + 1, (current[column - 1] as number) + 1, (above[column - 1] as number) + change));
    }
    above = current;
  }
  return above[other.length] as number;
}
