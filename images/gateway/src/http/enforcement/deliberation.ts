import type { Caller } from '../../identity/caller';
import type { Problem } from '../../problem';
import type { DecisionLog, DecisionRecord } from '../../records/decision';
import type { Exchange } from '../request/exchange';

/** What is asked for, as far as it is known yet. */
export type Subject = Partial<Pick<DecisionRecord, 'action' | 'change' | 'method' | 'taskId' | 'family' | 'worker' | 'resource' | 'job' | 'run' | 'statedReason' | 'taskStatus'>>;

/**
 * The way to one decision and its record: collects who asks for what, and writes exactly one decision,
 * and for a change that was allowed also its result.
 */
export class Deliberation {
  private caller: Caller | undefined;
  private readonly subject: { -readonly [K in keyof Subject]: Subject[K] } = {};
  private granted: Pick<DecisionRecord, 'reason' | 'mapping'> | undefined;
  /** Consent was handed to the log: whatever becomes of it there, the log itself tells. */
  private handedOver = false;

  constructor(private readonly log: DecisionLog, private readonly exchange: Exchange) {}

  /** Whether the decision has been recorded. */
  get isDecided(): boolean {
    return this.granted !== undefined;
  }

  /** Adds what was found out about the question. */
  about(subject: Subject): void {
    Object.assign(this.subject, subject);
  }

  /** Adds who asks. */
  by(caller: Caller): void {
    this.caller = caller;
  }

  /** Records consent to something that changes nothing, just behind. */
  allow(reason: string, mapping: string | null): void {
    this.granted = { reason, mapping };
    this.log.recordBehind(this.record('decision', 'allow', this.granted));
  }

  /** Records consent to a change. The change may begin only once this has resolved. */
  async allowChange(reason: string, mapping: string | null): Promise<void> {
    this.handedOver = true;
    await this.log.recordBefore(this.record('decision', 'allow', { reason, mapping }));
    this.granted = { reason, mapping };
  }

  /**
   * Records how a change that was allowed ended. Never throws: what was done is done, and the decision is on record;
   * the log counts and reports what it could not take.
   */
  result(status: number): void {
    if (this.granted === undefined) return;
    try {
      this.log.recordBehind(this.record('result', 'allow', this.granted, status));
    } catch {
      // The caller is told of the change, not of the log.
    }
  }

  /**
   * Records a refusal. What was allowed and then failed is no refusal: for a change, that is its result.
   * @throws Problem 503 `record-unavailable`
   */
  refuse(problem: Problem): void {
    if (this.granted !== undefined) {
      if (this.subject.change === true) this.result(problem.status);
      return;
    }
    if (this.handedOver) return;
    this.log.recordBehind(this.record('decision', 'deny', { reason: problem.code, mapping: null }, problem.status));
  }

  private record(
    event: DecisionRecord['event'],
    outcome: DecisionRecord['outcome'],
    why: Pick<DecisionRecord, 'reason' | 'mapping'>,
    status?: number,
  ): DecisionRecord {
    return {
      version: 1,
      event,
      time: new Date().toISOString(),
      requestId: this.exchange.requestId,
      lane: this.exchange.lane,
      outcome,
      reason: why.reason,
      action: 'unknown',
      change: false,
      principal: this.caller?.principal ?? null,
      principalKind: this.caller?.kind ?? null,
      session: this.caller?.session,
      roleSession: this.caller?.roleSession,
      issuer: this.caller?.issuer,
      mapping: why.mapping,
      method: null,
      ...this.subject,
      ...(status === undefined ? {} : { status }),
      sourceAddress: this.exchange.sourceAddress,
      userAgent: this.exchange.userAgent,
    };
  }
}
