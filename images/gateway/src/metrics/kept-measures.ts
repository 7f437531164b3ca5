import type { Figures } from './emf';
import { Histogram } from './histogram';
import type { CallKind, LuigidLine, Measures, ViewSource } from './measures';

/** Keeps what is measured in a minute: bounded memory, and a few additions for each call. */
export class KeptMeasures implements Measures {
  private readonly answers: Readonly<Record<CallKind, Histogram>> = {
    view: new Histogram(), operate: new Histogram(), worker: new Histogram(), portal: new Histogram(),
  };
  private readonly waits: Readonly<Record<LuigidLine, Histogram>> = { workers: new Histogram(), viewers: new Histogram() };
  private views: Record<ViewSource, number> = { asked: 0, shared: 0, unchanged: 0 };
  private away: Record<LuigidLine, number> = { workers: 0, viewers: 0 };
  private withoutAnswer = 0;
  private readonly standing: Record<LuigidLine, number> = { workers: 0, viewers: 0 };
  private most: Record<LuigidLine, number> = { workers: 0, viewers: 0 };

  answered(kind: CallKind, milliseconds: number): void {
    this.answers[kind].add(milliseconds);
  }

  viewed(source: ViewSource): void {
    this.views[source] += 1;
  }

  waited(line: LuigidLine, milliseconds: number): void {
    this.waits[line].add(milliseconds);
  }

  turnedAway(line: LuigidLine): void {
    this.away[line] += 1;
  }

  unanswered(): void {
    this.withoutAnswer += 1;
  }

  inLine(line: LuigidLine, count: number): void {
    this.standing[line] = count;
    if (count > this.most[line]) this.most[line] = count;
  }

  /** What was measured since the last time. What did not happen is not told: it would be billed. */
  take(): Figures {
    const taken: Figures = {
      viewTime: this.answers.view.take(),
      operateTime: this.answers.operate.take(),
      workerTime: this.answers.worker.take(),
      portalTime: this.answers.portal.take(),
      viewsAsked: some(this.views.asked),
      viewsShared: some(this.views.shared),
      viewsUnchanged: some(this.views.unchanged),
      workersWait: this.waits.workers.take(),
      viewersWait: this.waits.viewers.take(),
      workersTurnedAway: some(this.away.workers),
      viewersTurnedAway: some(this.away.viewers),
      viewersUnanswered: some(this.withoutAnswer),
      workersInLine: some(this.most.workers),
      viewersInLine: some(this.most.viewers),
    };
    this.views = { asked: 0, shared: 0, unchanged: 0 };
    this.away = { workers: 0, viewers: 0 };
    this.withoutAnswer = 0;
    // Who stands there from one minute to the next stands in both.
    this.most = { ...this.standing };
    return taken;
  }
}

function some(count: number): number | undefined {
  return count === 0 ? undefined : count;
}
