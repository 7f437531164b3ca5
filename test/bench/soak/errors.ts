/** Errors that are to be expected while a process is away, and nothing else: each says what it is. */
const NAMED = /^(503 (scheduler-unavailable|scheduler-busy|gateway-unavailable)|500 gateway-failed|504 gateway-timeout|ECONNREFUSED|ECONNRESET|EPIPE|connection closed)$/;

/** A name for what went wrong: status and stable code, or what became of the connection. Without anything that differs from call to call. */
export function kindOf(message: string): string {
  const status = /(?:status|answered with) (\d{3})/.exec(message)?.[1];
  if (status !== undefined) {
    const code = /"code":\s*"([a-z-]+)"/.exec(message)?.[1] ?? /, ([a-z-]+)$/.exec(message)?.[1];
    return code === undefined ? status : `${status} ${code}`;
  }
  if (/socket hang up|socket disconnected|aborted/.test(message)) return 'connection closed';
  return /\b(E[A-Z]{3,})\b/.exec(message)?.[1] ?? message.slice(0, 120);
}

/** Whether an error of that kind is one of those that an accident may cause. */
export function isNamed(kind: string): boolean {
  return NAMED.test(kind);
}

/** A stretch in which an accident has its effect, in milliseconds since the epoch. */
export interface Accident {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Errors, counted by the accident in whose time they fell and by kind; `quiet` are those that fell in none. */
export class ErrorCounts {
  readonly byTime: Record<string, Record<string, number>> = {};

  /**
   * @param at when the call failed, in milliseconds since the epoch
   * @param accidents in the order in which they happened: where two have their effect, the later one counts
   */
  add(kind: string, at: number, accidents: readonly Accident[]): void {
    const time = [...accidents].reverse().find(({ from, to }) => at >= from && at <= to)?.name ?? 'quiet';
    const counts = this.byTime[time] ??= {};
    counts[kind] = (counts[kind] ?? 0) + 1;
  }

  /** Errors without a name, at any time. */
  get unnamed(): Record<string, number> {
    return sums(Object.values(this.byTime), (kind) => !isNamed(afterWho(kind)));
  }

  /** Errors of any kind while no accident had its effect; being turned away as one too many is none. */
  get quiet(): Record<string, number> {
    return sums([this.byTime.quiet ?? {}], (kind) => kind !== 'viewer: 503 scheduler-busy');
  }
}

/** Kinds are counted with who had the error in front. */
function afterWho(kind: string): string {
  return kind.replace(/^\w+: /, '');
}

function sums(all: ReadonlyArray<Readonly<Record<string, number>>>, counts: (kind: string) => boolean): Record<string, number> {
  const total: Record<string, number> = {};
  for (const each of all) for (const [kind, count] of Object.entries(each)) if (counts(kind)) total[kind] = (total[kind] ?? 0) + count;
  return total;
}
