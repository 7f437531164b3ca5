import { chmodSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { readDocuments } from '../../../../../bin/cli/access/documents/read-documents';
import { lint, type LintResult } from '../../../../../bin/cli/access/lint/lint';
import { lintText } from '../../../../../bin/cli/access/lint/report';
import { runAccess } from '../../../../../bin/cli/access/run';
import { documentFolder, job, mapping, removeFolders, saying } from '../../../../support/access/document-folder';

afterEach(removeFolders);

const VIEW = { view: ['etl.*'] };
async function linted(files: Readonly<Record<string, unknown>>): Promise<LintResult> {
  return lint(await readDocuments({ kind: 'folder', path: documentFolder(files) }));
}
const told = ({ place, findings }: LintResult) => findings.map(({ severity, rule, where, path: at }) => `${severity} ${rule} ${path.relative(place, where)}${at}`);

test('documents that are as they should be have no finding', async () => {
  const result = await linted({
    'access/analysts.json': mapping(['group:analysts'], { view: ['report.*'], operate: ['report.Daily'], run: [{ job: 'backfill', parameters: { day: { type: 'string' } } }, { category: 'reports' }] }),
    'jobs/backfill.json': job('repairs', 'day'), 'jobs/daily.json': job('reports'), 'control/revoked.json': { version: 1, revoked: [{ principal: 'user:ada@example.com' }] },
  });

  expect(result).toMatchObject({ mappings: 1, jobs: 2, findings: [], notes: [] });
});

describe('what the gateway takes for nothing is an error', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['a mapping that is no JSON', { 'a.json': '{' }, 'error invalid-mapping a.json'],
    ['a mapping with a member too many', { 'a.json': { ...mapping(['group:a'], VIEW), grant: {} } }, 'error invalid-mapping a.json'],
    ['a mapping with a pattern that is none', { 'a.json': mapping(['group:a'], { view: ['etl*'] }) }, 'error invalid-mapping a.json/grants/view/0'],
    ['a mapping with a principal that is none', { 'a.json': mapping(['analysts'], VIEW) }, 'error invalid-mapping a.json/principals/0'],
    ['a mapping with a member twice', { 'a.json': '{"version":1,"version":1,"principals":["group:a"],"grants":{"view":["*"]}}' }, 'error invalid-mapping a.json/version'],
    ['a mapping with a name that is none', { 'a b.json': mapping(['group:a'], VIEW) }, 'error invalid-mapping a b.json'],
    ['a mapping that is too large', { 'a.json': JSON.stringify(mapping(['group:a'], VIEW)).padEnd(8193) }, 'error invalid-mapping a.json'],
    ['a job without a category', { 'access/a.json': mapping(['group:a'], VIEW), 'jobs/b.json': { version: 1, family: 'B' } }, 'error invalid-job jobs/b.json'],
    ['who is shut out, by no principal', { 'access/a.json': mapping(['group:a'], VIEW), 'jobs/b.json': job('b'), 'control/revoked.json': { version: 1, revoked: [{ principal: 'ada@example.com' }] } }, 'error invalid-revocation control/revoked.json/revoked/0/principal'],
  ])('%s', async (_what, files, expected) => {
    expect(told(await linted(files))).toEqual([expected]);
  });

  test('with what was got, what was expected and how to mend it', async () => {
    const { findings: [finding] } = await linted({ 'a.json': mapping(['group:a'], { view: ['etl*'] }) });

    expect(finding).toMatchObject({ got: '"etl*"', expected: expect.stringContaining('a namespace') as string, mend: 'write it so' });
  });

  test('a link that leads elsewhere, and the others are looked at', async () => {
    const folder = documentFolder({ 'good.json': mapping(['group:a'], VIEW), 'sub/x.json': '' });
    symlinkSync('/etc/passwd', path.join(folder, 'link.json'));
    const { findings, mappings } = lint(await readDocuments({ kind: 'folder', path: folder }));

    expect(mappings).toBe(2);
    expect(findings).toEqual([{ severity: 'error', rule: 'invalid-mapping', where: path.join(folder, 'link.json'), path: '',
      got: 'a link that leads out of the directory', expected: 'a file in it', mend: 'put the file itself there' }]);
  });
});

