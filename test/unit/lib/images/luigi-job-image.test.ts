import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CpuArchitecture, FargateTaskDefinition, OperatingSystemFamily } from 'aws-cdk-lib/aws-ecs';
import { LuigiJobImage, type LuigiJobCodeOptions } from '../../../../lib/images/luigi-job-image';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'code-')); });
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

interface ImageSource {
  readonly directory: string; readonly dockerBuildTarget?: string; readonly dockerBuildArgs?: object; readonly platform?: string;
}

/** What is built for tasks that have the code's image. */
function built(options: LuigiJobCodeOptions = {}, architectures: readonly CpuArchitecture[] = [CpuArchitecture.X86_64]): {
  readonly sources: ImageSource[]; readonly template: Template;
} {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const image = LuigiJobImage.fromCode(folder, options);
  for (const [index, cpuArchitecture] of architectures.entries()) {
    const runtimePlatform = { cpuArchitecture, operatingSystemFamily: OperatingSystemFamily.LINUX };
    new FargateTaskDefinition(stack, `Task${index}`, { runtimePlatform }).addContainer('job', { image });
  }
  const { directory } = app.synth();
  const assets = JSON.parse(readFileSync(join(directory, 'Stack.assets.json'), 'utf8')) as { dockerImages: Record<string, { source: ImageSource }> };
  const sources = Object.values(assets.dockerImages).map(({ source }) => ({ ...source, directory: join(directory, source.directory) }));
  return { sources, template: Template.fromStack(stack) };
}

function filesIn(directory: string): string[] {
  return (readdirSync(directory, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1)).sort();
}

test('a folder of code is all that a job\'s image needs', () => {
  write({ 'reports/daily.py': 'import luigi\n', 'reports/__init__.py': '' });
  const { sources, template } = built();

  expect(sources).toMatchObject([{ dockerBuildTarget: 'job', platform: 'linux/amd64' }]);
  const [{ directory }] = sources as [ImageSource];
  expect(filesIn(directory)).toEqual(['Dockerfile', 'code/reports/__init__.py', 'code/reports/daily.py', 'packages.txt', 'requirements.txt']);
  expect(readFileSync(join(directory, 'packages.txt'), 'utf8')).toBe('');
  expect(readFileSync(join(directory, 'requirements.txt'), 'utf8')).toContain('luigi==3.8.1');
  template.hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: Match.arrayWith([
    Match.objectLike({ Action: Match.arrayWith(['ecr:BatchGetImage']) }),
  ]) } });
});

test('is built anew when the code has changed, and not otherwise', () => {
  const directoryOf = (): string => built().sources[0]?.directory.split('/').at(-1) as string;
  write({ 'a.py': '1' });
  const first = directoryOf();
  expect(directoryOf()).toBe(first);
  write({ 'a.py': '2' });
  expect(directoryOf()).not.toBe(first);
});

test('installs the packages that a file in the folder names', () => {
  write({ 'a.py': '', 'requirements/prod.txt': 'boto3\n' });
  const [{ directory }] = built({ requirements: 'requirements/prod.txt' }).sources as [ImageSource];
  expect(readFileSync(join(directory, 'packages.txt'), 'utf8')).toBe('boto3\n');
});

test('leaves out what is no code, and what one says', () => {
  write({
    'a.py': '', '.git/HEAD': '', '.venv/bin/python': '', 'pkg/__pycache__/a.pyc': '', 'pkg/b.py': '', 'notes/secret.md': '', 'data/big.csv': '', 'data/small.csv': '',
    '.dockerignore': '# not these\nnotes\n\ndata\n!data/small.csv\n', 'test/a_test.py': '',
  });
  const [{ directory }] = built({ exclude: ['test'] }).sources as [ImageSource];
  expect(filesIn(join(directory, 'code'))).toEqual(['.dockerignore', 'a.py', 'data/small.csv', 'pkg/b.py']);
});

test('is one image for all jobs of the same processors', () => {
  write({ 'a.py': '' });
  expect(built({}, [CpuArchitecture.X86_64, CpuArchitecture.X86_64]).sources).toHaveLength(1);
  expect(built({}, [CpuArchitecture.X86_64, CpuArchitecture.ARM64]).sources.map(({ platform }) => platform).sort()).toEqual(['linux/amd64', 'linux/arm64']);
});

test('may be built on another base', () => {
  write({ 'a.py': '' });
  expect(built({ pythonBase: 'registry.example.com/python@sha256:00' }).sources).toMatchObject([{ dockerBuildArgs: { BASE: 'registry.example.com/python@sha256:00' } }]);
});

test.each<[string, (folder: string) => readonly [string, LuigiJobCodeOptions], RegExp]>([
  ['a folder that is not there', (there) => [join(there, 'nowhere'), {}], /^got the folder of code ".*", expected one that is there, from ".*" on; mend it$/],
  ['a file for a folder', (there) => [join(there, 'a.py'), {}], /^got the folder of code ".*", expected one that is there/],
  ['requirements that are not there', (there) => [there, { requirements: 'requirements.txt' }], /^got the requirements file "requirements.txt", expected one in ".*"; mend it$/],
  ['requirements elsewhere', (there) => [there, { requirements: '../passwd' }], /^got the requirements file "..\/passwd", expected one in ".*"; mend it$/],
  ['requirements outside', (there) => [there, { requirements: '/etc/passwd' }], /^got the requirements file "\/etc\/passwd", expected one in ".*"; mend it$/],
])('%s is refused', (_, given, message) => {
  write({ 'a.py': '' });
  const [directory, options] = given(folder);
  expect(() => LuigiJobImage.fromCode(directory, options)).toThrow(message);
});

test('what the image is built from is in the package', () => {
  const { files } = JSON.parse(readFileSync('package.json', 'utf8')) as { files: string[] };
  expect(files).toContain('images/job');
  expect(['Dockerfile', 'requirements.txt'].every((name) => existsSync(join('images/job', name)))).toBe(true);
});
