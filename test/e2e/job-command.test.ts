import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { JobParameter } from '../../lib/jobs/parameters/job-parameter';
import { LOCAL } from '../../local/setup/paths';
import { checked } from '../support/jobs/execution';

const run = promisify(execFile);
const LUIGI = path.join(LOCAL, 'venv/bin/luigi');

const MODULE = `
import json, os, luigi

class Report(luigi.Task):
    day = luigi.DateParameter()
    a_note = luigi.Parameter(default='none given')
    rows = luigi.IntParameter(default=1)
    dry_run = luigi.BoolParameter()
    region = luigi.ChoiceParameter(choices=['eu', 'us'], default='us')
    weeks = luigi.DateIntervalParameter(default=luigi.date_interval.Year(2020))

    def output(self):
        return luigi.LocalTarget(os.environ['OUT'])

    def run(self):
        if self.rows == 13:
            raise Exception('no')
        with self.output().open('w') as f:
            json.dump(dict(day=str(self.day), a_note=self.a_note, rows=self.rows, dry_run=self.dry_run, region=self.region, weeks=str(self.weeks)), f)

class My_Report(Report):
    task_namespace = 'etl.eu'
`;

const PARAMETERS = {
  day: JobParameter.date(),
  a_note: JobParameter.text({ optional: true, maxLength: 1000 }),
  rows: JobParameter.integer({ defaultValue: 1 }),
  dry_run: JobParameter.flag(),
  region: JobParameter.choice({ values: ['eu', 'us'], optional: true }),
  weeks: JobParameter.interval({ optional: true }),
};

describe('what a state machine makes of an input, Luigi itself takes as meant', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'job-command-'));
    writeFileSync(path.join(folder, 'reports.py'), MODULE);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What the task got, and how the command ended. */
  async function outcome(family: string, parameters: object): Promise<{ readonly code: number; readonly got?: unknown }> {
    const { command } = await checked(PARAMETERS, { parameters }, { module: 'reports', family });
    const [program, ...args] = command as string[];
    expect(program).toBe('luigi');
    const out = path.join(folder, 'out.json');
    rmSync(out, { force: true });
    // Where its scheduler is comes from the surroundings of a run, not from its command.
    writeFileSync(path.join(folder, 'luigi.cfg'), '[core]\nlocal_scheduler = true\n');
    const env = { PATH: process.env['PATH'], PYTHONPATH: folder, OUT: out, LUIGI_CONFIG_PATH: path.join(folder, 'luigi.cfg') };
    try {
      await run(LUIGI, args, { env, cwd: folder, timeout: 60_000 });
    } catch (error) {
      return { code: (error as { code: number }).code };
    }
    return { code: 0, got: JSON.parse(readFileSync(out, 'utf8')) };
  }

  test.each(['Report', 'etl.eu.My_Report'])('all kinds of parameters of %s', async (family) => {
    const parameters = { day: '2026-11-23', a_note: 'a b', rows: -7, dry_run: true, region: 'eu', weeks: '2026-11-01-2026-11-08' };

    expect(await outcome(family, parameters)).toEqual({ code: 0, got: parameters });
  });

  test('defaults of its own where nobody says', async () => {
    expect(await outcome('Report', { day: '2026-11-23' })).toEqual({
      code: 0, got: { day: '2026-11-23', a_note: 'none given', rows: 1, dry_run: false, region: 'us', weeks: '2020' },
    });
  });

  test.each([
    '--module', '--module=os', '--modu', '-h', '"quotes" and \'others\'', '${HOME} $HOME %(x)s', '; touch x | $(id) `id`', 'a\nb\n', '=a=b', ' ', '@file', '\u00e4 \u0661 \u{1F600}',
  ])('the text %j', async (text) => {
    expect(await outcome('Report', { day: '2026-11-23', a_note: text })).toMatchObject({ code: 0, got: { a_note: text } });
  });

  test('a task that fails fails the command', async () => {
    expect(await outcome('Report', { day: '2026-11-23', rows: 13 })).toEqual({ code: 30 });
  });

  test('a day that the calendar has not fails the command', async () => {
    expect((await outcome('Report', { day: '2026-02-30' })).code).toBeGreaterThan(0);
  });
});
