import { chmodSync, existsSync, writeFileSync } from 'node:fs';
import type { Program } from '../../../local/process-runner/program';
import { containerCommand, type ContainerMount } from './container-command';

/**
 * Puts an image in the place of a program of the service on one machine, with the same settings: `startService({ replace: inContainer })`.
 * Folders that the settings name are mounted where they are. Build the images before. A program without an image stays as it is.
 */
export function inContainer(program: Program): Program {
  const env = { ...program.env };
  const replaced = (name: 'lighttpd' | 'gateway' | 'luigid', mounts: readonly ContainerMount[]): Program => {
    const { command, args } = containerCommand(name, env, mounts);
    return { ...program, command, args, env };
  };
  switch (program.name) {
    case 'luigid':
      // The image has its own Python and its own luigi.
      for (const name of Object.keys(env)) if (name.startsWith('PYTHON')) delete env[name];
      return replaced('luigid', [{ source: required(env, 'LUIGID_STATE_DIR') }]);
    case 'gateway': {
      const read = ['GATEWAY_MAPPINGS', 'GATEWAY_CONTROL'].flatMap((name) => /^directory:(.+)$/.exec(env[name] ?? '')?.[1] ?? []);
      // The image's user is another than the one who made them.
      for (const folder of read) chmodSync(folder, 0o755);
      const records = /^file:(.+)$/.exec(required(env, 'GATEWAY_DECISION_LOG'))?.[1];
      // Runs are processes of this machine: there is nothing in the image to run them with.
      for (const name of ['GATEWAY_JOBS', 'GATEWAY_JOB_RUNNER']) delete env[name];
      // A file can be mounted only if it exists.
      if (records !== undefined && !existsSync(records)) writeFileSync(records, '', { mode: 0o600 });
      return replaced('gateway', [
        ...read.map((source) => ({ source, readOnly: true })),
        ...(records === undefined ? [] : [{ source: records }]),
        { source: required(env, 'GATEWAY_SOCKET_FOLDER') },
      ]);
    }
    case 'lighttpd':
      delete env.LIGHTTPD_STATIC_DIR;
      return replaced('lighttpd', [
        { source: required(env, 'LIGHTTPD_RUN_DIR') }, { source: required(env, 'LIGHTTPD_GATEWAY_SOCKETS'), readOnly: true },
      ]);
    default:
      return program;
  }
}

/**
 * What a suite that can run against both hands to `startService` as `replace`: containers where the variable LUIGI_TEST_PROGRAMS says so.
 *
 * @returns undefined for plain processes
 * @throws Error if the variable says neither `processes` nor `containers`
 */
export function programsToTest(): ((program: Program) => Program) | undefined {
  const wanted = process.env.LUIGI_TEST_PROGRAMS ?? 'processes';
  if (wanted === 'containers') return inContainer;
  if (wanted === 'processes') return undefined;
  throw new Error(`LUIGI_TEST_PROGRAMS is ${JSON.stringify(wanted)}, expected processes or containers`);
}

function required(env: Readonly<Record<string, string>>, name: string): string {
  const value = env[name];
  if (value === undefined) throw new Error(`${name} is not set, expected it in the program's environment, so that it can be mounted`);
  return value;
}
