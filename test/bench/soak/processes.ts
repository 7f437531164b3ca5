import { readdirSync, readFileSync } from 'node:fs';
import type { Service } from '../../../local/service';
import type { MemoryRow } from './fit';

/** The three programs of a task. */
export const PROGRAMS = ['lighttpd', 'gateway', 'luigid'] as const;
export type ProgramOfTask = (typeof PROGRAMS)[number];

/** The process that does the program's work; undefined while there is none. lighttpd runs below the shell that starts it. */
export function pidOf(service: Service, program: ProgramOfTask): number | undefined {
  const leader = service.pids[program];
  if (leader === undefined || program !== 'lighttpd') return leader;
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).find((pid) => {
    const stat = read(`/proc/${pid}/stat`);
    const [, comm, rest] = /^\d+ \((.*)\) (.*)$/s.exec(stat ?? '') ?? [];
    return comm === 'lighttpd' && Number(rest?.split(' ')[2]) === leader;
  });
}

/** Writes down the memory of each program once a second. */
export class MemoryWatch {
  readonly rows: MemoryRow[] = [];
  private readonly begun = Date.now();
  private readonly timer: NodeJS.Timeout;

  constructor(service: Service) {
    this.timer = setInterval(() => {
      for (const program of PROGRAMS) {
        const pid = pidOf(service, program);
        const kilobytes = pid === undefined ? undefined : /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
        if (pid === undefined || kilobytes === undefined) continue;
        this.rows.push({ program, pid, at: Date.now() - this.begun, megabytes: Number(kilobytes) / 1024 });
      }
    }, 1_000);
  }

  stop(): void {
    clearInterval(this.timer);
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // It has just ended.
    return undefined;
  }
}
