import { spawnSync } from 'node:child_process';
import { constants, accessSync, statSync } from 'node:fs';
import path from 'node:path';

/** What building and running images takes: the program, and the distribution's package that has it. */
const needed: readonly { readonly program: string; readonly aptPackage: string }[] = [
  { program: 'buildah', aptPackage: 'buildah' },
  { program: 'podman', aptPackage: 'podman' },
  { program: 'runc', aptPackage: 'runc' },
  { program: 'debootstrap', aptPackage: 'debootstrap' },
];

/** The keys that Debian signs with: Ubuntu doesn't have them unasked. */
export const debianKeyring = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** The full path of a program, searched in PATH and where the system's own programs stand; undefined if there is none. */
export function findProgram(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  return folders.filter((folder) => folder !== '').map((folder) => path.join(folder, program)).find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK);
      return statSync(candidate).isFile();
    } catch {
      return false;
    }
  });
}

/** The packages that are missing on this machine. */
function missingPackages(): string[] {
  const missing = needed.filter(({ program }) => findProgram(program) === undefined).map(({ aptPackage }) => aptPackage);
  try {
    accessSync(debianKeyring);
  } catch {
    missing.push('debian-archive-keyring');
  }
  return missing;
}

/**
 * Sees to it that images can be built and run here: installs buildah, podman, runc and debootstrap from the distribution where they are missing.
 *
 * @returns undefined if all is there, else one line that says why not and how to mend it
 */
export function ensureContainerTools(): string | undefined {
  if (process.platform !== 'linux') {
    return `images can't be built here: got ${process.platform}, expected Linux; run the tests in a Linux virtual machine`;
  }
  if (process.getuid?.() !== 0) {
    return `images can't be built here: got user id ${process.getuid?.()}, expected root (debootstrap needs it); run the tests with sudo`;
  }
  const missing = missingPackages();
  if (missing.length === 0) return undefined;
  if (findProgram('apt-get') === undefined) {
    return `images can't be built here: ${missing.join(', ')} not found and there is no apt; install them by hand`;
  }
  console.error(`installing from the distribution: ${missing.join(' ')}`);
  if (apt('install', '--yes', '--no-install-recommends', ...missing) === undefined) return undefined;
  // The lists of packages may never have been fetched, or be too old.
  const failure = apt('update') ?? apt('install', '--yes', '--no-install-recommends', ...missing);
  return failure && `images can't be built here: installing ${missing.join(', ')} failed (${failure}); install them by hand`;
}

function apt(...args: readonly string[]): string | undefined {
  const { status, error, stderr } = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=300', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, encoding: 'utf8', maxBuffer: 1e8,
  });
  if (status === 0) return undefined;
  return error?.message ?? (stderr.trimEnd().split('\n').at(-1) || `apt-get ended with ${status}`);
}