describe('what somebody should look at is a warning', () => {
  const JOBS = { 'jobs/backfill.json': job('repairs', 'day'), 'jobs/daily.json': job('reports', 'day'), 'jobs/weekly.json': job('reports') };
  const one = (grants: object, principals: string[] = ['group:a']) => ({ 'access/a.json': mapping(principals, grants), ...JOBS });
  test.each<[string, Record<string, unknown>, string[]]>([
    ['every role of an account', one(VIEW, ['role:arn:aws:iam::111122223333:role/*']), ['warning whole-account-role access/a.json/principals']],
    ['a path of roles: none', one(VIEW, ['role:arn:aws:iam::111122223333:role/ci/*']), []],
    ['operating everything', one({ operate: ['*'] }), ['warning operates-everything access/a.json/grants/operate']],
    ['viewing everything: none', one({ view: ['*'] }), []],
    ['a job that there is not', one({ run: [{ job: 'backfil' }] }), ['warning unknown-job access/a.json/grants/run']],
    ['a category that no job has', one({ run: [{ category: 'report' }] }), ['warning unknown-category access/a.json/grants/run']],
    ['a limit on what the job does not have', one({ run: [{ job: 'backfill', parameters: { date: {} } }] }), ['warning limit-on-no-parameter access/a.json/grants/run']],
    ['a limit on what some job of a category has: none', one({ run: [{ category: 'reports', parameters: { day: {} } }] }), []],
    ['a limit on what no job of a category has', one({ run: [{ category: 'reports', parameters: { date: {} } }] }), ['warning limit-on-no-parameter access/a.json/grants/run']],
    ['a pattern within another', one({ view: ['etl.*', 'etl.daily.*'] }), ['warning duplicate-grant access/a.json/grants/view']],
    ['a namespace beside its root: none', one({ view: ['etl.*', 'etl'] }), []],
    ['a grant of a job twice', one({ run: [{ job: 'backfill' }, { job: 'backfill' }] }), ['warning duplicate-grant access/a.json/grants/run/1']],
    ['limits beside a grant without', one({ run: [{ job: 'backfill' }, { job: 'backfill', parameters: { day: { const: 'x' } } }] }), ['warning limits-without-effect access/a.json/grants/run']],
    ['the same grant by two mappings', { ...one(VIEW), 'access/b.json': mapping(['group:a', 'group:b'], { view: ['etl.daily.*'] }) }, ['warning duplicate-grant access/b.json/grants/view']],
    ['the same grant to others: none', { ...one(VIEW), 'access/b.json': mapping(['group:b'], VIEW) }, []],
    ['a wider grant by a later mapping', { ...one({ operate: ['etl.A'] }), 'access/b.json': mapping(['group:a'], { operate: ['etl.*'] }) }, ['warning duplicate-grant access/a.json/grants/operate']],
    ['a grant that both give, beside a wider one', { ...one({ view: ['etl.A', 'x.B'] }), 'access/b.json': mapping(['group:a'], { view: ['etl.A', 'x.*'] }) }, ['warning duplicate-grant access/a.json/grants/view', 'warning duplicate-grant access/b.json/grants/view']],
    ['a group whose name looks like a role: none', one(VIEW, ['group:x:role/*']), []],
    ['the same run by two mappings', { ...one({ run: [{ job: 'backfill', parameters: { day: { const: '1' } } }] }), 'access/b.json': mapping(['group:a'], { run: [{ parameters: { day: { const: '1' } }, job: 'backfill' }] }) }, ['warning duplicate-grant access/b.json/grants/run']],
    ['names that differ by case only', { ...one(VIEW), 'access/A.json': mapping(['group:b'], { view: ['x.*'] }) }, ['warning doubled-name access/a.json']],
    ['principals that differ by case only', { ...one(VIEW), 'access/b.json': mapping(['group:A'], { view: ['x.*'] }) }, ['warning principals-alike access/b.json/principals']],
    ['a document by another ending', { ...one(VIEW), 'access/b.yaml': 'version: 1' }, ['warning not-read access/b.yaml']],
    ['a document with a dot before', { ...one(VIEW), 'access/.b.json': '{}' }, ['warning not-read access/.b.json']],
    ['what lies beside who is shut out', { ...one(VIEW), 'control/revoke.json': { version: 1, revoked: [] } }, ['warning not-read control/revoke.json']],
  ])('%s', async (_what, files, expected) => {
    expect(told(await linted(files))).toEqual(expected);
  });

  test('of a grant to several principals is told once', async () => {
    const principals = ['group:a', 'group:b', 'group:c'];
    const { findings } = await linted({ 'a.json': mapping(principals, VIEW), 'b.json': mapping(principals, VIEW) });

    expect(findings.map(({ got }) => got)).toEqual(['view "etl.*" for "group:a" and 2 other principals, which mapping a gives too']);
  });

  test('with the names that may have been meant', async () => {
    expect((await linted(one({ run: [{ job: 'backfil' }] }))).findings[0]?.expected).toBe('a job that there is; nearest: backfill, daily, weekly');
  });

  test('what is granted on jobs is not held against jobs that nobody named, and that is said', async () => {
    expect(await linted({ 'a.json': mapping(['group:a'], { run: [{ job: 'x' }] }) })).toMatchObject({ findings: [], notes: ['what is granted on jobs was not held against the jobs: there is no folder "jobs": name it with --jobs'] });
  });
});

