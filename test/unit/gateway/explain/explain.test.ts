import fc from 'fast-check';
import { AccessMap } from '../../../../images/gateway/src/access/access-map';
import { explainAddress, type Question } from '../../../../images/gateway/src/access/question';
import { explain, explainAccess } from '../../../../images/gateway/src/explain/explain';
import { judge } from '../../../../images/gateway/src/jobs/judgement/judge';
import { grantsFor } from '../../../../images/gateway/src/jobs/judgement/run-grants';
import type { Problem } from '../../../../images/gateway/src/problem';
import type { AccessGrants, RunGrant } from '../../../../lib/contract/access-mapping';
import { aMapping } from '../../../support/access/mappings';
import { aJob } from '../../../support/jobs/job-lanes';

const JOB = aJob('report', {}, {
  n: { type: 'integer', minimum: 0, maximum: 9, default: 3 }, region: { type: 'string', enum: ['eu', 'us'] }, constructor: { type: 'string', maxLength: 3 },
});

const ROLE = 'role:arn:aws:iam::111122223333:role';
const principal = fc.constantFrom('user:ada', 'user:ada', 'group:a', 'group:b', 'client:okta/etl', 'claim:github/repository=acme/etl', `${ROLE}/ci/*`, `${ROLE}/ci/etl`);
const who = fc.uniqueArray(fc.constantFrom<string[]>('user:ada', 'user:ada', 'group:a', 'group:b', 'client:okta/etl', `${ROLE}/ci/etl`, `${ROLE}/cicd/etl`, 'user:eve'), { maxLength: 3 });
const patterns = fc.uniqueArray(fc.constantFrom('etl', 'etl.Job', 'etl.*', 'etl.daily.*', 'constructor', 'web.*', '*'), { maxLength: 3 });
const limits = fc.constantFrom<RunGrant['parameters']>(
  undefined, { n: { maximum: 4 } }, { n: { minimum: 5 } }, { n: { minimum: 5 }, region: { const: 'eu' } }, { region: { const: 'us' } }, { constructor: { const: 'x' } }, { gone: {} },
);
const runGrant = fc.tuple(fc.constantFrom({ job: 'report' }, { job: 'report' }, { category: 'reports' }, { job: 'other' }, { category: 'others' }), limits)
  .map(([of, parameters]): RunGrant => ({ ...of, ...(parameters === undefined ? {} : { parameters }) }));
const grants: fc.Arbitrary<AccessGrants> = fc.record({ view: patterns, operate: patterns, run: fc.array(runGrant, { maxLength: 3 }) });
const mappings = fc.uniqueArray(fc.record({
  name: fc.constantFrom('m1', 'm2', 'm3', 'M1', '__proto__', 'constructor', '10', '9'), principals: fc.uniqueArray(principal, { minLength: 1, maxLength: 3 }), grants,
}), { selector: ({ name }) => name, maxLength: 5 }).map((given) => given.map(({ name, principals, grants: all }) => aMapping(name, principals, all)));
const values = fc.record({
  n: fc.constantFrom(0, 3, 5, 9, 10, '3'), region: fc.constantFrom('eu', 'us', 'ap'), constructor: fc.constantFrom('x', 'y', 'long'), other: fc.constant(1),
}, { requiredKeys: [] });
/** All of which the job itself takes, so that grants decide. */
const taken = fc.record({ n: fc.constantFrom(0, 3, 5, 9), region: fc.constantFrom('eu', 'us') }, { requiredKeys: [] });
const question: fc.Arbitrary<Question> = fc.oneof(
  fc.record({ action: fc.constantFrom('view' as const, 'operate' as const), family: fc.constantFrom('etl', 'etl.Job', 'etl.daily.Job', 'etl.*', 'etlx.Job', 'constructor', '*', '') }),
  fc.record({ action: fc.constantFrom('view' as const, 'operate' as const) }),
  fc.record({ action: fc.constant('run' as const), job: fc.constant('report'), parameters: values }),
  fc.record({ action: fc.constant('run' as const), job: fc.constant('report'), parameters: taken }),
  fc.record({ action: fc.constant('run' as const), job: fc.constant('report') }),
);

