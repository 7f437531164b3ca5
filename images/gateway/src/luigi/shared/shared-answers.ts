import { systemClock, type Clock } from '../../clock';
import { SharedFlight } from '../../concurrency/shared-flight';
import { canonicalForm } from '../calls/canonical';
import { familyIn, responseOf } from '../client/answer';
import type { CallOptions, Luigid, UpstreamAnswer } from '../client/upstream';
import { SharedContent } from './shared-content';
import { KeptAnswers, type Keeper, type Kept } from './shared-kept';

/** An answer that luigid was asked for longer ago is handed to nobody, however it is set. Milliseconds. */
export const LONGEST_SHARED_MS = 1000;

/** How long answers are shared, and what that may cost. */
export interface SharedAnswersProps {
  /**
   * Milliseconds after luigid was asked for which its answer is handed out. 0: only what is on its way is shared.
   * @default LONGEST_SHARED_MS
   */
  readonly maxAgeMs?: number;
  /**
   * Bytes of answers, and of what was made of them, that are kept at most.
   * @default 48 MiB
   */
  readonly maxBytes?: number;
  /** @default systemClock */
  readonly clock?: Pick<Clock, 'monotonic' | 'after'>;
}

/** An answer for somebody who asked. */
export interface Shared {
  readonly content: SharedContent;
  /** Whether luigid was asked for this very call, so that nobody else's was made use of. */
  readonly asked: boolean;
}

/** Who asks. */
export type Asker = Pick<CallOptions, 'signal'>;

interface Asking {
  readonly flight: SharedFlight<Kept>;
  /** When luigid was asked; undefined while the question stands in line. */
  askedAt: number | undefined;
}

interface Question extends Keeper {
  asking: Asking | undefined;
  /** Milliseconds that the last renewal took, with all that was prepared. */
  took: number;
}

/**
 * How much longer an answer is remembered than it is handed out, in milliseconds: where luigid answers the same to whoever asks next, such as
 * one who looks every few seconds, what was made of it need not be made anew.
 */
const REMEMBERED_MS = 5000;

/** An answer is renewed at least by this part of its time ahead: luigid may take longer than it did. */
const LEAST_AHEAD = 0.05;

/**
 * luigid's answers to view calls, each asked for once for all who want the same within a second. What many ask for is renewed ahead, so
 * that they never wait. Nobody gets an answer that was asked for longer ago than the limit, nor one from before a change that
 * anybody was told of.
 */
export class SharedAnswers {
  private readonly questions = new Map<string, Question>();
  private readonly maxAgeMs: number;
  private readonly keeping: KeptAnswers<Question>;
  private readonly clock: Pick<Clock, 'monotonic' | 'after'>;
  private cancelSweep: (() => void) | undefined;

  constructor(private readonly luigid: Luigid, props: SharedAnswersProps = {}) {
    this.maxAgeMs = props.maxAgeMs ?? LONGEST_SHARED_MS;
    this.keeping = new KeptAnswers(props.maxBytes ?? 48 * 1024 * 1024, (question) => this.forgetIfIdle(question));
    this.clock = props.clock ?? systemClock;
  }

  /** Bytes of what is kept. */
  get weight(): number {
    return this.keeping.weight;
  }

  /**
   * luigid's answer to a view call.
   * @throws as Luigid.call does
   */
  async ask(method: string, args: Readonly<Record<string, unknown>>, asker: Asker = {}): Promise<Shared> {
    const key = `${method}?${canonicalForm(args)}`;
    let question = this.questions.get(key);
    if (question === undefined) this.questions.set(key, question = { key, kept: undefined, asking: undefined, took: 0 });
    const now = this.clock.monotonic();
    const { kept, asking } = question;
    if (kept !== undefined && now - kept.askedAt <= this.maxAgeMs) {
      if (asking === undefined && now - kept.askedAt >= this.renewalAge(question)) this.start(question, method, args);
      return { content: kept.content, asked: false };
    }
    // In line a question grows no older
    if (asking !== undefined && !asking.flight.isGivenUp && now - (asking.askedAt ?? now) <= LONGEST_SHARED_MS) {
      return { content: (await asking.flight.join(asker.signal)).content, asked: false };
    }
    const flight = this.start(question, method, args);
    return { content: (await flight.join(asker.signal)).content, asked: true };
  }

