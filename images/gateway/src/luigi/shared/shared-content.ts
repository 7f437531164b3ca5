import type { UpstreamAnswer } from '../client/upstream';
import { watchBeside } from './answer-weight';
import { Rendering } from './shared-rendering';

/** How a part of an answer is cut out. */
export interface Cut {
  /** Stands for what is cut out: callers with equal keys get the same bytes. */
  readonly key: string;
  readonly from: (answer: Buffer) => Promise<Buffer>;
  /** Whether the same answer always gives the same. */
  readonly repeatable: boolean;
}

/** The answer as luigid gave it. */
export const WHOLE: Cut = { key: '*', from: (answer) => Promise.resolve(answer), repeatable: true };

/** Each holds the plain megabytes of a scope while it compresses them, which is done by four threads. */
const PREPARED_AT_ONCE = 4;

/** What luigid answered, and what was made of it for its callers. */
export class SharedContent {
  private readonly renderings = new Map<string, { readonly cut: Cut; readonly rendering: Rendering }>();

  private bytes: number;
  private onGrowth: ((bytes: number) => void) | undefined;

  constructor(readonly answer: UpstreamAnswer) {
    this.bytes = answer.body.length;
    // Where its tasks lie is found out once for all who are shown a part of it
    watchBeside(answer.body, (bytes) => this.grow(bytes));
  }

  /** Bytes that it holds. */
  get weight(): number {
    return this.bytes;
  }

  /** Tells of each change of the weight, by how much it grew; nobody any more with undefined. */
  watch(onGrowth: ((bytes: number) => void) | undefined): void {
    this.onGrowth = onGrowth;
  }

  /** Whether luigid has answered the same again. */
  isSame({ body, contentType }: UpstreamAnswer): boolean {
    return contentType === this.answer.contentType && body.equals(this.answer.body);
  }

  /** What may be seen by the cut; made when it is asked for the first time. */
  rendering(cut: Cut): Rendering {
    const known = this.renderings.get(cut.key);
    if (known !== undefined) return known.rendering;
    const make = async (): Promise<Buffer> => {
      try {
        return await cut.from(this.answer.body);
      } catch (error) {
        // The next who asks tries anew
        if (this.renderings.get(cut.key)?.rendering === rendering) {
          this.renderings.delete(cut.key);
          this.grow(-rendering.weight);
        }
        throw error;
      }
    };
    const onGrowth = (bytes: number): void => { if (this.renderings.get(cut.key)?.rendering === rendering) this.grow(bytes); };
    const rendering: Rendering = new Rendering(this.answer.contentType, make, cut.repeatable, onGrowth);
    this.renderings.set(cut.key, { cut, rendering });
    return rendering;
  }

  /** Makes what the callers of an earlier answer asked for, before they ask. What can't be made they will be told when they do. */
  async prepareFor(earlier: SharedContent): Promise<void> {
    const wanted = [...earlier.renderings.values()].filter(({ rendering }) => rendering.isWanted).values();
    const some = async (): Promise<void> => {
      for (const { cut, rendering } of wanted) await this.rendering(cut).prepareFor(rendering).catch(() => undefined);
    };
    await Promise.all(Array.from({ length: PREPARED_AT_ONCE }, some));
  }

  private grow(bytes: number): void {
    this.bytes += bytes;
    this.onGrowth?.(bytes);
  }
}
