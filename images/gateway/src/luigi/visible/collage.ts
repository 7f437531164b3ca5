/** Bytes put together from parts of an original and new text, copied only once, at the end. */
export class Collage {
  /** Texts, and pairs of numbers: from where to where in the original. */
  private readonly parts: (string | number)[] = [];
  private length = 0;

  constructor(private readonly original: Buffer) {}

  /** Adds new text. */
  text(text: string): void {
    this.parts.push(text);
    this.length += Buffer.byteLength(text);
  }

  /** Adds a part of the original. */
  copy(start: number, end: number): void {
    this.parts.push(start, end);
    this.length += end - start;
  }

  /** The whole. */
  toBuffer(): Buffer {
    const whole = Buffer.allocUnsafe(this.length);
    let at = 0;
    for (let index = 0; index < this.parts.length; index++) {
      const part = this.parts[index]!;
      at += typeof part === 'string' ? whole.write(part, at) : this.original.copy(whole, at, part, this.parts[++index] as number);
    }
    return whole;
  }
}
