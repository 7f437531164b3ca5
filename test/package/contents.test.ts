import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** What `npm pack` would publish. The build has run before: `npm test` sees to it. */
function packed(): string[] {
  const [tarball] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as
    Array<{ files: Array<{ path: string }> }>;
  return (tarball as { files: Array<{ path: string }> }).files.map(({ path }) => path);
}

describe('the npm package', () => {
  const files = packed();

  test.each([
    '.jsii', 'LICENSE', 'README.md', 'CHANGELOG.md', 'lib/index.js', 'lib/index.d.ts',
    'lib/contract/access-mapping.schema.json', 'lib/contract/decision-record.schema.json',
    'images/.dockerignore', 'images/gateway/Dockerfile', 'images/gateway/dist/gateway.js', 'images/gateway/dist/THIRD-PARTY-LICENSES.txt',
    'images/lighttpd/Dockerfile', 'images/lighttpd/lighttpd.conf', 'images/lighttpd/entry.sh',
    'images/luigid/Dockerfile', 'images/luigid/requirements.txt', 'images/luigid/luigid/__main__.py',
  ])('holds %s: consumers build the images with Docker and nothing else', (file) => {
    expect(files).toContain(file);
  });

  test('holds nothing that consumers have no use for', () => {
    expect(files.filter((file) => /^(test|local|bin|docs|integ|\.local|\.ci)\/|node_modules|\.pyc$|\.map$|\.tsbuildinfo$/.test(file))).toEqual([]);
    expect(files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([]);
  });
});
