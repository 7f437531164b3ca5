import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Access, AccessPolicy } from '../../access/access';
import type { Revocations } from '../../access/revocation-store';
import type { Caller, RequestHead } from '../../identity/caller';
import type { Lane } from '../../lane';
import type { FairShare } from '../../limits/fair-share';
import { Problem } from '../../problem';
import type { DecisionLog } from '../../records/decision';
import { problemFrom } from '../answer/problem-response';
import { exchangeOf, type Exchange } from '../request/exchange';
import { Deliberation, type Subject } from './deliberation';

/** What a handler is given: who calls, what they may do, and the decision that is being made. */
export interface Hearing {
  readonly exchange: Exchange;
  readonly caller: Caller;
  readonly deliberation: Deliberation;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Aborted when the client's connection closes before its answer has been sent. */
  readonly signal: AbortSignal;
}

/** What enforcement needs on a lane. */
export interface EnforcementParts {
  /** Proves who calls, by any way that this lane knows. */
  readonly authenticate: (head: RequestHead) => Promise<Caller>;
  readonly decisions: DecisionLog;
  readonly fairShare: FairShare;
  readonly policy: AccessPolicy;
  /** @default - nobody is shut out */
  readonly revocations?: Revocations;
}

class Heard implements Hearing {
  private controller: AbortController | undefined;

  constructor(
    readonly exchange: Exchange, readonly caller: Caller, readonly deliberation: Deliberation,
    readonly request: FastifyRequest, readonly reply: FastifyReply,
  ) {}

  /** Made when it is first asked for: most requests never do. */
  get signal(): AbortSignal {
    return (this.controller ??= untilGone(this.reply)).signal;
  }
}

/** Aborts when the connection closes before the answer has been sent. */
function untilGone({ raw }: FastifyReply): AbortController {
  const controller = new AbortController();
  const closed = (): void => { if (!raw.writableFinished) controller.abort(); };
  if (raw.destroyed) closed();
  else raw.once('close', closed);
  return controller;
}

/** Answers one request of a caller who is proved. Throws a Problem to refuse. */
export type Handler = (hearing: Hearing) => Promise<unknown>;

/**
 * The one place that every request which needs a decision goes through: who, whether they are shut out, how much, what, record.
 * A handler that neither allows nor throws is a defect, and is refused.
 */
export class Enforcement {
  private readonly heard = new WeakSet<Exchange>();

  constructor(private readonly lane: Lane, private readonly parts: EnforcementParts) {}

  /**
   * Lets everybody past who is not shut out. Asked before anything else is decided, and again whenever rights are: a call may have stood in line.
   * @throws Problem 403 `principal-revoked`, 503 `revocations-unavailable`
   */
  admit(caller: Caller): void {
    if (this.parts.revocations?.shutsOut(caller) === true) {
      throw new Problem(403, 'principal-revoked', 'your access to this service was withdrawn: ask whoever runs it');
    }
  }

  /**
   * What the caller may do now.
   * @throws Problem as `admit`, 503 `mappings-unavailable`
   */
  accessOf(caller: Caller): Access {
    this.admit(caller);
    return this.parts.policy.accessOf(caller.principals);
  }

  /** Takes one change from the caller's fair share. */
  takeChange({ caller, reply }: Hearing): void {
    void reply.headers({ ...this.parts.fairShare.takeChange(caller) });
  }

  /**
   * Does the work in one of the caller's turns, which lasts until the answer is sent: who asks for much at once, or reads slowly what
   * takes much memory, makes nobody else wait. Who leaves before their turn has come has none.
   */
  async inTurn<T>({ caller, reply, signal }: Hearing, work: () => Promise<T>): Promise<T> {
    const end = await this.parts.fairShare.takeTurn(caller, signal);
    try {
      return await work();
    } finally {
      // Who hangs up ends no turn before its work has ended; what luigid goes on with has a place in the lines before it until then
      if (reply.raw.destroyed) end();
      else reply.raw.once('close', end);
    }
  }

  /**
   * Records a request that was refused before any handler saw it, such as one whose Content-Type is none.
   * @throws Problem 503 `record-unavailable`
   */
  refuseUnheard(exchange: Exchange, problem: Problem): void {
    if (!this.heard.has(exchange)) new Deliberation(this.parts.decisions, exchange).refuse(problem);
  }

  /** As `guard`, in one of the caller's turns: for answers that may be megabytes. */
  guardInTurn(handler: Handler, foretell?: (exchange: Exchange) => Subject): ReturnType<Enforcement['guard']> {
    return this.guard((hearing) => this.inTurn(hearing, () => handler(hearing)), foretell);
  }

  /**
   * A Fastify handler around ours.
   * @param foretell what a request asks for, by its path alone: known even when nothing else about it holds
   */
  guard(handler: Handler, foretell?: (exchange: Exchange) => Subject): ReturnType<Enforcement['guarded']> {
    return this.guarded(handler, (caller) => { this.admit(caller); }, foretell);
  }

  /** As `guard`, for the way out: it is open also to who is shut out, and where it isn't known who is. */
  guardWayOut(handler: Handler, foretell?: (exchange: Exchange) => Subject): ReturnType<Enforcement['guarded']> {
    return this.guarded(handler, () => undefined, foretell);
  }

  private guarded(
    handler: Handler,
    admit: (caller: Caller) => void,
    foretell: (exchange: Exchange) => Subject = () => ({}),
  ): (request: FastifyRequest, reply: FastifyReply) => Promise<unknown> {
    return async (request, reply) => {
      const exchange = exchangeOf(request, this.lane);
      this.heard.add(exchange);
      const deliberation = new Deliberation(this.parts.decisions, exchange);
      deliberation.about(foretell(exchange));
      try {
        const caller = await this.parts.authenticate(exchange.head);
        deliberation.by(caller);
        admit(caller);
        void reply.headers({ ...this.parts.fairShare.takeCall(caller) });
        const answer = await handler(new Heard(exchange, caller, deliberation, request, reply));
        if (!deliberation.isDecided) throw new Error('a handler answered without a decision');
        return answer;
      } catch (error) {
        deliberation.refuse(problemFrom(error));
        throw error;
      }
    };
  }
}