describe('the command', () => {
  const run = (...args: string[]) => saying((output) => runAccess(['lint', ...args], output));

  test('ends with 0 for warnings, with 1 for errors, and with --strict for both', async () => {
    const warned = documentFolder({ 'a.json': mapping(['group:a'], { operate: ['*'] }) });
    const broken = documentFolder({ 'a.json': '{}' });

    expect([await run(warned), await run('--strict', warned), await run(broken)].map(({ status }) => status)).toEqual([0, 1, 1]);
  });

  test('says it as JSON too, with what can not be seen written out', async () => {
    const folder = documentFolder({ 'a.json': mapping(['group:a\u061cb'], { operate: ['*'] }), 'b.json': mapping(['group:A\u061cb'], VIEW) });
    const { out } = await run('--format', 'json', folder);

    expect(out).not.toContain('\u061c');
    expect(JSON.parse(out)).toMatchObject({ version: 1, place: folder, summary: { mappings: 2, jobs: null, errors: 0, warnings: 2 } });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a folder without mappings', { 'readme.md': '' }, 'got no *.json file, expected one for each access mapping'],
    ['a folder that calls its mappings twice', { 'access/a.json': '', 'mappings/a.json': '' }, 'got both access/ and mappings/, expected one of them'],
  ])('refuses %s: it would find nothing there', async (_what, files, message) => {
    await expect(run(documentFolder(files))).rejects.toThrow(message);
  });

  test('refuses what is no folder', async () => {
    const folder = documentFolder({ 'a.json': mapping(['group:a'], VIEW) });

    await expect(run(path.join(folder, 'gone'))).rejects.toThrow('got nothing of that name, expected a folder');
    await expect(run('--jobs', path.join(folder, 'gone'), folder)).rejects.toThrow('got nothing of that name');
    await expect(run(path.join(folder, 'a.json'))).rejects.toThrow(`got a file, expected a folder: name the one that it lies in, ${folder}`);
  });

  (process.getuid?.() === 0 ? test.skip : test)('tells of a file that may not be read', async () => {
    const folder = documentFolder({ 'a.json': mapping(['group:a'], VIEW), 'b.json': '' });
    chmodSync(path.join(folder, 'b.json'), 0);

    expect((await run(folder)).out).toContain('got       EACCES');
  });
});

test('lines for people have 80 columns, whatever documents hold', async () => {
  const text = fc.string({ maxLength: 40, unit: 'grapheme' });
  await fc.assert(fc.asyncProperty(text, text, async (principal, family) => {
    const report = lintText(await linted({ 'a.json': mapping([`group:${principal}`], { view: [family] }), 'b.json': mapping(['group:b'], { operate: ['*'] }) }));
    // A label, and one word that can't be broken: the path of the temporary folder, or what was got.
    expect(report.split('\n').filter((line) => line.length > 80 && line.trim().split(/\s+/).length > 2)).toEqual([]);
    expect(report).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  }), { numRuns: 30 });
});
