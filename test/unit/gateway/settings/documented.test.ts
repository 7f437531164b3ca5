import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const GATEWAY = join(__dirname, '../../../../images/gateway');

test('every setting that the gateway reads is in its README', () => {
  const settings = readdirSync(join(GATEWAY, 'src/settings')).map((name) => `src/settings/${name}`);
  const sources = [...settings, 'src/identity/basic/worker-credential.ts'].map((file) => readFileSync(join(GATEWAY, file), 'utf8')).join('\n');
  const read = [...new Set([...sources.matchAll(/'(GATEWAY_[A-Z_]+|LUIGI_SERVICE_NAME)'/g)].map((match) => match[1] as string))];
  const readme = readFileSync(join(GATEWAY, 'README.md'), 'utf8');

  expect(read.length).toBeGreaterThan(20);
  expect(read.filter((name) => !readme.includes(`| \`${name}\` |`))).toEqual([]);
});
