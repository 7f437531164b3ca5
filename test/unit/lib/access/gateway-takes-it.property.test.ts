import { App, Stack } from 'aws-cdk-lib';
import fc from 'fast-check';
import { parseMapping } from '../../../../images/gateway/src/access/parse-mapping';
import { LuigiPrincipal } from '../../../../lib/access/luigi-principal';
import { MappingDocument } from '../../../../lib/access/mapping-document';
import { RunPermission } from '../../../../lib/access/run-permission';

const stack = new Stack(new App(), 'Stack');

/** Each kind of principal, by hand and by construct. */
const MAKE = {
  group: { byHand: (name: string) => `group:${name}`, make: (name: string) => LuigiPrincipal.group(name) },
  user: { byHand: (name: string) => `user:${name}`, make: (name: string) => LuigiPrincipal.user(name) },
  role: { byHand: (arn: string) => `role:${arn}`, make: (arn: string) => LuigiPrincipal.iamRoleArn(arn) },
  path: { byHand: (path: string) => `role:arn:aws:iam::111122223333:role/${path}/*`, make: (path: string) => LuigiPrincipal.iamRolesUnderPath('111122223333', path, 'aws') },
  client: { byHand: (id: string) => `client:okta/${id}`, make: (id: string) => LuigiPrincipal.client('okta', id) },
  claim: { byHand: (value: string) => `claim:git-hub/sub=${value}`, make: (value: string) => LuigiPrincipal.claim('git-hub', 'sub', value) },
} as const;

interface Raw {
  readonly description?: string;
  readonly principals: readonly (readonly [keyof typeof MAKE, string])[];
  readonly view?: string[];
  readonly operate?: string[];
  readonly run?: readonly { readonly kind: 'job' | 'category'; readonly name: string; readonly parameters?: Record<string, unknown> }[];
}

/** The document as a person would write it. */
function byHand({ description, principals, view, operate, run }: Raw): string {
  return JSON.stringify({
    version: 1,
    description,
    principals: principals.map(([kind, name]) => MAKE[kind].byHand(name)),
    grants: { view, operate, run: run?.map(({ kind, name, parameters }) => ({ [kind]: name, parameters })) },
  });
}

/** The document as a construct writes it, or undefined where it refuses. */
function byConstruct({ description, principals, view, operate, run }: Raw): string | undefined {
  try {
    const document = new MappingDocument({
      principals: principals.map(([kind, name]) => MAKE[kind].make(name)),
      ...(description === undefined ? {} : { description }),
      ...(view === undefined ? {} : { view }),
      ...(operate === undefined ? {} : { operate }),
      ...(run === undefined ? {} : { run: run.map(({ kind, name, parameters }) => RunPermission[kind](name, parameters)) }),
    });
    const text = stack.resolve(stack.toJsonString(document.canonical(stack))) as string;
    // As the construct's own validation says.
    expect(document.bytes(stack)).toBe(Buffer.byteLength(text));
    return document.bytes(stack) > 8192 ? undefined : text;
  } catch (error) {
    if ((error as Error).message.startsWith('expect(')) throw error;
    return undefined;
  }
}

function gatewayTakes(text: string): boolean {
  try {
    parseMapping('m', text);
    return true;
  } catch {
    return false;
  }
}

const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 8 }), fc.string({ unit: 'grapheme', maxLength: 8 }), fc.constantFrom('a', 'b', '__proto__', 'constructor', '', ' ', '{{x}}', '${x}', '\u200b', '\ud800'));
const pattern = fc.oneof(text, fc.constantFrom('^[0-9]{4}$', '(', '\\-', '\\p{L}', '[\\u{1F600}-\\u{1F64F}]', '(?<a>x)\\k<a>', '\\Z', 'a\\Z', '{', ']'));
const count = fc.oneof(fc.nat(9), fc.constantFrom(-1, 1.5, 0, -0));
const name = fc.oneof(fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,5}$/), text, fc.constantFrom('$ref', '$comment', 'Ref', 'Fn__Join', 'toString'));

