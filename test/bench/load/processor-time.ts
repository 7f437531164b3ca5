import { readdirSync, readFileSync } from 'node:fs';
import type { Service } from '../../../local/service';

/** Clock ticks a second, as Linux tells user space. */
const TICKS = 100;

/** What each program of the service has used of processors since then, as a share of one: 1 is all of it. */
export class ProcessorTime {
  private readonly since = performance.now();
  private readonly before: Record<string, number>;

  constructor(private readonly service: Service) {
    this.before = secondsOf(service);
  }

  /** Which is full is where a load ends. */
  shares(): Record<string, number> {
    const seconds = (performance.now() - this.since) / 1000;
    return Object.fromEntries(Object.entries(secondsOf(this.service)).map(([name, used]) => [name, (used - (this.before[name] ?? 0)) / seconds]));
  }
}

/** By program, its children with it: lighttpd runs as its script's child. */
function secondsOf({ pids }: Service): Record<string, number> {
  const parents = new Map(readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => [Number(name), statOf(Number(name))]));
  const used = (pid: number): number => (parents.get(pid)?.seconds ?? 0)
    + [...parents].filter(([, stat]) => stat?.parent === pid).reduce((sum, [child]) => sum + used(child), 0);
  return Object.fromEntries(['luigid', 'gateway', 'lighttpd'].map((name) => [name, used(pids[name] as number)]));
}

function statOf(pid: number): { readonly parent: number; readonly seconds: number } | undefined {
  try {
    // After the name in brackets, which may hold anything: state, parent, and further on user and system time.
    const fields = (readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop() as string).split(' ');
    return { parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) / TICKS };
  } catch {
    return undefined;
  }
}
