import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

interface Packed { readonly size: number; readonly unpackedSize: number; readonly files: ReadonlyArray<{ readonly path: string }> }

/** What `npm pack` would publish. The build has run before: `npm test` sees to it. */
function pack(): Packed {
  const command = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const [packed] = JSON.parse(execFileSync('npm', command, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as [Packed];
  return packed;
}

/** What must stand in no file that is published: keys, and tokens of those who issue them. */
const SECRET = /-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/=]{40}|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36}|\bnpm_[A-Za-z0-9]{36}|\bpypi-AgE[A-Za-z0-9_-]{40}/;

describe('the npm package', () => {
  const packed = pack();
  const files = packed.files.map(({ path }) => path);

  test.each([
    '.jsii', 'LICENSE', 'README.md', 'CHANGELOG.md', 'API.md', 'package.json', 'lib/index.js', 'lib/index.d.ts',
    'lib/contract/access-mapping.schema.json', 'lib/contract/access-cases.schema.json', 'lib/contract/decision-record.schema.json', 'lib/contract/soc2-evidence.schema.json',
    'bin/cli/dist/cdk-lighttpd-luigi.js', 'bin/cli/dist/THIRD-PARTY-LICENSES.txt',
    'images/.dockerignore', 'images/gateway/Dockerfile', 'images/gateway/dist/gateway.js', 'images/gateway/dist/lane-agent.js',
    'images/gateway/dist/THIRD-PARTY-LICENSES.txt',
    'images/lighttpd/Dockerfile', 'images/lighttpd/lighttpd.conf', 'images/lighttpd/entry.sh',
    'images/job/Dockerfile', 'images/job/requirements.txt',
    'images/luigid/Dockerfile', 'images/luigid/requirements.txt', 'images/luigid/luigid/__main__.py',
  ])('holds %s: consumers build the images with Docker and nothing else', (file) => {
    expect(files).toContain(file);
  });

  test('holds nothing that consumers have no use for', () => {
    expect(files.filter((file) => /^(test|local|bin(?!\/cli\/dist\/)|docs|integ|\.local|\.ci)\/|node_modules|\.pyc$|\.map$|\.tsbuildinfo$/.test(file))).toEqual([]);
    expect(files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))).toEqual([]);
  });

  test('holds nothing that a build of sources long gone has left', () => {
    const compiled = files.filter((file) => /^lib\/.*(?:\.js|\.d\.ts)$/.test(file));
    expect(compiled.length).toBeGreaterThan(0);
    expect(compiled.filter((file) => !existsSync(join(ROOT, file.replace(/(?:\.d\.ts|\.js)$/, '.ts'))))).toEqual([]);
  });

  test('holds no secret', () => {
    expect(files.filter((file) => SECRET.test(readFileSync(join(ROOT, file), 'utf8')))).toEqual([]);
    // The pattern knows one when it sees one.
    expect(SECRET.test(`-----BEGIN PRIVATE KEY-----\n${'A'.repeat(64)}`)).toBe(true);
  });

  test('names no machine on which it was built', () => {
    expect(files.filter((file) => readFileSync(join(ROOT, file), 'utf8').includes(ROOT))).toEqual([]);
  });

  test('is small: a consumer downloads 2 MB at most', () => {
    expect(packed.size).toBeLessThan(2 * 1024 * 1024);
    expect(packed.unpackedSize).toBeLessThan(8 * 1024 * 1024);
  });

  test('depends on nothing but what the consumer chooses the version of', () => {
    const { dependencies, bundledDependencies, peerDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<string, object>;
    expect(dependencies ?? {}).toEqual({});
    expect(bundledDependencies ?? []).toEqual([]);
    expect(Object.keys(peerDependencies ?? {}).sort()).toEqual(['aws-cdk-lib', 'cdk-nag', 'constructs']);
  });

  test('has a command line with these commands', () => {
    const help = execFileSync(process.execPath, [join(ROOT, 'bin/cli/dist/cdk-lighttpd-luigi.js'), '--help'], { encoding: 'utf8' });
    expect([...help.matchAll(/^ {2}(\w+) /gm)].map(([, name]) => name)).toEqual(['access', 'doctor', 'soc2']);
  });

  test.each([
    ['images/gateway/dist', ['fastify', 'aws-jwt-verify', 'ajv', '@aws-sdk/client-ssm', '@aws-sdk/client-cloudwatch-logs']],
    ['bin/cli/dist', ['ajv', 'ajv-formats', '@aws-sdk/client-ssm']],
  ])('says the licence of everything that is bundled in %s', (folder, names) => {
    const licences = readFileSync(join(ROOT, folder, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
    for (const name of names) {
      expect(licences).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\((?:MIT|Apache-2\\.0)\\)$`, 'm'));
    }
  });
});