/** Words that are keywords most of the time, with values that are right most of the time. */
const { limit } = fc.letrec<{ limit: Record<string, unknown>; inner: unknown }>((tie) => {
  const wrong = fc.jsonValue({ maxDepth: 2 });
  const mostly = <T>(right: fc.Arbitrary<T>): fc.Arbitrary<unknown> => fc.oneof({ arbitrary: right, weight: 30 }, { arbitrary: wrong, weight: 1 });
  const inner = tie('inner');
  const lists = fc.array(inner, { maxLength: 2 });
  const number = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer());
  const type = fc.constantFrom('array', 'boolean', 'integer', 'null', 'number', 'object', 'string', 'text');
  const word = (keyword: string, value: fc.Arbitrary<unknown>): fc.Arbitrary<[string, unknown]> => fc.tuple(fc.constant(keyword), mostly(value));
  const words = [
    word('type', fc.oneof(type, fc.array(type, { maxLength: 3 }))), word('enum', fc.array(wrong, { maxLength: 2 })), word('const', wrong),
    ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'].map((keyword) => word(keyword, number)),
    ...['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'].map((keyword) => word(keyword, count)),
    word('pattern', pattern), word('format', fc.constantFrom('date', 'email', 'uuid', 'regex', 'duration', 'dat', 'toString')),
    ...['items', 'contains', 'additionalProperties', 'propertyNames', 'not'].map((keyword) => word(keyword, inner)),
    ...['prefixItems', 'allOf', 'anyOf', 'oneOf'].map((keyword) => word(keyword, lists)),
    word('properties', fc.dictionary(name, inner, { maxKeys: 2 })), word('required', fc.array(text, { maxLength: 2 })), word('uniqueItems', fc.boolean()),
    word('title', text), word('description', text), word('examples', fc.array(wrong, { maxLength: 2 })),
  ];
  return {
    inner: fc.oneof({ depthSize: 'small', withCrossShrink: true }, fc.boolean(), tie('limit')),
    limit: fc.array(fc.oneof(...words), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
  };
});

/** Right most of the time: a document with many parts is wrong as soon as one is. */
const often = <T>(right: fc.Arbitrary<T>, odd: fc.Arbitrary<T>): fc.Arbitrary<T> => fc.oneof(
  { arbitrary: right, weight: 20 }, { arbitrary: odd, weight: 1 },
);
const listOf = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => often(
  fc.uniqueArray(item, { minLength: 1, maxLength: 3, selector: (value) => JSON.stringify(value) }), fc.array(item, { maxLength: 3 }),
);
const families = listOf(often(fc.constantFrom('*', 'Report', 'etl.*', 'etl.daily.Job', 'a-b_c', 'x'.repeat(200)), fc.oneof(text, fc.constantFrom('etl*', '.a', 'a.', 'a..b', '**', 'x'.repeat(201)))));
const person = often(fc.oneof(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 }).map((value) => `x${value}x`), fc.constantFrom('ada', 'x'.repeat(256), '\u{1F600}'.repeat(256))), fc.oneof(text, fc.constant('x'.repeat(257))));
const arn = often(fc.constantFrom('arn:aws:iam::111122223333:role/x', 'arn:aws-cn:iam::111122223333:role/p/x+=,.@-_'), fc.oneof(text, fc.constantFrom('arn:aws:iam::1:role/x', 'arn:aws:iam::111122223333:role/ci/../x', 'arn:aws:iam::111122223333:role/ci//x')));
/** Slashes at the ends are left out by the construct, and would be others by hand. */
const rolePath = often(fc.constantFrom('ci', 'ci/etl', 'a+=,._', 'x'.repeat(512)), fc.oneof(text, fc.constantFrom('ci/*', 'ci*', '*', 'ci//etl', '..', './ci'))).filter((path) => !/^\/|\/$/.test(path));
const raw: fc.Arbitrary<Raw> = fc.record({
  description: often(fc.oneof(text, fc.constantFrom('x'.repeat(500), '\u{1F600}'.repeat(500))), fc.constant('x'.repeat(501))),
  principals: listOf(fc.oneof(fc.tuple(fc.constantFrom('group' as const, 'user' as const, 'client' as const, 'claim' as const), person), fc.tuple(fc.constant('role' as const), arn), fc.tuple(fc.constant('path' as const), rolePath))),
  view: families,
  operate: families,
  run: listOf(fc.record({
    kind: fc.constantFrom('job' as const, 'category' as const),
    name: often(fc.constantFrom('nightly', 'a', 'a-1', 'x'.repeat(64)), fc.oneof(text, fc.constantFrom('A', '-a', 'x'.repeat(65)))),
    parameters: fc.dictionary(name, limit, { maxKeys: 2 }),
  }, { requiredKeys: ['kind', 'name'] })),
}, { requiredKeys: ['principals'] });

