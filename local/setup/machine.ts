import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { findProgram, run } from './command';

/** What set-up must know of the machine. */
export interface Machine {
  readonly isRoot: boolean;
  /** Whether packages can be installed with apt-get at all. */
  readonly hasApt: boolean;
  /** Whether sudo works without a password. */
  readonly hasSudo: boolean;
  /** From /etc/os-release, such as `debian` or `ubuntu`; empty where unknown. */
  readonly distribution: string;
  /** Days since apt's package lists were fetched; Infinity where there are none. */
  readonly listsAgeDays: number;
  /** Whether systemd runs the machine: packages then start their services by themselves. */
  readonly hasSystemd: boolean;
}

const APT_LISTS = '/var/lib/apt/lists';

/** Looks the machine over. */
export async function inspectMachine(): Promise<Machine> {
  const isRoot = process.getuid?.() === 0;
  const hasApt = findProgram('apt-get') !== undefined;
  return {
    isRoot,
    hasApt,
    hasSudo: hasApt && !isRoot && findProgram('sudo') !== undefined && (await run('sudo', ['-n', 'true'])).status === 0,
    distribution: distributionIn(existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : ''),
    listsAgeDays: listsAgeDays(),
    hasSystemd: existsSync('/run/systemd/system'),
  };
}

/** The ID of an os-release file. */
export function distributionIn(osRelease: string): string {
  return /^ID="?([a-z0-9._-]+)"?$/m.exec(osRelease)?.[1] ?? '';
}

function listsAgeDays(): number {
  try {
    const times = readdirSync(APT_LISTS).filter((name) => name.includes('_Packages'))
      .map((name) => statSync(path.join(APT_LISTS, name)).mtimeMs);
    // Files keep the archive's date; when they were fetched is known by the folder's own.
    return times.length === 0 ? Infinity : (Date.now() - Math.max(statSync(APT_LISTS).mtimeMs, ...times)) / 86_400_000;
  } catch {
    return Infinity;
  }
}
