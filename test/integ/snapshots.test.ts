import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { caseNames, snapshotFolder, synthesise } from '../../integ/support/synthesise';
import { differences, snapshotOf } from '../support/integ/snapshot';

const CASES = ['brought-everything', 'cognito', 'jobs', 'machines', 'oidc', 'saml'];

test('the cases that are promised are there, each with its snapshot', () => {
  expect(caseNames()).toEqual(CASES);
  expect(CASES.filter((name) => !existsSync(snapshotFolder(name)))).toEqual([]);
});

// Synthesis without a finding of any pack, and without one of CloudFormation's rules, is part of it: else it fails.
test.concurrent.each(CASES)('%s: what is synthesised is what was committed', async (name) => {
  const synthesised = mkdtempSync(join(tmpdir(), `integ-${name}-`));
  try {
    await synthesise(name, synthesised);

    const found = differences(snapshotOf(snapshotFolder(name)), snapshotOf(synthesised));
    if (found.length > 0) {
      throw new Error(`the snapshot of integ.${name}.ts is not what is synthesised: if the change is meant, run "npm run build && npm run integ:snapshot", look at the diff, and commit it\n\n${found.join('\n')}`);
    }
  } finally {
    rmSync(synthesised, { recursive: true, force: true });
  }
});
