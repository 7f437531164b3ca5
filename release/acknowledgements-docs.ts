import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { acknowledgements, acknowledgementsPage } from './acknowledgements';
import { PROJECT, runCommand } from './project';

const FILE = join(PROJECT, 'docs', 'acknowledgements.md');

/** `npm run docs:acknowledgements` writes docs/acknowledgements.md; with `--check` it fails where the file says something else. */
runCommand(async () => {
  const page = acknowledgementsPage(acknowledgements());
  if (!process.argv.includes('--check')) { writeFileSync(FILE, page); } else if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== page) {
    throw new Error('docs/acknowledgements.md is not what the constructs say: run npm run docs:acknowledgements, and commit it');
  }
});
