import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import * as fc from 'fast-check';
import type { DecisionRecord } from '../../../../images/gateway/src/records/decision';
import { FIELD_LIMITS, keptRecord, recordLine } from '../../../../images/gateway/src/records/kept-record';
import schema from '../../../../lib/contract/decision-record.schema.json';
import { anyText } from '../../../support/arbitrary-text';
import { decisionRecord } from '../../../support/decision-record';

const ajv = addFormats(new Ajv2020({ strict: true, allowUnionTypes: true, strictRequired: false }));
const validate = ajv.compile(schema);
const envelope = { service: 'luigi', instance: '0123456789abcdef', sequence: 1 };

/** What a reader finds in the log. */
function read(record: DecisionRecord): Record<string, unknown> {
  return JSON.parse(recordLine(record, envelope).line) as Record<string, unknown>;
}

function faultsOf(value: unknown): string[] {
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 2_000 }),
  fc.string({ maxLength: 20 }),
  fc.constantFrom('\ud800', '"}\n{"forged":1}', 'x'.repeat(5_000)),
);
const named = text.filter((value) => value !== '');
const identity = fc.oneof(
  fc.record({ principal: fc.constant(null), principalKind: fc.constant(null), mapping: fc.constant(null) }),
  fc.record({
    principal: named,
    principalKind: fc.constantFrom('person' as const, 'machine' as const, 'worker' as const),
    session: fc.constantFrom('cookie' as const, 'bearer' as const, 'basic' as const),
    mapping: fc.option(named),
  }),
);
const outcome = fc.constantFrom(
  { event: 'decision' as const, outcome: 'allow' as const, change: true },
  { event: 'decision' as const, outcome: 'allow' as const, change: false },
  { event: 'decision' as const, outcome: 'deny' as const, change: false, status: 403 },
  { event: 'result' as const, outcome: 'allow' as const, change: true, status: 200 },
);
const about = fc.record(
  {
    taskId: text,
    family: text,
    worker: text,
    resource: text,
    userAgent: fc.option(text),
    sourceAddress: fc.option(text),
    requestId: named,
    method: fc.option(named),
  },
  { requiredKeys: [] },
);
const records = fc.tuple(outcome, identity, about).map(([what, who, which]) => {
  const { session: _session, ...base } = decisionRecord();
  return { ...base, ...what, ...who, ...which };
});

describe('the schema of decision records', () => {
  test('describes each field, and knows no others', () => {
    const undescribed = Object.entries(schema.properties).filter(([, property]) => !('description' in property)).map(([name]) => name);

    expect(undescribed).toEqual([]);
    expect(schema.additionalProperties).toBe(false);
    expect(Object.keys(keptRecord(decisionRecord(), envelope)).sort()).toEqual(Object.keys(schema.properties).sort());
  });

  test('states the lengths that text is cut to', () => {
    const stated = Object.fromEntries(Object.entries(schema.properties).flatMap(([name, property]) => ('maxLength' in property ? [[name, property.maxLength]] : [])));

    expect(stated).toEqual(FIELD_LIMITS);
  });

  test('holds for whatever callers put into the free text of a record', () => {
    fc.assert(fc.property(records, (record) => {
      expect(faultsOf(read(record))).toEqual([]);
    }));
  });

  test.each([
    ['a refusal without a status', decisionRecord({ outcome: 'deny', reason: 'not-allowed' })],
    ['a refusal with a status of success', decisionRecord({ outcome: 'deny', reason: 'not-allowed', status: 200 })],
    ['a result without a status', decisionRecord({ event: 'result' })],
    ['a mapping without an identity', decisionRecord({ principal: null, principalKind: null, session: undefined })],
    ['an identity without a kind', decisionRecord({ principalKind: null })],
    ['a reason that is a sentence', decisionRecord({ reason: 'You may not' })],
    ['a time without its zone', decisionRecord({ time: '2026-01-31T09:30:00.000' })],
  ])('refuses %s', (_, record) => {
    expect(faultsOf(read(record))).not.toEqual([]);
  });

  test('refuses fields that it does not know', () => {
    expect(faultsOf({ ...read(decisionRecord()), query: 'data=1' })).not.toEqual([]);
  });
});

describe('a kept record', () => {
  test('holds nothing that merely hung on the object', () => {
    const record = { ...decisionRecord(), token: 'eyJhbGciOi', query: 'data={"password":1}' };

    expect(recordLine(record, envelope).line).not.toMatch(/token|query|password/);
  });

  test('is one printable line that says the same when it is read, whatever is in it', () => {
    fc.assert(fc.property(anyText(200), (taskId) => {
      const { line, bytes } = recordLine(decisionRecord({ taskId }), envelope);

      expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/);
      expect(bytes).toBe(Buffer.byteLength(line));
      expect(JSON.parse(line)).toMatchObject({ taskId });
    }));
  });

  test.each(['\u0000', '\n', '\u001b', '\u007f', '\u0085', '\u00ad', '\u200b', '\u200f', '\u2028', '\u2029', '\u202e', '\u2066', '\ufeff', '\ud800'])(
    'never has the character %j as it is, which could fool who reads it in a terminal', (character) => {
      const { line } = recordLine(decisionRecord({ taskId: `a${character}b`, userAgent: character }), envelope);

      expect(line).not.toContain(character);
      expect(JSON.parse(line)).toMatchObject({ taskId: `a${character}b`, userAgent: character });
    });

  test('tells long texts with the same beginning apart', () => {
    const [a, b] = ['a', 'b'].map((end) => read(decisionRecord({ taskId: 'x'.repeat(600) + end })).taskId);

    expect(a).not.toEqual(b);
    expect(a).toMatch(/^x{495}…[0-9a-f]{16}$/);
  });

  test('stays far below what one log event may hold, at the worst', () => {
    const worst = Object.fromEntries(Object.keys(FIELD_LIMITS).map((name) => [name, '\u0001'.repeat(10_000)]));

    expect(recordLine({ ...decisionRecord(), ...worst }, envelope).bytes).toBeLessThan(32_768);
  });
});
