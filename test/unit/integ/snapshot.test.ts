import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differences, snapshotOf } from '../../support/integ/snapshot';

const HASHES = ['a'.repeat(64), 'b'.repeat(64)];
const folders: string[] = [];

afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function assembly(files: Record<string, string>): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'snapshot-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, `asset.${HASHES[0]}`));
  return snapshotOf(folder);
}

test('another hash of an asset, and another order of a manifest, are no difference', () => {
  const one = assembly({ 'S.template.json': `{"S3Key":"${HASHES[0]}.zip"}`, 'manifest.json': '{"version":"53.0.0","artifacts":{"a":1,"b":2}}' });
  const other = assembly({ 'S.template.json': `{"S3Key":"${HASHES[1]}.zip"}`, 'manifest.json': '{"artifacts":{"b":2,"a":1},"version":"54.0.0"}' });

  expect(differences(one, other)).toEqual([]);
});

test('what changed in a template is shown', () => {
  const one = assembly({ 'S.template.json': '{\n "Port": 443,\n "Open": false\n}' });
  const other = assembly({ 'S.template.json': '{\n "Port": 443,\n "Open": true\n}' });

  expect(differences(one, other)).toEqual(['S.template.json Open: was false, is true']);
});

test('so is what came and what went', () => {
  const one = assembly({ 'S.template.json': '{"Resources":{"A":{"Type":"T"}},"Ports":[1,2]}' });
  const other = assembly({ 'S.template.json': '{"Resources":{"B":{"Type":"T"}},"Ports":[1]}' });

  expect(differences(one, other)).toEqual([
    'S.template.json Resources A: was {"Type":"T"}, is nothing', 'S.template.json Resources B: was nothing, is {"Type":"T"}', 'S.template.json Ports 1: was 2, is nothing',
  ]);
});

test('a stack more and a stack less are differences', () => {
  expect(differences(assembly({ 'A.template.json': '{}' }), assembly({ 'B.template.json': '{}' }))).toEqual([
    'A.template.json: in the snapshot only', 'B.template.json: not in the snapshot',
  ]);
});
