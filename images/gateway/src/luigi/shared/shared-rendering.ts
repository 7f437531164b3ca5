import { hashOf, SMALL, VARIANTS, type AcceptedCodings, type Coding, type Variant } from './shared-coding';

/** A body that is ready to be sent. */
export interface RenderedBody {
  readonly bytes: Buffer;
  /** Strong entity tag, with its quotes: of these very bytes. */
  readonly tag: string;
  /** Content-Type, Content-Length, ETag, and Content-Encoding where there is one. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The caller has the body already. */
export interface UnchangedBody {
  readonly bytes: undefined;
  /** The tag of what they have. */
  readonly tag: string;
}

/** Below this, compression saves less than a packet. */
const WORTH_COMPRESSING = 1024;
/** Above this, a smaller body is made once a second caller asks. */
const WORTH_SQUEEZING = 16 * 1024;
/** Plain bytes of this size are kept, whether anybody takes them or not. */
const KEPT_PLAIN = 64 * 1024;

/** What one set of callers may see of one answer: made once, and coded once for each coding that somebody takes. */
export class Rendering {
  private made: Promise<Buffer> | undefined;
  /** The plain bytes, once they are made and kept. */
  private plainKept: Buffer | undefined;
  private held = 0;
  private users = 0;
  private hash: string | undefined;
  private readonly bodies = new Map<Variant, RenderedBody>();
  private readonly making = new Map<Variant, Promise<RenderedBody>>();
  private readonly asks = new Map<Coding, number>();

  /**
   * @param contentType of the bytes
   * @param make the bytes before any coding
   * @param repeatable whether the same bytes can be made again, so that large ones need not be kept
   * @param onGrowth told by how many bytes the weight has changed
   */
  constructor(
    private readonly contentType: string, private readonly make: () => Promise<Buffer>, private readonly repeatable: boolean,
    private readonly onGrowth: (bytes: number) => void = () => undefined,
  ) {}

  /** Bytes that it holds: those of its bodies, and the plain ones where they are kept. */
  get weight(): number {
    return this.held;
  }

  /** Whether anybody asked for it. */
  get isWanted(): boolean {
    return this.asks.size > 0;
  }

  /**
   * The body for a caller: what they have, where that is true still and of a coding that they take; else the best that they take.
   * @param ifNoneMatch as the caller sent it; undefined where they have nothing
   * @throws what making the bytes throws
   */
  async bodyFor(accepted: AcceptedCodings, ifNoneMatch?: string): Promise<RenderedBody | UnchangedBody> {
    const coding: Coding = accepted.br ? 'br' : accepted.gzip ? 'gzip' : 'identity';
    this.asks.set(coding, (this.asks.get(coding) ?? 0) + 1);
    // Whatever there is
    if (ifNoneMatch?.trim() === '*') return { bytes: undefined, tag: (await this.best(coding)).tag };
    if (ifNoneMatch !== undefined) {
      const tag = tagHeld(ifNoneMatch, this.hash ?? await this.hashed(), accepted);
      if (tag !== undefined) return { bytes: undefined, tag };
    }
    return this.best(coding);
  }

  /** The bytes before any coding. */
  plain(): Promise<Buffer> {
    return this.using((bytes) => Promise.resolve(bytes));
  }

  /** Makes what the callers of an earlier answer took, before they ask. Plain megabytes are made in a moment, and never held twice. */
  async prepareFor(earlier: Rendering): Promise<void> {
    const compressed = [...earlier.asks].filter(([coding]) => coding !== 'identity');
    await Promise.all(compressed.map(([coding, asks]) => this.body(asks > 1 ? SMALL[coding] : coding)));
  }

  private best(coding: Coding): RenderedBody | Promise<RenderedBody> {
    const small = this.bodies.get(SMALL[coding]);
    if (small !== undefined) return small;
    const quick = this.bodies.get(coding);
    if (quick === undefined) return this.making.get(SMALL[coding]) ?? this.body(coding);
    // Somebody else wants it too: it begins to pay. It takes longer than anybody should wait
    if (quick.bytes.length > WORTH_SQUEEZING) Promise.resolve(this.body(SMALL[coding])).catch(() => undefined);
    return quick;
  }

  private body(variant: Variant): RenderedBody | Promise<RenderedBody> {
    const known = this.bodies.get(variant) ?? this.making.get(variant);
    if (known !== undefined) return known;
    const making = this.using((bytes) => this.code(variant, bytes)).finally(() => this.making.delete(variant));
    this.making.set(variant, making);
    return making;
  }

  private async code(variant: Variant, bytes: Buffer): Promise<RenderedBody> {
    const { coding, suffix, make } = VARIANTS[bytes.length < WORTH_COMPRESSING ? 'identity' : variant];
    // Another thread compresses while this one hashes
    const [coded, hash] = await Promise.all([make(bytes), this.hashed()]);
    const tag = `"${hash}${suffix}"`;
    const headers = { 'content-type': this.contentType, 'content-length': String(coded.length), 'etag': tag };
    const body = { bytes: coded, tag, headers: coding === 'identity' ? headers : { ...headers, 'content-encoding': coding } };
    this.bodies.set(variant, body);
    if (variant !== coding) this.bodies.delete(coding);
    this.weigh();
    return body;
  }

  private async hashed(): Promise<string> {
    return this.hash ??= await this.using(hashOf);
  }

  /** Does something with the plain bytes, which are let go after the last who does, where they are large and can be made again. */
  private async using<T>(use: (bytes: Buffer) => Promise<T>): Promise<T> {
    let isLarge = false;
    this.users += 1;
    try {
      const bytes = await (this.made ??= this.make());
      isLarge = bytes.length > KEPT_PLAIN;
      if ((!isLarge || !this.repeatable) && this.plainKept === undefined) {
        this.plainKept = bytes;
        this.weigh();
      }
      return await use(bytes);
    } finally {
      this.users -= 1;
      if (this.users === 0 && this.repeatable && isLarge) this.made = undefined;
    }
  }

  private weigh(): void {
    const buffers = new Set(Array.from(this.bodies.values(), ({ bytes }) => bytes));
    if (this.plainKept !== undefined) buffers.add(this.plainKept);
    let bytes = 0;
    for (const each of buffers) bytes += each.length;
    const grown = bytes - this.held;
    this.held = bytes;
    if (grown !== 0) this.onGrowth(grown);
  }
}

/** The tag among those that the caller holds that stands for the hashed bytes in a coding that they take. */
function tagHeld(ifNoneMatch: string, hash: string, accepted: AcceptedCodings): string | undefined {
  for (const { coding, suffix } of Object.values(VARIANTS)) {
    const tag = `"${hash}${suffix}"`;
    if ((coding === 'identity' || accepted[coding]) && ifNoneMatch.includes(tag)) return tag;
  }
  return undefined;
}
