import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from './paths';
import { SetupError } from './setup-error';
import { compareVersions } from './version';

/**
 * Ends what would otherwise fail later and less clearly.
 * @param version of the Node.js that runs
 * @throws SetupError where it is older than package.json asks for
 */
export function requireNode(version: string = process.versions.node): void {
  const { engines } = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as { engines: { node: string } };
  const oldest = engines.node.replace(/^[>=\s]+/, '');
  if (compareVersions(version, oldest) < 0) {
    throw new SetupError(`Node.js is ${version}, expected ${oldest} or newer: install that (https://nodejs.org), run "npm ci" again, then try again`);
  }
}
