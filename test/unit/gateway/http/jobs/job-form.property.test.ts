import fc from 'fast-check';
import type { FastifyRequest } from 'fastify';
import { AccessMap } from '../../../../../images/gateway/src/access/access-map';
import { startBodyOf } from '../../../../../images/gateway/src/http/jobs/job-request';
import { confirmationPage } from '../../../../../images/gateway/src/http/pages/jobs/confirmation';
import { jobPage } from '../../../../../images/gateway/src/http/pages/jobs/job-page';
import type { Exchange } from '../../../../../images/gateway/src/http/request/exchange';
import type { Job, ParameterValues } from '../../../../../images/gateway/src/jobs/description/job';
import { parseJob } from '../../../../../images/gateway/src/jobs/description/parse-job';
import { judge, type Verdict } from '../../../../../images/gateway/src/jobs/judgement/judge';
import { narrowedSchema } from '../../../../../images/gateway/src/jobs/judgement/narrowed-schema';
import { grantsFor, type HeldGrant } from '../../../../../images/gateway/src/jobs/judgement/run-grants';
import { Problem } from '../../../../../images/gateway/src/problem';
import { aMapping } from '../../../../support/access/mappings';
import { bodyOf, formIn, type HtmlField } from '../../../../support/jobs/html-form';

const CHROME = { serviceName: 'test', signedInAs: 'Ada' };

/** A parameter, values that its own schema takes, and limits that a mapping may set. */
interface Kind {
  readonly schema: object;
  readonly values: readonly (string | number | boolean)[];
  readonly limits: readonly object[];
}

const KINDS: readonly Kind[] = [
  { schema: { type: 'string', format: 'date' }, values: ['0001-01-01', '2026-01-31', '9999-12-31'], limits: [{ formatMaximum: '2026-06-30', format: 'date' }, { pattern: '^2026' }] },
  { schema: { type: 'string', format: 'date', formatMinimum: '2026-01-01', formatMaximum: '2026-12-31' }, values: ['2026-01-01', '2026-12-31'], limits: [{ const: '2026-01-01' }, { format: 'date', formatMinimum: '2026-05-05' }] },
  { schema: { type: 'integer' }, values: [-9_007_199_254_740_991, -1, 0, 3, 999_999_999_999_999], limits: [{ minimum: 0 }, { exclusiveMaximum: 3 }] },
  { schema: { type: 'integer', minimum: 1, maximum: 9 }, values: [1, 5, 9], limits: [{ enum: [1, 9] }, { exclusiveMinimum: 4 }, { maximum: 20 }] },
  { schema: { type: 'string', enum: ['eu', 'us', '"><b>', ' spaced '] }, values: ['eu', 'us', '"><b>', ' spaced '], limits: [{ const: 'us' }, { enum: ['eu', '"><b>'] }] },
  { schema: { type: 'string', maxLength: 30 }, values: ['a', '--module=os', '<i>&amp;"\'', ' a ', 'ünïcödé 🎉'], limits: [{ maxLength: 9 }, { pattern: '^[a-z]+$' }] },
  { schema: { type: 'string', minLength: 2, maxLength: 8, pattern: '[a-z]{2}' }, values: ['ab', '-abc-'], limits: [{ const: 'ab' }] },
  { schema: { type: 'boolean' }, values: [true, false], limits: [{ const: true }, { const: false }, { enum: [true, false] }] },
  { schema: { type: 'string', format: 'luigi-date-interval' }, values: ['2026', '2026-01', '2026-W05', '2026-01-01-2026-01-31'], limits: [{ pattern: '^2026-' }] },
];
const NAMES = ['day', 'constructor', '__proto__', 'x_1', 'Region'];

interface Scene {
  readonly job: Job;
  readonly grants: readonly HeldGrant[];
  readonly values: Readonly<Record<string, string | number | boolean>>;
}

const someScene: fc.Arbitrary<Scene> = fc.record({
  parameters: fc.array(fc.record({
    kind: fc.constantFrom(...KINDS), pick: fc.nat(), title: fc.constantFrom(undefined, 'A "title" <b>'), withDefault: fc.boolean(), required: fc.boolean(),
  }), { maxLength: NAMES.length }),
  limits: fc.array(fc.array(fc.record({ at: fc.nat(), pick: fc.nat() }), { maxLength: 2 }), { minLength: 1, maxLength: 3 }),
}).map(({ parameters, limits }) => {
  const named = parameters.map((parameter, index) => ({
    ...parameter, name: NAMES[index] as string, value: parameter.kind.values[parameter.pick % parameter.kind.values.length] as string,
  }));
  // Written by hand: a member called __proto__ is one only in JSON.
  const properties = named.map(({ name, kind, title, withDefault, value }) =>
    `${JSON.stringify(name)}:${JSON.stringify({ ...kind.schema, ...(title === undefined ? {} : { title, description: title }), ...(withDefault ? { default: value } : {}) })}`).join(',');
  const job = parseJob('report', `{"version":1,"category":"reports","family":"report.Daily","parameters":{"type":"object","additionalProperties":false,
    "required":${JSON.stringify(named.filter(({ required }) => required).map(({ name }) => name))},"properties":{${properties}}}}`);
  const mappings = limits.map((limit, index) => aMapping(`m${index}`, ['user:ada'], {
    run: [{
      job: 'report', ...(named.length === 0 || limit.length === 0 ? {} : {
        parameters: Object.assign(Object.create(null), Object.fromEntries(limit.map(({ at, pick }) => {
          const { name, kind } = named[at % named.length] as (typeof named)[number];
          return [name, kind.limits[pick % kind.limits.length]];
        }))) as Record<string, object>,
      }),
    }],
  }));
  return {
    job, grants: grantsFor(new AccessMap(mappings).accessOf(['user:ada']), job),
    values: Object.assign(Object.create(null), Object.fromEntries(named.map(({ name, value }) => [name, value]))) as Scene['values'],
  };
});

