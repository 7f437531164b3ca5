import { AccessMap } from '../../../../../images/gateway/src/access/access-map';
import { judge, mappingFor } from '../../../../../images/gateway/src/jobs/judgement/judge';
import { narrowedSchema } from '../../../../../images/gateway/src/jobs/judgement/narrowed-schema';
import { grantsFor } from '../../../../../images/gateway/src/jobs/judgement/run-grants';
import type { AccessGrants } from '../../../../../lib/contract/access-mapping';
import { aMapping } from '../../../../support/access/mappings';
import { aJob } from '../../../../support/jobs/job-lanes';

const JOB = aJob('report', {}, {
  n: { type: 'integer', default: 3 }, region: { type: 'string', enum: ['eu', 'us', 'ap'], default: 'eu' }, constructor: { type: 'string', maxLength: 9 },
});

/** Ada's grants, by what mappings say. */
const grants = (run: Readonly<Record<string, AccessGrants['run']>>, principals = ['user:ada'], job: Parameters<typeof grantsFor>[1] = JOB) =>
  grantsFor(new AccessMap(Object.entries(run).map(([name, all]) => aMapping(name, ['user:ada'], { run: all ?? [] }))).accessOf(principals), job);

describe('grants to run a job', () => {
  test('are by its name or its category, of mappings that name the caller, by their names', () => {
    const run = { b: [{ category: 'reports' }], a: [{ job: 'report' }], c: [{ job: 'other' }], d: [{ category: 'report' }], e: [{ job: 'reports' }] };
    expect(grants(run).map(({ mapping }) => mapping)).toEqual(['a', 'b']);
    expect(grants(run, ['user:grace', 'group:ada'])).toEqual([]);
  });

  test('are none for a job that is not there, whatever is granted', () => {
    expect(grants({ a: [{ category: 'reports' }, { job: 'report' }] }, ['user:ada'], { name: '', category: '', parameters: {} })).toEqual([]);
  });

  test('on a parameter that the job has not are none, also on one called as members of all objects are', () => {
    expect(grants({ a: [{ job: 'report', parameters: { gone: { const: 1 } } }], b: [{ job: 'report', parameters: { toString: { const: 'x' } } }] })).toEqual([]);
    expect(grants({ a: [{ job: 'report', parameters: { constructor: { const: 'x' } } }] })).toHaveLength(1);
  });

  test('are compiled once', () => {
    const access = new AccessMap([aMapping('a', ['user:ada'], { run: [{ job: 'report', parameters: { n: { maximum: 5 } } }] })]).accessOf(['user:ada']);
    expect(grantsFor(access, JOB)[0]?.limits).toBe(grantsFor(access, JOB)[0]?.limits);
  });

  test.each([[true, true], [false, false]])('a limit that is just %s takes %s', (limit, takes) => {
    const held = grants({ a: [{ job: 'report', parameters: { n: limit } }] });
    expect(mappingFor(held, { n: 1 })).toBe(takes ? 'a' : undefined);
  });

  test('the mapping that is recorded is the first by name that allows it', () => {
    const held = grants({ b: [{ job: 'report' }], a: [{ job: 'report', parameters: { n: { maximum: 5 } } }], c: [{ job: 'report' }] });
    expect([judge(JOB, held, { n: 5 }).mapping, judge(JOB, held, { n: 6 }).mapping]).toEqual(['a', 'b']);
  });

  test('a refusal is that of the grant that comes closest', () => {
    const held = grants({ a: [{ job: 'report', parameters: { n: { const: 1 }, region: { const: 'us' } } }], b: [{ job: 'report', parameters: { n: { const: 2 } } }] });
    expect(() => judge(JOB, held, {})).toThrow(expect.objectContaining({
      status: 403, code: 'beyond-limits', extensions: { errors: [{ field: 'parameters.n', message: 'expected 2, which is what you may ask for' }], explain: '/access/explain?action=run&job=report&parameters=%7B%7D' },
    }));
  });

  test('a run of before, which says nothing of what is limited, may not be changed; a member of all objects says nothing', () => {
    const held = grants({ a: [{ job: 'report', parameters: { constructor: { not: { const: 'x' } } } }] });
    expect(mappingFor(held, {})).toBeUndefined();
    expect(mappingFor(held, { constructor: 'y' } as never)).toBe('a');
  });
});

describe('the schema of what one may ask for', () => {
  const schema = (run: AccessGrants['run']) => narrowedSchema(JOB, grants({ a: run }));

  test('is the job\'s own where a grant has no limits, whatever others have', () => {
    const own = schema([{ job: 'report' }]);
    expect(own.properties).toEqual({ ...JOB.parameters });
    expect(schema([{ job: 'report', parameters: { n: { const: 1 } } }, { job: 'report' }])).toEqual(own);
    expect(own.anyOf).toBeUndefined();
  });

  test('leaves out choices and defaults that no grant allows, and asks for what must then be given', () => {
    const narrow = schema([{ job: 'report', parameters: { region: { enum: ['us', 'ap'] }, n: { minimum: 4 } } }]);
    expect(narrow.properties).toMatchObject({ region: { enum: ['us', 'ap'] }, n: { type: 'integer' } });
    for (const name of ['region', 'n']) expect(narrow.properties[name]).not.toHaveProperty('default');
    expect(narrow.required).toEqual(['n', 'region']);
    expect(narrow.anyOf).toEqual([{ required: ['n', 'region'], properties: { region: { enum: ['us', 'ap'] }, n: { minimum: 4 } } }]);
  });

  test('of two grants holds what either allows, and asks only for what both ask for', () => {
    const narrow = schema([{ job: 'report', parameters: { region: { const: 'us' } } }, { job: 'report', parameters: { region: { const: 'ap' }, constructor: { const: 'x' } } }]);
    expect(narrow.properties.region).toMatchObject({ enum: ['us', 'ap'] });
    expect(narrow.required).toEqual(['region']);
    expect(narrow.anyOf).toHaveLength(2);
  });

  test('changes nothing of the job', () => {
    const before = JSON.stringify(JOB);
    schema([{ job: 'report', parameters: { region: { const: 'us' } } }]);
    expect(JSON.stringify(JOB)).toBe(before);
  });
});
