import { readFileSync } from 'node:fs';
import path from 'node:path';
import { casesOf } from '../../../../../bin/cli/access/explain/cases';
import { runAccess } from '../../../../../bin/cli/access/run';
import { documentFolder, job, mapping, removeFolders, saying } from '../../../../support/access/document-folder';

afterEach(removeFolders);

const FILES = {
  'access/analysts.json': mapping(['group:analysts'], { view: ['report.*'], run: [{ job: 'backfill', parameters: { day: { const: '2026' } } }] }),
  'access/ci.json': mapping(['role:arn:aws:iam::111122223333:role/ci/*'], { operate: ['*'], run: [{ category: 'reports' }] }),
  'jobs/daily.json': job('reports'), 'jobs/backfill.json': job('repairs', 'day'),
};
const run = (...args: string[]) => saying((output) => runAccess(args, output));
const explain = (...args: string[]) => run('explain', ...args, documentFolder(FILES));

describe('explain', () => {
  test.each<[string[], number, string]>([
    [['--as', 'group:analysts', '--view', 'report.Daily'], 0, 'by the mapping analysts, which names group:analysts'],
    [['--as', 'group:analysts', '--view', 'report.*'], 0, 'by the mapping analysts'],
    [['--as', 'group:analysts', '--view', '*'], 3, 'the nearest is the mapping analysts'],
    [['--as', 'group:Analysts', '--view', 'report.Daily'], 3, 'names group:analysts grant'],
    [['--as', 'user:ada', '--as', 'group:analysts', '--job', 'backfill', '--parameters', '{"day":"2026"}'], 0, 'analysts'],
    [['--as', 'group:analysts', '--job', 'backfill', '--parameters', '{"day":"2025"}'], 3, 'parameters.day'],
    [['--as', 'group:analysts', '--job', 'backfill', '--parameters', '{"date":"2025"}'], 3, 'the job has no such parameter'],
    [['--as', 'group:analysts', '--job', 'backfill'], 0, 'analysts'],
    [['--as', 'group:analysts', '--job', 'daily'], 3, 'the nearest is the mapping'],
    [['--as', 'group:analysts', '--job', 'gone'], 3, 'there is no such job'],
    [['--as', 'role:arn:aws:iam::111122223333:role/ci/etl', '--job', 'daily'], 0, 'ci'],
    [['--as', 'role:arn:aws:iam::111122223333:role/ci/etl', '--operate', '*'], 0, 'ci'],
    [['--as', 'role:arn:aws:iam::444455556666:role/ci/etl', '--operate', '*'], 3, 'ci'],
    [['--as', 'role:arn:aws-cn:iam::111122223333:role/ci/etl', '--operate', '*'], 3, 'ci'],
  ])('%j ends with %s', async (args, status, because) => {
    const said = await explain(...args);

    expect(said.status).toBe(status);
    expect(said.out.replace(/\s+/g, ' ')).toContain(because);
    expect(said.out).toContain(`answer    ${status === 0 ? 'allowed' : 'refused'}`);
  });

  test.each([['allowed', 'report.A', 0], ['refused', 'report.A', 1], ['allowed', 'etl.A', 1], ['refused', 'etl.A', 0]])('expecting it %s, about %s, ends with %s', async (expect_, family, status) => {
    expect((await explain('--as', 'group:analysts', '--view', family, '--expect', expect_)).status).toBe(status);
  });

  test('says it as JSON, for programs', async () => {
    const { out } = await explain('--as', 'group:analysts', '--view', 'report.A', '--expect', 'refused', '--format', 'json');

    expect(JSON.parse(out)).toMatchObject({
      version: 1, as: ['group:analysts'], question: { action: 'view', family: 'report.A' }, allowed: true, by: { mapping: 'analysts', because: ['group:analysts'], grant: { view: 'report.*' } },
      expected: 'refused', asExpected: false,
    });
  });

  test('refuses who is shut out, whatever mappings say, by path too', async () => {
    const folder = documentFolder({ ...FILES, 'control/revoked.json': { version: 1, revoked: [{ principal: 'role:arn:aws:iam::111122223333:role/ci/*' }] } });
    const { status, out } = await run('explain', '--as', 'role:arn:aws:iam::111122223333:role/ci/etl', '--operate', 'etl.A', '--format', 'json', folder);

    expect([status, JSON.parse(out)]).toMatchObject([3, {
      allowed: false, reason: 'principal-revoked', say: `no: role:arn:aws:iam::111122223333:role/ci/* is shut out, whatever mappings say: ${path.join(folder, 'control/revoked.json')}`,
    }]);
    expect((await run('explain', '--as', 'group:analysts', '--view', 'report.A', folder)).status).toBe(0);
  });

  test('tells of documents that count for nothing', async () => {
    const folder = documentFolder({ ...FILES, 'access/broken.json': '{', 'control/revoked.json': '{' });
    const { notes } = await run('explain', '--as', 'group:analysts', '--view', 'report.A', folder);

    expect(notes.map((note) => note.replace(/\s+/g, ' '))).toEqual([
      `note: ${path.join(folder, 'control/revoked.json')} is invalid: the gateway keeps the last good one, and who is shut out is not known here`,
      `note: 1 document is invalid and counts for nothing; "access lint" says why: ${path.join(folder, 'access/broken.json')}`,
    ]);
  });

  test('tells of several documents that count for nothing', async () => {
    const { notes } = await run('explain', '--as', 'group:a', '--view', 'a', documentFolder({ 'a.json': '{', 'b.json': '{' }));

    expect(notes.join(' ').replace(/\s+/g, ' ')).toContain('2 documents are invalid and count for nothing;');
  });

  test('does not guess about a job, where jobs are not known', async () => {
    const folder = documentFolder({ 'a.json': mapping(['group:a'], { run: [{ job: 'daily' }] }) });

    await expect(run('explain', '--as', 'group:a', '--job', 'daily', folder)).rejects.toThrow('can\'t tell about job daily: what jobs there are is not known: there is no folder "jobs": name it with --jobs');
    expect((await run('explain', '--as', 'group:a', '--job', 'daily', '--jobs', documentFolder({ 'daily.json': job('reports') }), folder)).status).toBe(0);
  });

  test('goes by the jobs that are named, not by those beside', async () => {
    const folder = documentFolder({ 'access/a.json': mapping(['group:a'], { run: [{ job: 'daily' }] }), 'jobs/daily.json': job('reports') });
    const asked = ['explain', '--as', 'group:a', '--job', 'daily'];

    expect((await run(...asked, folder)).status).toBe(0);
    expect((await run(...asked, '--jobs', documentFolder({ 'weekly.json': job('reports') }), folder)).out).toContain('there is no such job');
  });
});