const formOf = ({ job, grants }: Scene): readonly HtmlField[] =>
  formIn(jobPage(CHROME, { job, schema: narrowedSchema(job, grants), runs: [], now: new Date() }), '/jobs/report/confirm');

function sent(body: string, job: Job) {
  const request = { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: Buffer.from(body) } as unknown as FastifyRequest;
  return startBodyOf(request, { head: { headers: {}, rawHeaders: [] } } as unknown as Exchange, job);
}

function judged({ job, grants }: Scene, given: Readonly<Record<string, unknown>>): Verdict | Problem {
  try {
    return judge(job, grants, given);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

const plain = (values: ParameterValues): unknown => Object.entries(values);

describe('the form of a job', () => {
  test('has one field with a label for each parameter, and one for the reason', () => {
    fc.assert(fc.property(someScene, (scene) => {
      const shown = formOf(scene).filter(({ type }) => type !== 'hidden');
      expect(shown.map(({ name }) => name)).toEqual([...Object.keys(scene.job.parameters).map((name) => `parameters.${name}`), 'reason']);
      for (const { label } of shown) expect(label).toBeTruthy();
    }), { numRuns: 40 });
  });

  test('lets through what the judge takes: values typed into it come out as they were, and its own checks hold none of them back', () => {
    let taken = 0;
    fc.assert(fc.property(someScene, (scene) => {
      const verdict = judged(scene, scene.values);
      fc.pre(!(verdict instanceof Problem));
      taken += 1;
      const fields = formOf(scene);
      const typed = Object.fromEntries(Object.entries(scene.values).map(([name, value]) =>
        [`parameters.${name}`, value === true ? 'true' : value === false ? undefined : String(value)]));
      for (const field of fields) {
        const text = typed[field.name];
        if (text !== undefined) expect([field, fits(field, text)]).toEqual([field, true]);
      }
      const { parameters } = sent(bodyOf(fields, typed), scene.job);
      expect(plain((judged(scene, parameters) as Verdict).parameters)).toEqual(plain((verdict as Verdict).parameters));
    }), { numRuns: 100 });
    expect(taken).toBeGreaterThan(20);
  });

  test('untouched, and complete, sends what the judge takes', () => {
    fc.assert(fc.property(someScene, (scene) => {
      fc.pre(scene.grants.length === 1 && [...scene.grants[0]!.limits.values()].every(({ schema }) => !('pattern' in (schema as object))));
      const fields = formOf(scene);
      fc.pre(fields.every(({ attributes, value }) => attributes.required === undefined || (value !== undefined && value !== '')));
      const verdict = judged(scene, sent(bodyOf(fields), scene.job).parameters);
      expect(verdict instanceof Problem ? verdict.extensions.errors : []).toEqual([]);
    }), { numRuns: 40 });
  });

  test('what is confirmed is what is sent: the confirmation\'s fields come out as the very same parameters', () => {
    fc.assert(fc.property(someScene, (scene) => {
      const verdict = judged(scene, scene.values);
      fc.pre(!(verdict instanceof Problem));
      const page = confirmationPage(CHROME, { job: scene.job, verdict: verdict as Verdict, reason: 'why "not" <b>', key: 'k', seen: 's' });
      const { parameters, reason, key, seen } = sent(bodyOf(formIn(page, '/jobs/report/runs')), scene.job);
      expect(plain((judged(scene, parameters) as Verdict).parameters)).toEqual(plain((verdict as Verdict).parameters));
      expect([reason, key, seen]).toEqual(['why "not" <b>', 'k', 's']);
    }), { numRuns: 50 });
  });
});

/** Whether a browser would let the value be sent. */
function fits({ type, attributes, choices }: HtmlField, value: string): boolean {
  const { min, max, maxlength, minlength, pattern } = attributes;
  if (type === 'select') return choices.includes(value);
  if (type === 'number') return (min === undefined || Number(value) >= Number(min)) && (max === undefined || Number(value) <= Number(max));
  if (type === 'date') return (min === undefined || value >= min) && (max === undefined || value <= max);
  return (maxlength === undefined || value.length <= Number(maxlength)) && (minlength === undefined || value.length >= Number(minlength))
    && (pattern === undefined || new RegExp(`^(?:${pattern})$`, 'v').test(value));
}