/** What enforcement would do: the mapping that it would record, or the code with which it would refuse. */
function enforced(all: Parameters<typeof explain>[0], principals: readonly string[], asked: Question): { mapping?: string; code?: string } {
  const access = new AccessMap(all).accessOf(principals);
  if (asked.action !== 'run') {
    const { action, family } = asked;
    const mapping = family === undefined ? access[action].patterns.map((one) => access.grantedBy(action, one) as string).sort()[0]
      : access.grantedBy(action, family);
    return mapping === undefined ? { code: 'not-granted' } : { mapping };
  }
  const held = grantsFor(access, JOB);
  if (held[0] === undefined) return { code: 'not-granted' };
  if (asked.parameters === undefined) return { mapping: held[0].mapping };
  try {
    return { mapping: judge(JOB, held, asked.parameters).mapping };
  } catch (error) {
    return { code: (error as Problem).code };
  }
}

describe('an explanation', () => {
  test('says what enforcement decides, by the mapping that it records, or with its code', () => {
    const seen = new Map<string, number>();
    fc.assert(fc.property(mappings, who, question, (all, principals, asked) => {
      const explanation = explain(all, principals, asked, JOB);
      const { mapping, code } = enforced(all, principals, asked);
      expect([explanation.allowed, explanation.by?.mapping, explanation.reason]).toEqual([mapping !== undefined, mapping, code ?? 'mapping']);
      expect(explainAccess(new AccessMap(all).accessOf(principals), asked, JOB).allowed).toBe(explanation.allowed);
      seen.set(`${asked.action} ${explanation.reason}`, (seen.get(`${asked.action} ${explanation.reason}`) ?? 0) + 1);
    }), { numRuns: 1500 });
    for (const outcome of ['view mapping', 'view not-granted', 'operate mapping', 'run mapping', 'run not-granted', 'run beyond-limits', 'run invalid-parameters']) {
      expect([outcome, seen.get(outcome)]).toEqual([outcome, expect.any(Number)]);
    }
  });

  test('names a grant that is in the mapping, and that decides by itself', () => {
    fc.assert(fc.property(mappings, who, question, (all, principals, asked) => {
      const { by } = explain(all, principals, asked, JOB);
      fc.pre(by !== undefined);
      const alone = aMapping('alone', ['user:ada'], 'run' in by.grant ? { run: [by.grant.run] } : 'view' in by.grant ? { view: [by.grant.view] } : { operate: [by.grant.operate] });
      expect(explain([alone], ['user:ada'], asked, JOB).allowed).toBe(true);
      const mapping = all.find(({ name }) => name === by.mapping);
      expect(by.because.length).toBeGreaterThan(0);
      for (const because of by.because) expect(mapping?.principals).toContain(because);
    }), { numRuns: 300 });
  });

  test('of what is refused tells in what the nearest fails: without that, it is allowed', () => {
    fc.assert(fc.property(mappings, who, question, (all, principals, asked) => {
      const { allowed, nearest, reason } = explain(all, principals, asked, JOB);
      expect(nearest === undefined).toBe(allowed || all.length === 0 || reason === 'invalid-parameters');
      fc.pre(nearest !== undefined);
      expect(nearest.fails.length).toBeGreaterThan(0);
      const mapping = all.find(({ name }) => name === nearest.mapping);
      const [first, ...more] = nearest.fails;
      if (first?.condition === 'principal' && more.length === 0) {
        const named = (mapping?.principals[0] as string).replace(/\/\*$/, '/etl');
        expect(['mapping', 'invalid-parameters']).toContain(explain(all, [...principals, named], asked, JOB).reason);
      } else if (first?.condition !== 'principal') {
        expect(new AccessMap(all).accessOf(principals).mappings).toContain(nearest.mapping);
      }
    }), { numRuns: 500 });
  });

  test('keeps nobody waiting for who holds tens of thousands of patterns, and asks again and again', () => {
    const families = (of: number): string[] => Array.from({ length: 100 }, (_, index) => `team${of}.part${index}.*`);
    const access = new AccessMap(Array.from({ length: 400 }, (_, index) => aMapping(`m${index}`, ['group:all'], { view: families(index), operate: families(index) }))).accessOf(['group:all']);
    const before = process.cpuUsage();
    for (let time = 0; time < 50; time += 1) {
      expect(explainAccess(access, { action: 'view', family: `other${time}.Job` }).reason).toBe('not-granted');
      expect(explainAccess(access, { action: 'view' }).by?.mapping).toBe('m0');
    }
    expect(process.cpuUsage(before).user).toBeLessThan(4_000_000);
  });

  test('is the same whatever the order of mappings and principals', () => {
    fc.assert(fc.property(mappings, who, question, (all, principals, asked) => {
      expect(explain([...all].reverse(), [...principals].reverse(), asked, JOB)).toEqual(explain(all, principals, asked, JOB));
    }), { numRuns: 200 });
  });

  test('to callers themselves tells nothing of mappings that do not name them, nor of who else holds theirs', () => {
    fc.assert(fc.property(mappings, mappings, who, question, (all, others, principals, asked) => {
      const mine = new AccessMap(all).accessOf(principals);
      const theirs = others.filter(({ name }) => !all.some((one) => one.name === name))
        .filter((one) => new AccessMap([one]).accessOf(principals).mappings.length === 0);
      expect(explainAccess(new AccessMap([...all, ...theirs]).accessOf(principals), asked, JOB)).toEqual(explainAccess(mine, asked, JOB));
      const { by, nearest } = explainAccess(mine, asked, JOB);
      for (const told of [by, nearest]) if (told !== undefined) expect(mine.mappings).toContain(told.mapping);
      for (const because of by?.because ?? []) expect(principals.includes(because) || because.endsWith('/*')).toBe(true);
      expect(nearest?.fails.some(({ condition }) => condition === 'principal') ?? false).toBe(false);
    }), { numRuns: 200 });
  });
});