describe('test', () => {
  const cases = (...all: object[]) => path.join(documentFolder({ 'cases.json': { version: 1, cases: all } }), 'cases.json');
  const A = { as: ['group:analysts'] };

  test('ends with 0 where all is as expected', async () => {
    const file = cases({ ...A, view: 'report.A', expect: 'allowed', by: 'analysts' }, { ...A, view: 'etl.A', expect: 'refused' }, { ...A, job: 'backfill', parameters: { day: '2026' }, expect: 'allowed' });

    expect(await run('test', '--cases', file, documentFolder(FILES))).toEqual({ status: 0, out: '3 cases: 3 as expected, 0 not\n', notes: [] });
  });

  test('shows what is not, with the reason', async () => {
    const file = cases({ ...A, view: 'report.A', expect: 'allowed' }, { ...A, name: 'reports only', view: 'etl.A', expect: 'allowed' }, { ...A, view: 'report.A', expect: 'allowed', by: 'ci' });
    const { status, out } = await run('test', '--cases', file, documentFolder(FILES));

    expect(status).toBe(1);
    expect(out).toContain('case 1: reports only\n  as       group:analysts\n  asked    view etl.A\n  fault    got refused, expected allowed\n  because  the nearest is the mapping analysts');
    expect(out).toContain('fault    got it allowed by analysts, expected by ci');
    expect(out).toContain('3 cases: 1 as expected, 2 not\n');
  });

  test('says it as JSON', async () => {
    const { out } = await run('test', '--cases', cases({ ...A, view: 'etl.A', expect: 'allowed' }), '--format', 'json', documentFolder(FILES));

    expect(JSON.parse(out)).toMatchObject({ version: 1, summary: { cases: 1, failed: 1 }, cases: [{ ok: false, expect: 'allowed', fault: 'got refused, expected allowed', answer: { allowed: false } }] });
  });

  test.each<[string, unknown, string]>([
    ['no JSON', '{', 'JSON'],
    ['no case', { version: 1, cases: [] }, 'at /cases: got an empty one, expected at least 1 in it'],
    ['a case that asks nothing', { version: 1, cases: [{ ...A, expect: 'allowed' }] }, 'at /cases/0: got none of view, operate and job, expected exactly one'],
    ['a case that asks twice', { version: 1, cases: [{ ...A, view: 'a', job: 'b', expect: 'allowed' }] }, 'at /cases/0: got several of view, operate and job'],
    ['a case that expects nothing', { version: 1, cases: [{ ...A, view: 'a' }] }, 'at /cases/0: got no member "expect"'],
    ['a case that expects something else', { version: 1, cases: [{ ...A, view: 'a', expect: 'allow' }] }, 'at /cases/0/expect: got "allow", expected one of "allowed", "refused"'],
    ['a case with a member too many', { version: 1, cases: [{ ...A, view: 'a', expect: 'allowed', expects: 'refused' }] }, 'at /cases/0: got a member "expects"'],
    ['a case by a mapping that refuses', { version: 1, cases: [{ ...A, view: 'a', expect: 'refused', by: 'analysts' }] }, 'no mapping refuses'],
    ['a case of nobody', { version: 1, cases: [{ as: ['analysts'], view: 'a', expect: 'allowed' }] }, 'at /cases/0: got the principal "analysts"'],
    ['a member twice', '{"version":1,"cases":[{"as":["group:a"],"view":"a","expect":"refused","expect":"allowed"}]}', 'at /cases/0/expect: got this member twice'],
  ])('refuses a file with %s', async (_what, content, message) => {
    const file = path.join(documentFolder({ 'cases.json': content }), 'cases.json');

    await expect(run('test', '--cases', file, documentFolder(FILES))).rejects.toThrow(message);
  });

  test.each<[string, string]>([
    ['no JSON', '\u001b]0;owned\u0007\n3 cases: 3 as expected, 0 not'],
    ['a member twice', '{"version":1,"cases":[{"\\u001b[2J":1,"\\u001b[2J":1}]}'],
  ])('refuses a hostile file, %s, by a line that commands no terminal', async (_what, content) => {
    const file = path.join(documentFolder({ 'cases.json': content }), 'cases.json');

    await expect(run('test', '--cases', file, documentFolder(FILES))).rejects.toThrow(/^[\x20-\x7e]*\\u\{1b\}[\x20-\x7e]*$/);
  });

  test('takes the file of the manual', () => {
    const [, example = ''] = /```json\n(\{[^]*?\n\})\n```/.exec(readFileSync(path.join(__dirname, '../../../../../docs/command-line.md'), 'utf8')) ?? [];

    expect(casesOf(example)).toHaveLength(3);
  });
});
