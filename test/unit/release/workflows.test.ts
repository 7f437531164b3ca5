import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

interface Step { readonly uses?: string; readonly run?: string; readonly with?: Record<string, unknown> }
interface Job {
  readonly 'permissions'?: Record<string, string>;
  readonly 'needs'?: string | string[];
  readonly 'environment'?: string;
  readonly 'timeout-minutes'?: number;
  readonly 'runs-on'?: string;
  readonly 'steps': readonly Step[];
}
interface Workflow { readonly on: Record<string, unknown>; readonly permissions?: unknown; readonly jobs: Record<string, Job> }

const PROJECT = join(__dirname, '../../..');
const FOLDER = join(PROJECT, '.github/workflows');
const FILES = readdirSync(FOLDER);
const text = (file: string): string => readFileSync(join(FOLDER, file), 'utf8');
const workflow = (file: string): Workflow => parse(text(file)) as Workflow;
const jobs = FILES.flatMap((file) => Object.entries(workflow(file).jobs).map(([name, job]) => ({ file, name, job })));
const position = (job: Job, pattern: RegExp): number => job.steps.findIndex(({ run, uses }) => pattern.test(run ?? uses ?? ''));

describe('every workflow', () => {
  test('is one of those that these tests know', () => {
    expect(FILES.sort()).toEqual(['ci.yml', 'release.yml']);
  });

  test.each(FILES)('%s grants nothing to all its jobs: each says what it needs', (file) => {
    expect(workflow(file).permissions).toEqual({});
  });

  test.each(jobs)('$file, $name: says its permissions, its machine and how long it may take', ({ job }) => {
    expect(job.permissions).toBeDefined();
    expect(job['runs-on']).toBe('ubuntu-24.04');
    expect(job['timeout-minutes']).toBeLessThanOrEqual(120);
  });

  test.each(jobs)('$file, $name: uses actions by commit, with the version beside it', ({ file, job }) => {
    for (const { uses } of job.steps) {
      if (uses === undefined) continue;
      expect(uses).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/);
      expect(text(file)).toMatch(new RegExp(`${uses} # v\\d+\\.\\d+\\.\\d+$`, 'm'));
    }
  });

  test.each(jobs)('$file, $name: leaves no credentials in a checkout, and reads no cache', ({ job }) => {
    for (const { uses, with: inputs } of job.steps) {
      if (uses?.startsWith('actions/checkout@')) expect(inputs).toMatchObject({ 'persist-credentials': false });
      if (uses?.startsWith('actions/setup-node@')) expect(inputs).toMatchObject({ 'package-manager-cache': false });
      expect(uses ?? '').not.toMatch(/^actions\/cache@/);
    }
  });

  test.each(jobs)('$file, $name: no text from outside becomes part of a script', ({ job }) => {
    for (const { run } of job.steps) expect(run ?? '').not.toContain('${{');
  });

  test.each(jobs)('$file, $name: what it runs from the project is there', ({ job }) => {
    const named = job.steps.flatMap(({ run }) => [...(run ?? '').matchAll(/(?:^|\s)((?:release\/[\w-]+\.ts)|\.ci\/run)/g)].map(([, path]) => path as string));
    expect(named.filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
    const scripts = Object.keys((JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { scripts: object }).scripts);
    for (const { run } of job.steps) {
      for (const [, script] of (run ?? '').matchAll(/npm run (\S+)/g)) expect(scripts).toContain(script);
    }
  });
});

describe('a pull request', () => {
  test('gets a job without secrets that may only read', () => {
    const triggered = FILES.filter((file) => Object.keys(workflow(file).on).some((event) => event !== 'push'));
    expect(triggered).toEqual(['ci.yml']);
    expect(text('ci.yml')).not.toMatch(/\bsecrets\.|pull_request_target|workflow_run/);
    for (const { permissions } of Object.values(workflow('ci.yml').jobs)) expect(permissions).toEqual({ contents: 'read' });
  });

  test('is tested by the command that everyone has', () => {
    expect(workflow('ci.yml').jobs.test?.steps.at(-1)).toEqual({ run: '.ci/run' });
  });
});

describe('a release', () => {
  const release = workflow('release.yml');
  const build = release.jobs.build as Job;
  const publishers = Object.entries(release.jobs).filter(([name]) => name !== 'build');

  test('begins with a tag of a version, and nothing else', () => {
    expect(release.on).toEqual({ push: { tags: ['v*'] } });
  });

  test('is checked, tested, pinned, built and handed on, in this order', () => {
    const order = [/check-tag\.ts "\$TAG"/, /^\.ci\/run$/, /pin-base-images\.ts$/, /docker build/, /npm run package -- --require-all/, /pin-base-images\.ts --check/, /upload-artifact/]
      .map((pattern) => position(build, pattern));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test('is built by a job that can neither publish nor write', () => {
    expect(build.permissions).toEqual({ contents: 'read' });
    expect(JSON.stringify(build)).not.toContain('secrets.');
  });

  test.each(publishers)('%s publishes what was built and checked, and runs no code of the project', (_, job) => {
    expect([job.needs].flat()).toContain('build');
    const verified = position(job, /^sha256sum --check --strict/);
    expect(verified).toBeGreaterThan(position(job, /download-artifact/));
    expect(verified).toBe(job.steps.length - 2);
    expect(position(job, /actions\/checkout|npm ci|npm install|tsx/)).toBe(-1);
  });

  test.each(publishers)('%s may do no more than it needs', (name, job) => {
    const expected: Record<string, Record<string, string>> = {
      npm: { 'id-token': 'write' }, pypi: { 'id-token': 'write' }, nuget: { 'id-token': 'write' }, maven: {}, go: {}, github: { contents: 'write' },
    };
    expect(job.permissions).toEqual(expected[name]);
    // Who may publish is decided by the environment: its reviewers, and its secrets.
    if (name !== 'github') expect(job.environment).toBe(name);
  });

  test('goes to npm with provenance', () => {
    expect(release.jobs.npm?.steps.at(-1)?.run).toBe('npm publish dist/js/*.tgz --provenance --access public');
  });

  test.each(['npm', 'pypi', 'nuget'])('needs no lasting secret for %s', (name) => {
    expect(JSON.stringify(release.jobs[name])).not.toContain('secrets.');
  });
});
