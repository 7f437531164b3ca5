import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { AccessMap } from '../../../../../images/gateway/src/access/access-map';
import type { Job } from '../../../../../images/gateway/src/jobs/description/job';
import { parseJob } from '../../../../../images/gateway/src/jobs/description/parse-job';
import { judge } from '../../../../../images/gateway/src/jobs/judgement/judge';
import { narrowedSchema } from '../../../../../images/gateway/src/jobs/judgement/narrowed-schema';
import { grantsFor, type HeldGrant } from '../../../../../images/gateway/src/jobs/judgement/run-grants';
import { Problem } from '../../../../../images/gateway/src/problem';
import type { RunGrant } from '../../../../../lib/contract/access-mapping';
import { aMapping } from '../../../../support/access/mappings';

const SCHEMAS = {
  day: { type: 'string', format: 'date', formatMinimum: '2020-01-01' },
  count: { type: 'integer', minimum: 1, maximum: 9 },
  region: { type: 'string', enum: ['emea', 'apac', 'amer'] },
  note: { type: 'string', maxLength: 5 },
  dry: { type: 'boolean' },
} as const;
const DEFAULTS = { day: '2026-01-31', count: 3, region: 'apac', note: '--', dry: true } as const;
type Name = keyof typeof SCHEMAS;
const NAMES = Object.keys(SCHEMAS) as Name[];

const LIMITS: Record<Name, readonly object[]> = {
  day: [{ pattern: '^2026-' }, { formatMaximum: '2026-06-30', format: 'date' }],
  count: [{ maximum: 4 }, { minimum: 3 }, { const: 5 }],
  region: [{ const: 'emea' }, { enum: ['emea', 'apac'] }],
  note: [{ maxLength: 2 }, { pattern: '^[a-z]*$' }],
  dry: [{ const: true }],
};

const someJob = fc.record({
  defaults: fc.subarray(NAMES), required: fc.subarray(NAMES), names: fc.subarray(NAMES, { minLength: 1 }),
}).map(({ defaults, required, names }) => parseJob('report', JSON.stringify({
  version: 1, category: 'reports', family: 'report.Daily',
  parameters: {
    type: 'object', additionalProperties: false, required: required.filter((name) => names.includes(name)),
    properties: Object.fromEntries(names.map((name) =>
      [name, { ...SCHEMAS[name], ...(defaults.includes(name) ? { default: DEFAULTS[name] } : {}) }])),
  },
})));

/** Mostly limits on what the job has: a grant that limits anything else is none. */
const someGrant = (job: Job) => fc.subarray(NAMES.filter((name) => job.parameters[name] !== undefined)).chain((names) => fc.tuple(
  fc.constantFrom({ job: 'report' }, { category: 'reports' }, { category: 'reports' }, { job: 'other' }),
  ...names.slice(0, 2).map((name) => fc.constantFrom(...LIMITS[name]).map((limit) => [name, limit] as const)),
)).map(([of, ...limits]): RunGrant => ({ ...of, ...(limits.length === 0 ? {} : { parameters: Object.fromEntries(limits) }) }));

const GOOD: Record<Name, readonly unknown[]> = {
  day: ['2026-01-31', '2026-12-31', '2020-01-01'], count: [1, 3, 4, 5, 9], region: ['emea', 'apac', 'amer'], note: ['', 'a', '--m'], dry: [true, false],
};
const BAD: Record<Name, readonly unknown[]> = {
  day: ['2019-01-01', '2026-02-30', '٢٠٢٦-٠١-٠١', '2026-01-31\n', 20260131], count: [10, 0, '3', 1.5, true], region: ['EMEA', 'emea\u200b', null, ['emea']],
  note: ['abcdef', 1, null], dry: ['true', 0],
};

/** Mostly what the job takes. */
const someValues = (job: Job) => fc.subarray(NAMES.filter((name) => job.parameters[name] !== undefined)).chain((optional) => fc.record({
  ...Object.fromEntries([...new Set([...optional, ...job.required as Name[]])].map((name) =>
    [name, fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...GOOD[name]) }, { weight: 1, arbitrary: fc.constantFrom(...BAD[name]) })])),
  ...(optional.length === 0 ? { other: fc.constant('x') } : {}),
}) as fc.Arbitrary<Record<string, unknown>>);