describe('between constructs and the gateway', () => {
  let [taken, refused] = [0, 0];

  test('whatever a construct writes the gateway takes, and it says what the same document by hand says; whatever the gateway refuses no construct writes', () => {
    fc.assert(fc.property(raw, (what) => {
      const written = byConstruct(what);
      if (written === undefined) {
        refused += 1;
        return;
      }
      taken += 1;
      // then: by hand too, so that nothing that the schema forbids can have been lost on the way
      expect(parseMapping('m', written)).toEqual(parseMapping('m', byHand(what)));
    }), { numRuns: 1000 });
    // Both happen often enough to say something.
    expect(taken).toBeGreaterThan(100);
    expect(refused).toBeGreaterThan(100);
  });

  test('whatever the gateway takes as a limit a construct takes too, where SSM keeps it and no name is reserved', () => {
    let [good, bad] = [0, 0];
    fc.assert(fc.property(fc.dictionary(name, limit, { minKeys: 1, maxKeys: 2 }), (parameters) => {
      const what: Raw = { principals: [['group', 'a']], run: [{ kind: 'job', name: 'nightly', parameters }] };
      const document = byHand(what);
      if (document.includes('{{') || document.includes('"__proto__"') || /\\ud[89a-f]/.test(document)) return;
      // CDK's own mark for a number that is a token.
      if (/e\+289/.test(document)) return;
      const takes = gatewayTakes(document);
      if (takes) good += 1;
      else bad += 1;
      expect(byConstruct(what) !== undefined).toBe(takes);
    }), { numRuns: 1000 });
    expect(good).toBeGreaterThan(100);
    expect(bad).toBeGreaterThan(100);
  });

  test('a role is good for both or for neither, and so is what stands for all below a path', () => {
    const part = fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('ci', 'etl', 'a+=,.@-_', 'x'.repeat(90)) },
      { weight: 2, arbitrary: fc.constantFrom('', '.', '..', '...', '.a', 'a.', '*', 'ci*', '?', 'x'.repeat(480), ' ', 'a:b', '\u00e9') },
    );
    const path = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'));
    let [good, bad] = [0, 0];
    fc.assert(fc.property(path, fc.constantFrom('role' as const, 'path' as const), (parts, kind) => {
      // Slashes at the ends are left out by the construct, and it takes no longer path than IAM.
      if (kind === 'path' && (/^\/|\/$/.test(parts) || parts.length > 512)) return;
      const what: Raw = { principals: [[kind, kind === 'role' ? `arn:aws:iam::111122223333:role/${parts}` : parts]], view: ['*'] };
      // One with a star at its end is what the other construct is for.
      if (kind === 'role' && parts.endsWith('*')) return;
      const takes = gatewayTakes(byHand(what));
      if (takes) good += 1;
      else bad += 1;
      expect(byConstruct(what) !== undefined).toBe(takes);
    }), { numRuns: 1000 });
    expect(good).toBeGreaterThan(50);
    expect(bad).toBeGreaterThan(50);
  });
});
