import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { isRunning, ownIdentity } from '../../../images/gateway/src/jobs/local/process-identity';
import { imageReference, type ImageName } from './image-name';
import { containersFolder, podman, podmanArgs } from './store';

/** A folder of this machine that a container sees, as a task sees a file system on EFS. */
export interface ContainerMount {
  /** A folder here; it is given to the image's user unless it is read-only. */
  readonly source: string;
  /** Where the container sees it. @default - the same path as here */
  readonly target?: string;
  /** @default false */
  readonly readOnly?: boolean;
}

/**
 * How to run an image in the foreground: takes the place of the plain program in a process runner. SIGTERM and SIGINT sent to
 * the command reach the image's program; if the command is killed, the program is killed (within a tenth of a second).
 */
export interface ContainerCommand {
  readonly command: string;
  /** Holds the names of environment variables, never their values: those come from the environment that the command is started with. */
  readonly args: readonly string[];
  /** Process id, on this machine, of the image's program; undefined before it runs. */
  readonly pid: () => number | undefined;
  /** The container's name, for `podman exec`; undefined before it runs. */
  readonly containerName: () => string | undefined;
}

/** The label that names the process that started a container, as {@link ownIdentity} says it. */
export const ownerLabel = 'cdk-lighttpd-luigi.owner';
const startsFolder = path.join(containersFolder, 'starts');

/**
 * The command that runs an image as Fargate would run it in the service's task: the network shared with its neighbours, its own
 * user, a read-only root, no capability, no new privilege. What the image declares by VOLUME is writable, and what is mounted.
 * It can be started again and again.
 *
 * @param name the image; build it before by buildImages
 * @param env the variables to hand on: start the command with an environment that holds them, and PATH
 * @param mounts folders of this machine
 */
export function containerCommand(
  name: ImageName, env: Readonly<Record<string, string>> = {}, mounts: readonly ContainerMount[] = [],
): ContainerCommand {
  const base = `luigi-${name}-${randomBytes(6).toString('hex')}`;
  mkdirSync(startsFolder, { recursive: true });
  const args = [
    path.join(__dirname, 'run-container.sh'), startsFolder, base, ...podmanArgs(), '--',
    '--rm', '--label', `${ownerLabel}=${ownIdentity()}`, '--pull', 'never', '--log-driver', 'none', '--network', 'host', '--http-proxy=false',
    '--read-only', '--read-only-tmpfs=false', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges',
    ...processLimits(),
    ...Object.keys(env).flatMap((variable) => ['--env', variable]),
    ...mounts.flatMap(({ source, target, readOnly }) => ['--volume', `${source}:${target ?? source}:${readOnly === true ? 'ro' : 'rw,U'}`]),
    imageReference(name),
  ];
  return {
    command: '/bin/sh',
    args,
    pid: () => Number(newestStart(base)?.pid) || undefined,
    containerName: () => newestStart(base)?.containerName,
  };
}

function newestStart(base: string): { readonly containerName: string; readonly pid: string } | undefined {
  const age = (name: string): number => statSync(path.join(startsFolder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const newest = readdirSync(startsFolder).filter((name) => name.startsWith(`${base}-`) && name.endsWith('.pid')).sort((a, b) => age(b) - age(a))[0];
  if (newest === undefined) return undefined;
  try {
    return { containerName: newest.slice(0, -'.pid'.length), pid: readFileSync(path.join(startsFolder, newest), 'utf8') };
  } catch {
    return undefined;
  }
}

/** Removes the containers of processes that no longer run: those of a run that was itself killed. Gives back their names. */
export async function removeLeftovers(): Promise<readonly string[]> {
  const listed = await podman(['ps', '--all', '--filter', `label=${ownerLabel}`, '--format', `{{.Names}} {{ index .Labels "${ownerLabel}" }}`]);
  const left = listed.split('\n').map((line) => line.split(' ')).filter(([containerName, owner]) => containerName && !isRunning(owner ?? ''))
    .map(([containerName]) => containerName!);
  if (left.length > 0) await podman(['rm', '--force', '--volumes', '--time', '0', ...left]);
  return left;
}

/** Arguments of `podman run` for what Fargate lets a task have. */
export function processLimits(): string[] {
  return ['--ulimit', limit('nofile', 'Max open files', 65535), '--ulimit', limit('nproc', 'Max processes', 4096)];
}

/** Fargate's limit, or this machine's where that is lower: raising it takes a privilege that virtual machines don't always give. */
function limit(name: string, line: string, wanted: number): string {
  const hard = new RegExp(`^${line}\\s+\\S+\\s+(\\d+)`, 'm').exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
  const value = hard === undefined ? wanted : Math.min(wanted, Number(hard));
  return `${name}=${value}:${value}`;
}
