import { run } from './command';
import type { Machine } from './machine';
import type { Report } from './report';
import { MissingError, SetupError } from './setup-error';

const STALE_AFTER_DAYS = 7;

/** Packages of the distribution that together make one thing work. */
export interface Packages {
  /** The thing, for messages. */
  readonly what: string;
  readonly packages: readonly string[];
  /** For a machine without apt: what must be there, with versions. */
  readonly otherwise: string;
}

/** What will be run, in order; each is a whole command. */
export interface InstallPlan {
  readonly update?: readonly string[];
  readonly install: readonly string[];
}

/**
 * How the packages are installed on this machine.
 * @throws MissingError where they can't be: without apt, or without the right to install
 */
export function planInstall(wanted: Packages, machine: Machine): InstallPlan {
  const { what, packages } = wanted;
  if (!machine.hasApt) throw new MissingError(`${what} is missing and this machine has no apt-get: install ${wanted.otherwise}, then try again`);
  if (!machine.isRoot && !machine.hasSudo) {
    throw new MissingError(`${what} is missing and installing it needs root: run "sudo apt-get install --no-install-recommends ${packages.join(' ')}", then try again`);
  }
  const apt = [...(machine.isRoot ? [] : ['sudo', '-n']), 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-q', '-y'];
  return {
    update: machine.listsAgeDays > STALE_AFTER_DAYS ? [...apt, 'update'] : undefined,
    install: [...apt, '-o', 'DPkg::Lock::Timeout=120', 'install', '--no-install-recommends', ...packages],
  };
}

/**
 * Installs packages of the distribution.
 * @throws SetupError with one line that says why they can't be had
 */
export async function installPackages(wanted: Packages, machine: Machine, report: Report): Promise<void> {
  const plan = planInstall(wanted, machine);
  if (plan.update) await execute('fetching package lists (apt-get update)', plan.update, report).catch(() => undefined);
  const title = `installing ${wanted.packages.join(' ')} (apt-get)`;
  try {
    await execute(title, plan.install, report);
  } catch (error) {
    if (plan.update) throw error;
    // Lists that look fresh may still name versions that the archive no longer has.
    await execute('fetching package lists (apt-get update)', [...plan.install.slice(0, plan.install.indexOf('-o')), 'update'], report);
    await execute(title, plan.install, report);
  }
}

async function execute(title: string, [command, ...args]: readonly string[], report: Report): Promise<void> {
  await report.step(title, async (progress) => {
    const { status, output } = await run(command as string, args, {}, progress);
    if (status !== 0) throw new SetupError(`${title} failed: ${reasonIn(output)}`, output);
  });
}

/** The line of apt's output that says why: its first error, else its last line. */
export function reasonIn(output: string): string {
  const lines = output.split('\n').map((line) => line.trim()).filter(Boolean);
  return (lines.find((line) => line.startsWith('E: ')) ?? lines.at(-1) ?? 'no output').replace(/^E: /, '');
}