const someScene = someJob.chain((job) => fc.record({
  job: fc.constant(job), grants: fc.array(someGrant(job), { minLength: 1, maxLength: 3 }), more: someGrant(job), values: someValues(job),
}));

/** The grants, each by a mapping of its own, for somebody whom all of them name. */
function held(job: Job, grants: readonly RunGrant[]): readonly HeldGrant[] {
  const mappings = grants.map((grant, index) => aMapping(`m${index}`, ['user:ada'], { run: [grant] }));
  return grantsFor(new AccessMap(mappings).accessOf(['user:ada']), job);
}

function verdict(job: Job, grants: readonly HeldGrant[], values: Record<string, unknown>) {
  try {
    return { allowed: judge(job, grants, values) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { problem: error };
  }
}

/** Compiled once: that is what takes time, and most are the same. */
const validators = new Map<string, (values: unknown) => boolean>();
function takes(schema: object, values: unknown): boolean {
  const text = JSON.stringify(schema);
  const validate = validators.get(text) ?? addFormats(new Ajv2020({ strict: false, ownProperties: true })).compile(schema);
  validators.set(text, validate);
  return validate(values);
}

describe('judging a start', () => {
  test('takes what the narrowed schema takes, and nothing else', () => {
    let allowed = 0;
    fc.assert(fc.property(someScene, ({ job, grants, values }) => {
      const granted = held(job, grants);
      fc.pre(granted.length > 0);
      const said = verdict(job, granted, values);
      if (said.allowed !== undefined) allowed += 1;
      expect(takes(narrowedSchema(job, granted), values)).toBe(said.allowed !== undefined);
    }), { numRuns: 100 });
    expect(allowed).toBeGreaterThan(10);
  });

  test('what it allows is within the job and within every limit of the mapping that it names', () => {
    fc.assert(fc.property(someScene, ({ job, grants, values }) => {
      const { allowed } = verdict(job, held(job, grants), values);
      fc.pre(allowed !== undefined);
      const { parameters, mapping } = allowed as NonNullable<typeof allowed>;
      const grant = grants[Number(mapping.slice(1))] as RunGrant;
      expect(grant.job === 'report' || grant.category === 'reports').toBe(true);
      for (const [name, value] of Object.entries(parameters)) expect(takes(job.parameters[name] as object, value)).toBe(true);
      for (const [name, limit] of Object.entries(grant.parameters ?? {})) {
        expect(Object.hasOwn(parameters, name)).toBe(true);
        expect(takes(limit as object, parameters[name])).toBe(true);
      }
      for (const name of Object.keys(values)) expect(parameters[name]).toEqual(values[name]);
    }), { numRuns: 100 });
  });

  test('another grant never takes away, and no grant allows nothing', () => {
    fc.assert(fc.property(someScene, ({ job, grants, more, values }) => {
      if (verdict(job, held(job, grants), values).allowed !== undefined) {
        expect(verdict(job, held(job, [...grants, more]), values).allowed).toBeDefined();
      }
      expect(verdict(job, [], values).allowed).toBeUndefined();
    }), { numRuns: 60 });
  });

  test('a refusal names fields, and repeats nothing of what was sent', () => {
    const names = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).filter((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
    fc.assert(fc.property(someJob, fc.dictionary(names, fc.string({ minLength: 12 }), { minKeys: 1 }), (job, values) => {
      const { problem } = verdict(job, held(job, [{ job: 'report' }]), values);
      expect(problem).toMatchObject({ status: 422, code: 'invalid-parameters' });
      expect(problem?.extensions.errors?.length).toBeGreaterThan(0);
      for (const { field } of problem?.extensions.errors ?? []) expect(field).toMatch(/^parameters(?:\.[A-Za-z_][A-Za-z0-9_]{0,63})?$/);
    }), { numRuns: 100 });
  });
});
