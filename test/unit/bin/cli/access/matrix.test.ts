import { runAccess } from '../../../../../bin/cli/access/run';
import { documentFolder, job, mapping, removeFolders, saying } from '../../../../support/access/document-folder';

afterEach(removeFolders);

const FILES = {
  'access/operators.json': { ...mapping(['group:ops', 'role:arn:aws:iam::111122223333:role/ci/*'], { view: ['*'], operate: ['etl.*'], run: [{ category: 'reports' }] }), description: 'They | look after it' },
  'access/analysts.json': mapping(['group:ops', 'claim:github/repository=acme/etl,"x"'], { view: ['report.*'], run: [{ job: 'backfill', parameters: { day: { const: '2026' } } }] }),
  'access/broken.json': '{', 'jobs/daily.json': job('reports'), 'jobs/backfill.json': job('repairs', 'day'),
};
const run = (...args: string[]) => saying((output) => runAccess(['matrix', ...args], output));

test('for people: by principal, then mapping, with the jobs of a category', async () => {
  const { status, out, notes } = await run(documentFolder(FILES));

  expect(status).toBe(0);
  expect(out.replace(/\/\S+documents-\w+/g, 'DIR')).toBe(`claim:github/repository=acme/etl,"x"
  by analysts
    view     report.*
    run      job backfill with day as {"const":"2026"}

group:ops
  by analysts
    view     report.*
    run      job backfill with day as {"const":"2026"}
  by operators
    view     *
    operate  etl.*
    run      category reports (daily)

role:arn:aws:iam::111122223333:role/ci/*
  by operators
    view     *
    operate  etl.*
    run      category reports (daily)

invalid, and grants nothing:
  DIR/access/broken.json

3 principals, 2 mappings
`);
  expect(notes).toHaveLength(1);
});

test('for reviews: Markdown that no name breaks', async () => {
  const { out } = await run('--format', 'markdown', documentFolder(FILES));

  expect(out).toContain('| `group:ops` | `*` | `etl.*` | category `reports` (`daily`) | `operators` |');
  expect(out).toContain('`They \\u{7c} look after it`');
  expect(out).toContain('**Invalid, and grants nothing:**');
});

test('for spreadsheets: a row for each grant', async () => {
  const { out } = await run('--format', 'csv', documentFolder(FILES));

  expect(out.split('\r\n')).toEqual([
    'principal,action,what,limits,mapping',
    '"claim:github/repository=acme/etl,""x""",view,report.*,,analysts',
    '"claim:github/repository=acme/etl,""x""",run,job backfill,"{""day"":{""const"":""2026""}}",analysts',
    'group:ops,view,report.*,,analysts', 'group:ops,run,job backfill,"{""day"":{""const"":""2026""}}",analysts',
    'group:ops,view,*,,operators', 'group:ops,operate,etl.*,,operators', 'group:ops,run,category reports,,operators',
    'role:arn:aws:iam::111122223333:role/ci/*,view,*,,operators', 'role:arn:aws:iam::111122223333:role/ci/*,operate,etl.*,,operators',
    'role:arn:aws:iam::111122223333:role/ci/*,run,category reports,,operators', '',
  ]);
});

test('for spreadsheets: nothing is worked out', async () => {
  const { out } = await run('--format', 'csv', documentFolder({ '-1.json': mapping(['group:a'], { view: ['*'] }) }));

  expect(out).toContain('group:a,view,*,,\'-1\r\n');
});

test('for programs: the same, whatever order files have', async () => {
  const { out } = await run('--format', 'json', documentFolder(FILES));

  expect(JSON.parse(out)).toMatchObject({
    version: 1, mappings: [{ name: 'analysts' }, { name: 'operators', description: 'They | look after it' }],
    access: [{ mapping: 'analysts' }, { principal: 'group:ops', mapping: 'analysts' }, { principal: 'group:ops', mapping: 'operators', run: [{ category: 'reports', jobs: ['daily'] }] }, { mapping: 'operators' }],
  });
});

test('without jobs, categories stand alone', async () => {
  const { out } = await run(documentFolder({ 'a.json': mapping(['group:a'], { run: [{ category: 'reports' }] }) }));

  expect(out).toContain('run      category reports\n');
});

test('a category that no job has is told to have none yet', async () => {
  const { out } = await run(documentFolder({ 'access/a.json': mapping(['group:a'], { run: [{ category: 'reports' }] }), 'jobs/backfill.json': job('repairs', 'day') }));

  expect(out).toContain('run      category reports (no job yet)\n');
});

test('nobody may do anything, where no mapping holds', async () => {
  expect((await run(documentFolder({ 'a.json': '{' }))).out).toContain('0 principals, 0 mappings: nobody may do anything');
});