describe('the nearest grant', () => {
  const nearest = (all: Readonly<Record<string, readonly [string, AccessGrants]>>, asked: Question, as = ['user:ada']) =>
    explain(Object.entries(all).map(([name, [of, granted]]) => aMapping(name, [of], granted)), as, asked, JOB).nearest;

  test('for tasks is one of the caller\'s own before another\'s, and of the family before one of the action', () => {
    const view: Question = { action: 'operate', family: 'etl.Job' };
    const all = { a: ['user:ada', { operate: ['web.*'] }], b: ['user:ada', { view: ['etl.*'] }], c: ['group:ops', { operate: ['*'] }] } as const;
    expect(nearest(all as never, view)).toEqual({ mapping: 'b', grant: { view: 'etl.*' }, fails: [{ condition: 'action', message: 'it is to view, not to operate' }] });
    expect(nearest({ a: all.a, c: all.c } as never, view)).toEqual({ mapping: 'a', grant: { operate: 'web.*' }, fails: [{ condition: 'family', message: 'web.* does not hold the family that is asked about' }] });
    expect(nearest({ c: all.c } as never, view)).toEqual({ mapping: 'c', grant: { operate: '*' }, fails: [{ condition: 'principal', message: 'it names none of the principals that the caller is' }] });
  });

  test('for tasks is the pattern with which the family shares most', () => {
    expect(nearest({ m: ['user:ada', { view: ['a.*', 'etl.daily.*', 'etl.hourly.*', 'z.*'] }] }, { action: 'view', family: 'etl.hourly' })).toMatchObject({ grant: { view: 'etl.hourly.*' } });
    expect(nearest({ m: ['user:ada', { view: ['etl.*'] }] }, { action: 'view', family: '*' })?.fails).toEqual([{ condition: 'family', message: 'etl.* is not *, which alone holds every family' }]);
  });

  test('for a job names the parameter and the limit', () => {
    const all = { m: ['user:ada', { run: [{ job: 'report', parameters: { n: { maximum: 4 }, region: { const: 'eu' } } }, { job: 'report', parameters: { n: { maximum: 2 } } }] }] } as const;
    expect(nearest(all as never, { action: 'run', job: 'report', parameters: { n: 5, region: 'us' } })).toEqual({
      mapping: 'm', grant: { run: { job: 'report', parameters: { n: { maximum: 2 } } } },
      fails: [{ condition: 'parameter', field: 'parameters.n', message: 'expected 2 or less, which is what you may ask for' }],
    });
  });

  test.each<[string, readonly [string, AccessGrants], string, string]>([
    ['another job', ['user:ada', { run: [{ job: 'other' }] }], 'job', 'it is for the job other, not for the one that is asked about'],
    ['another category', ['user:ada', { run: [{ category: 'others' }] }], 'category', 'it is for jobs of the category others, not for the one that is asked about'],
    ['a parameter that is gone', ['user:ada', { run: [{ job: 'report', parameters: { gone: {} } }] }], 'parameter', 'it limits this parameter, which the job does not have, so that it grants nothing'],
    ['no job', ['user:ada', { view: ['*'] }], 'action', 'it grants no job'],
  ])('for a job that is of %s says so', (_what, mapping, condition, message) => {
    expect(nearest({ m: mapping }, { action: 'run', job: 'report' })?.fails).toEqual([expect.objectContaining({ condition, message })]);
  });

  test('for a job, of the caller\'s own, is the one with the fewest faults, whatever its name', () => {
    const limited = (n: number): AccessGrants => ({ run: [{ job: 'report', parameters: { n: { maximum: n }, region: { const: 'us' } } }] });
    for (const [a, b] of [[1, 9], [9, 1]] as const) {
      const found = nearest({ a: ['user:ada', limited(a)], b: ['user:ada', limited(b)] }, { action: 'run', job: 'report', parameters: { n: 5, region: 'eu' } });
      expect([found?.mapping, found?.grant, found?.fails.map(({ field }) => field)]).toEqual([a === 9 ? 'a' : 'b', limited(9).run?.map((run) => ({ run }))[0], ['parameters.region']]);
    }
  });

  test('of equals is the first by name, and never a mapping that grants nothing of the kind where another comes nearer', () => {
    const [ada, view] = ['user:ada', { action: 'view', family: 'etl.Job' } as const];
    for (const order of [['b', 'a', 'c'], ['c', 'b', 'a']]) {
      expect(nearest(Object.fromEntries(order.map((name) => [name, [ada, { view: ['web.*'] }] as const])), view)?.mapping).toBe('a');
      expect(nearest(Object.fromEntries(order.map((name) => [name, [ada, { run: [{ job: 'other' }] }] as const])), { action: 'run', job: 'report' })?.mapping).toBe('a');
    }
    expect(nearest({ a: [ada, { run: [{ job: 'report' }] }], b: [ada, { view: ['web.*'] }] }, view)?.mapping).toBe('b');
    expect(nearest({ a: [ada, { view: ['*'] }], b: ['group:b', { run: [{ job: 'report' }] }] }, { action: 'run', job: 'report' })?.mapping).toBe('b');
  });

  test('for any task at all fails at the action alone, and for a job never at what the job itself does not take', () => {
    expect(nearest({ m: ['user:ada', { view: ['etl.*'] }] }, { action: 'operate' })?.fails).toEqual([{ condition: 'action', message: 'it is to view, not to operate' }]);
    const asked: Question = { action: 'run', job: 'report', parameters: { n: 'x', gone: 1 } };
    expect(nearest({ m: ['group:b', { run: [{ job: 'report', parameters: { n: { maximum: 1 } } }] }] }, asked)?.fails).toEqual([expect.objectContaining({ condition: 'principal' })]);
  });

  test('for a job, of those that name others, is the one with the fewest faults', () => {
    const limited = (...names: string[]): AccessGrants => ({ run: [{ job: 'report', parameters: Object.fromEntries(names.map((name) => [name, { const: name === 'n' ? 1 : 'us' }])) }] });
    expect(nearest({ a: ['group:b', limited('n', 'region')], b: ['group:b', limited('region')] }, { action: 'run', job: 'report', parameters: { n: 3, region: 'eu' } })).toMatchObject({
      mapping: 'b', fails: [{ condition: 'principal' }, { condition: 'parameter', field: 'parameters.region' }],
    });
  });

  test('for a job is one that only names others, where that has the values, before one of another job', () => {
    const all = { a: ['user:ada', { run: [{ job: 'other' }] }], b: ['group:b', { run: [{ job: 'report' }] }], c: ['group:b', { run: [{ job: 'report', parameters: { n: { maximum: 1 } } }] }] } as const;
    expect(nearest(all as never, { action: 'run', job: 'report', parameters: { n: 3 } })).toMatchObject({ mapping: 'b', fails: [{ condition: 'principal' }] });
  });
});