  /** The family of a task, for what is viewed. */
  async familyOf(taskId: string, asker?: Asker): Promise<string | undefined> {
    const { content } = await this.ask('fetch_error', { task_id: taskId }, asker);
    return familyIn(responseOf(content.answer.body));
  }

  /**
   * Makes a change. What was asked for before its end is shown to nobody who asks after it. One that luigid was never asked for, such as
   * one that was turned away in line, changes nothing here either.
   * @throws as Luigid.call does
   */
  async change(method: string, args: Readonly<Record<string, unknown>>, options?: CallOptions): Promise<UpstreamAnswer> {
    let isAsked = false;
    const onAsked = (): void => {
      isAsked = true;
      options?.onAsked?.();
    };
    try {
      return await this.luigid.call(method, args, { ...options, onAsked });
    } finally {
      if (isAsked) this.forget();
    }
  }

  /** Lets everything go. */
  close(): void {
    this.forget();
    this.cancelSweep?.();
    this.cancelSweep = undefined;
  }

  private forget(): void {
    this.questions.clear();
    this.keeping.clear();
  }

  /** From which age on an answer is renewed by who asks for it: so that the next is there before this one is too old. */
  private renewalAge({ took }: Question): number {
    return this.maxAgeMs - Math.min(this.maxAgeMs / 2, Math.max(2 * took, this.maxAgeMs * LEAST_AHEAD));
  }

  private start(question: Question, method: string, args: Readonly<Record<string, unknown>>): SharedFlight<Kept> {
    const began = this.clock.monotonic();
    const asking: { askedAt: number | undefined } = { askedAt: undefined };
    const onAsked = (): void => { asking.askedAt = this.clock.monotonic(); };
    const flight: SharedFlight<Kept> = new SharedFlight(async (signal) => {
      const answer = await this.luigid.call(method, args, { signal, onAsked });
      const earlier = question.kept?.content;
      return { content: earlier?.isSame(answer) ? earlier : new SharedContent(answer), askedAt: asking.askedAt ?? began };
    });
    question.asking = Object.assign(asking, { flight });
    void this.land(question, flight, began);
    return flight;
  }

  private async land(question: Question, flight: SharedFlight<Kept>, began: number): Promise<void> {
    try {
      const kept = await flight.landed;
      const earlier = question.kept?.content;
      // While what is there may still be handed out, nobody waits for what comes after it: it comes with all that they will want
      if (!flight.isWaitedFor && earlier !== undefined && earlier !== kept.content) await kept.content.prepareFor(earlier);
      question.took = this.clock.monotonic() - began;
      // Nobody is given what is on its way to a question from before a change
      const isKnown = this.questions.get(question.key) === question;
      if (isKnown && this.maxAgeMs > 0 && (question.kept === undefined || question.kept.askedAt < kept.askedAt)) this.keeping.keep(question, kept);
    } catch {
      // Whoever waits is told
    } finally {
      if (question.asking?.flight === flight) question.asking = undefined;
      this.forgetIfIdle(question);
      this.sweep();
    }
  }

  private forgetIfIdle(question: Question): void {
    const { key, kept, asking } = question;
    if (kept === undefined && asking === undefined && this.questions.get(key) === question) this.questions.delete(key);
  }

  /** Lets go what need not be remembered, and comes back for the rest. What is being renewed may come again, with all that was made of it. */
  private sweep(): void {
    this.keeping.letGoBefore(this.clock.monotonic() - this.maxAgeMs - REMEMBERED_MS, ({ asking }) => asking === undefined);
    if (this.keeping.isEmpty || this.cancelSweep !== undefined) return;
    this.cancelSweep = this.clock.after(this.maxAgeMs + 1, () => {
      this.cancelSweep = undefined;
      this.sweep();
    });
  }
}
