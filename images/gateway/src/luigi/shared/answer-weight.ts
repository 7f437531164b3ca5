/** Who is told of what is held beside an answer's bytes. */
const watchers = new WeakMap<Buffer, (bytes: number) => void>();

/** Tells of what is found out about an answer and held for as long as the answer is: by how many bytes it grew. */
export function watchBeside(answer: Buffer, onGrowth: (bytes: number) => void): void {
  watchers.set(answer, onGrowth);
}

/** Says that so many bytes more are held for as long as the answer is. */
export function growBeside(answer: Buffer, bytes: number): void {
  watchers.get(answer)?.(bytes);
}