describe('an explanation in words', () => {
  const sayOf = (principals: string[], asked: Question, job?: typeof JOB) =>
    explain([aMapping('readers', ['group:a', 'user:ada'], { view: ['etl.*'], run: [{ job: 'report', parameters: { n: { maximum: 4 } } }] })], principals, asked, job).say;

  test.each<[string[], Question, string]>([
    [['user:ada', 'group:a'], { action: 'view', family: 'etl.Job' }, 'yes: by the mapping readers, which names group:a and user:ada'],
    [['group:a'], { action: 'operate', family: 'etl.Job' }, 'no: the nearest is the mapping readers, which fails: it is to view, not to operate'],
    [['group:a'], { action: 'run', job: 'report', parameters: { n: 5 } }, 'no: the nearest is the mapping readers, which fails: parameters.n expected 4 or less, which is what you may ask for'],
    [['group:a'], { action: 'run', job: 'report', parameters: { n: 10, x: 1 } }, 'no: the job itself does not take these parameters, whoever asks: parameters.x the job has no such parameter; parameters.n expected 9 or less'],
  ])('%j, %j: %s', (principals, asked, say) => {
    expect(sayOf(principals, asked, JOB)).toBe(say);
  });

  test('names three faults at most, and how many more there are', () => {
    const wide = aJob('wide', {}, Object.fromEntries([...'abcde'].map((name) => [name, { type: 'integer' }])));
    const sayFor = (names: string): string => explain([aMapping('m', ['user:ada'], { run: [{ job: 'wide' }] })], ['user:ada'],
      { action: 'run', job: 'wide', parameters: Object.fromEntries([...'abcde'].map((name) => [name, names.includes(name) ? 'x' : 1])) }, wide).say.replace(/^.*whoever asks: /, '');
    expect(sayFor('abc').split('; ').map((each) => each.split(' ')[0])).toEqual(['parameters.a', 'parameters.b', 'parameters.c']);
    expect(sayFor('abcde').split('; ').slice(3)).toEqual(['2 more']);
  });

  test('a job that is not there is told as that, and nothing else', () => {
    expect(explain([aMapping('m', ['user:ada'], { run: [{ job: 'report' }] })], ['user:ada'], { action: 'run', job: 'report' })).toEqual({ allowed: false, reason: 'no-such-job', say: 'no: there is no such job' });
  });

  test('without a mapping there is none that is nearest', () => {
    expect(explainAccess(new AccessMap([]).accessOf(['user:ada']), { action: 'view' })).toEqual({ allowed: false, reason: 'not-granted', say: 'no: there is no mapping that names the caller' });
  });

  test('what takes too long to be looked at is refused as enforcement refuses it', () => {
    const slow = aJob('slow', {}, { name: { type: 'string', maxLength: 100, pattern: '^([a-z]+-?)+$' } });
    const explanation = explain([aMapping('m', ['user:ada'], { run: [{ job: 'slow' }] })], ['user:ada'], { action: 'run', job: 'slow', parameters: { name: `${'a'.repeat(60)}!` } }, slow);
    expect(explanation).toMatchObject({ allowed: false, reason: 'invalid-parameters', say: expect.stringContaining('takes too long') });
  });
});

test('the address of an explanation is never longer than what is passed on', () => {
  const short: Question = { action: 'run', job: 'report', parameters: { text: 'ü &=+%' } };
  expect(explainAddress(short)).toBe('/access/explain?action=run&job=report&parameters=%7B%22text%22%3A%22%C3%BC+%26%3D%2B%25%22%7D');
  expect(explainAddress({ ...short, parameters: { text: 'x'.repeat(3000) } })).toBe('/access/explain?action=run&job=report');
  expect([explainAddress({ action: 'view' }), explainAddress({ action: 'operate', family: 'etl.*' })]).toEqual(['/access/explain?action=view', '/access/explain?action=operate&family=etl.*']);
});
