import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Documentation, Language } from 'jsii-docgen';
import { PROJECT, runCommand } from './project';

const FILE = join(PROJECT, 'API.md');

/** `npm run docs:api` writes API.md from the assembly of the last build; with `--check` it fails where the file says something else. */
runCommand(async () => {
  if (!existsSync(join(PROJECT, '.jsii'))) throw new Error('got no assembly, expected .jsii: run npm run build');
  const documentation = await Documentation.forProject(PROJECT);
  try {
    const rendered = (await documentation.toMarkdown({ language: Language.TYPESCRIPT })).render();
    if (!process.argv.includes('--check')) writeFileSync(FILE, rendered);
    else if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== rendered) throw new Error('API.md is not what the constructs say: run npm run build && npm run docs:api, and commit it');
  } finally {
    await documentation.cleanup();
  }
});
