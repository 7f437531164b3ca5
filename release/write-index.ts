import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lazyIndex, modulesOfIndex } from './lazy-index';
import { PROJECT, readProject, runCommand } from './project';

/**
 * Part of `npm run build`: whoever imports the library loads of it what they use, as aws-cdk-lib has it for its own index. Who wants the
 * service alone does not wait for the rules of cdk-nag.
 */
runCommand(async () => {
  const modules = modulesOfIndex(readProject('lib', 'index.ts'));
  writeFileSync(join(PROJECT, 'lib', 'index.js'), lazyIndex(new Map(modules.map((path) => [path, namesOf(path)]))));
});

/** What a compiled module exports; types are nothing any more. */
function namesOf(path: string): string[] {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- whether it is one file or a folder's index, Node.js finds out
  return Object.keys(require(join(PROJECT, 'lib', path)) as object).filter((name) => name !== 'default' && name !== '__esModule');
}
