import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { waitFor } from '../../../local/process-runner/wait-for';
import { containerCommand, type ContainerCommand, type ContainerMount } from './container-command';
import type { BuiltImage } from './images';
import { podman } from './store';

/** What a container's first process may do, as the kernel tells. */
export interface ProcessLimits {
  readonly userIds: readonly number[];
  /** Hexadecimal masks of the five capability sets. */
  readonly capabilities: Readonly<Record<string, string>>;
  readonly noNewPrivileges: boolean;
  /** 2: a filter is on. */
  readonly seccomp: number;
}

/** An image that runs in the foreground of this process. */
export class RunningContainer {
  private written = '';
  private ended: { readonly status: number | string } | undefined;

  private constructor(readonly image: BuiltImage, private readonly child: ChildProcess, private readonly running: ContainerCommand) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => { this.written += text; });
    }
    child.once('error', (error) => { this.ended = { status: error.message }; });
    child.once('close', (code, signal) => { this.ended = { status: code ?? signal ?? 'no status' }; });
  }

  /** Starts an image. It is killed if this process ends before it. */
  static start(image: BuiltImage, env: Readonly<Record<string, string>>, mounts: readonly ContainerMount[]): RunningContainer {
    const command = containerCommand(image.name, env, mounts);
    const child = spawn(command.command, command.args, { env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    process.once('exit', () => child.kill('SIGKILL'));
    return new RunningContainer(image, child, command);
  }

  /** Everything that it wrote, both streams. */
  get log(): string {
    return this.written;
  }

  /** Exit status once it has ended, else undefined. */
  get status(): number | string | undefined {
    return this.ended?.status;
  }

  /** Process id of the image's program on this machine. */
  get pid(): number | undefined {
    return this.running.pid();
  }

  /** Waits for a condition; a program that ends before is an error that tells what it wrote. */
  async until(what: string, condition: () => Promise<boolean> | boolean, timeoutMs = 60_000): Promise<void> {
    await waitFor(() => this.ended !== undefined || condition(), { what: `${this.image.name} ${what}`, timeoutMs })
      .catch((error: Error) => { throw new Error(`${error.message}; it wrote:\n${this.written}`); });
    if (this.ended !== undefined) throw new Error(`${this.image.name} ended with ${this.ended.status} before it ${what}; it wrote:\n${this.written}`);
  }

  /** Sends SIGTERM as ECS does, waits, gives back how it ended and after how many milliseconds. */
  async stop(timeoutMs = 30_000): Promise<{ readonly status: number | string; readonly milliseconds: number }> {
    const began = performance.now();
    this.child.kill('SIGTERM');
    const { status } = await waitFor(() => this.ended, { what: `${this.image.name} ends after SIGTERM`, timeoutMs });
    return { status, milliseconds: performance.now() - began };
  }

  /** Kills the program at once; resolves when it is gone. */
  async kill(): Promise<void> {
    const { pid } = this;
    if (pid !== undefined && this.ended === undefined) process.kill(pid, 'SIGKILL');
    else this.child.kill('SIGKILL');
    await waitFor(() => this.ended, { what: `${this.image.name} ends after SIGKILL` });
  }

  /** Waits until the program does not run any more. */
  async gone(): Promise<void> {
    const { pid } = this;
    await waitFor(() => pid === undefined || !existsSync(`/proc/${pid}`), { what: `${this.image.name} is gone` });
  }

  /** Kills the command that holds the container, not the program in it. */
  killCommand(): void {
    this.child.kill('SIGKILL');
  }

  /** Runs a command inside; gives back what it wrote, or throws with it. */
  execute(...command: readonly string[]): Promise<string> {
    return podman(['exec', this.running.containerName() ?? '', ...command]);
  }

  /** What the kernel lets the program do. */
  limits(): ProcessLimits {
    const field = (name: string): string => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '';
    const status = readFileSync(`/proc/${this.pid}/status`, 'utf8');
    return {
      userIds: field('Uid').split(/\s+/).map(Number),
      capabilities: Object.fromEntries(['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'].map((set) => [set, field(set)])),
      noNewPrivileges: field('NoNewPrivs') === '1',
      seccomp: Number(field('Seccomp')),
    };
  }

  /** Every place of a disk file system that the program may see as writable. */
  writableMounts(): string[] {
    return readFileSync(`/proc/${this.pid}/mountinfo`, 'utf8').trimEnd().split('\n').map((line) => {
      const [before, after] = line.split(' - ') as [string, string];
      const [, , , , mountPoint, options] = before.split(' ');
      return { mountPoint: mountPoint!, writable: options!.split(',').includes('rw'), kind: after.split(' ')[0]! };
    }).filter(({ writable, kind, mountPoint }) => writable && !kernelFileSystems.has(kind) && !/^\/(?:dev|proc|sys)(?:\/|$)/.test(mountPoint))
      .map(({ mountPoint }) => mountPoint);
  }
}

const kernelFileSystems = new Set(['proc', 'sysfs', 'cgroup', 'cgroup2', 'devpts', 'mqueue']);
