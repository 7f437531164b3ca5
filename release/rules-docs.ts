import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOGUE } from '../lib/compliance/soc2/catalogue';
import { PROJECT, runCommand } from './project';
import { rulesPage } from './rules-page';

const FILE = join(PROJECT, 'RULES.md');

/** `npm run docs:rules` writes RULES.md; with `--check` it fails where the file says something else. */
runCommand(async () => {
  const page = rulesPage(CATALOGUE);
  if (!process.argv.includes('--check')) writeFileSync(FILE, page);
  else if (!existsSync(FILE) || readFileSync(FILE, 'utf8') !== page) throw new Error('RULES.md is not what the rules say: run npm run docs:rules, and commit it');
});
