import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { parameterLimitsFault } from '../../../../images/gateway/src/access/parameter-limits';
import { parseMapping } from '../../../../images/gateway/src/access/parse-mapping';
import { DocumentError } from '../../../../images/gateway/src/documents/document-error';
import { aDocument } from '../../../support/access/mappings';

/** What an operator is told; undefined where the document is valid. */
function refusal(text: string, name = 'etl-readers'): string | undefined {
  try {
    parseMapping(name, text);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(DocumentError);
    return (error as DocumentError).message;
  }
}

const withLimits = (parameters: unknown): string => JSON.stringify({ ...aDocument(), grants: { run: [{ job: 'report', parameters }] } });
const nested = (levels: number): unknown => (levels === 0 ? {} : { not: nested(levels - 1) });

describe('a valid mapping document', () => {
  test('is read, sorted and without doubles', () => {
    const text = JSON.stringify({
      $schema: './access-mapping.schema.json',
      version: 1,
      description: 'people who read reports',
      principals: ['user:ada@example.com', 'group:analysts', 'role:arn:aws:iam::111122223333:role/path/nightly-report'],
      grants: {
        view: ['etl.*', 'Report', '*'],
        operate: ['etl.daily.Job'],
        run: [{ category: 'reports' }, { job: 'report', parameters: { day: { type: 'string', format: 'date' }, level: { maximum: 3, minimum: 1 } } }],
      },
    });
    expect(parseMapping('etl-readers', text)).toEqual({
      name: 'etl-readers',
      description: 'people who read reports',
      principals: ['group:analysts', 'role:arn:aws:iam::111122223333:role/path/nightly-report', 'user:ada@example.com'],
      view: ['*', 'Report', 'etl.*'],
      operate: ['etl.daily.Job'],
      run: [{ category: 'reports' }, { job: 'report', parameters: { day: { type: 'string', format: 'date' }, level: { minimum: 1, maximum: 3 } } }],
    });
  });

  test('cannot be changed once it is read', () => {
    const mapping = parseMapping('m', withLimits({ day: { enum: ['a'] } }));
    expect(() => { (mapping.view as string[]).push('*'); }).toThrow(TypeError);
    expect(() => { (mapping.run[0]?.parameters?.day as { enum: string[] }).enum.push('b'); }).toThrow(TypeError);
  });

  test('finds no limit under a name of Object.prototype that it does not give', () => {
    const [grant] = parseMapping('m', withLimits({ day: {} })).run;
    expect(grant?.parameters?.constructor).toBeUndefined();
    const [other] = parseMapping('m', withLimits(JSON.parse('{"__proto__":{"const":"x"},"constructor":{"const":"y"}}'))).run;
    expect(Object.entries(other?.parameters ?? {})).toEqual([['__proto__', { const: 'x' }], ['constructor', { const: 'y' }]]);
  });

  const ROLE = 'role:arn:aws:iam::111122223333:role';
  test.each([
    `${ROLE}/*`, `${ROLE}/ci/*`, `${ROLE}/ci/etl/*`, 'role:arn:aws-cn:iam::111122223333:role/ci/*', `${ROLE}/${'a'.repeat(569)}/*`, 'client:okta/0oa1b2c3d4', 'client:o/a b',
    `client:${'o'.repeat(32)}/x`, 'claim:github/repository=acme/etl', 'claim:github/sub=repo:acme/etl:environment:prod', 'claim:a/https://example.com/team=a=b', 'claim:a/b==',
  ])('may name %s', (principal) => {
    expect(parseMapping('m', JSON.stringify(aDocument({ principals: [principal] }))).principals).toEqual([principal]);
  });

  test.each(['__proto__', 'constructor', 'a.b', 'A-1_2', '..'])('may be named %j', (name) => {
    expect(parseMapping(name, JSON.stringify(aDocument())).name).toBe(name);
  });

  test('may fill the 8192 bytes that SSM holds, and not one more', () => {
    const text = JSON.stringify(aDocument());
    expect(refusal(text.padEnd(8192))).toBeUndefined();
    expect(refusal(text.padEnd(8193))).toBe('access mapping "etl-readers": got 8193 bytes, expected at most 8192 bytes; spread it over several mappings');
    // when: the same number of characters takes more bytes
    expect(refusal(JSON.stringify(aDocument({ description: 'é'.repeat(400) })).padEnd(8000))).toContain('got 8400 bytes');
  });
});

describe('an invalid mapping document is refused, and its operator is told where and why:', () => {
  const base = aDocument();
  test.each<[string, string, string]>([
    ['no JSON', '{', 'access mapping "etl-readers": got "{", expected JSON; mend its syntax ('],
    ['empty', '', 'access mapping "etl-readers": got "", expected JSON; mend its syntax ('],
    ['a list', '[]', 'access mapping "etl-readers": got [], expected a value of type object; write it as that type'],
    ['null', 'null', 'access mapping "etl-readers": got null, expected a value of type object; write it as that type'],
    ['a doubled key', '{"version":1,"version":1}', 'access mapping "etl-readers" at /version: got this member twice, expected it once; remove one of the two'],
    ['another version', JSON.stringify({ ...base, version: 2 }), 'access mapping "etl-readers" at /version: got 2, expected 1; write it so'],
    ['the version as text', JSON.stringify({ ...base, version: '1' }), 'access mapping "etl-readers" at /version: got "1", expected 1; write it so'],
    ['no principals member', JSON.stringify({ version: 1, grants: base.grants }), 'access mapping "etl-readers": got no member "principals", expected it to be there; add it'],
    ['nobody named', JSON.stringify({ ...base, principals: [] }), 'access mapping "etl-readers" at /principals: got an empty one, expected at least 1 in it; fill it, or remove it'],
    ['an unknown member', JSON.stringify({ ...base, deny: [] }), 'access mapping "etl-readers": got a member "deny", expected no other members than version, description, principals, grants; remove it, or mend its name'],
    ['an inherited name as member', `{"__proto__":{},${JSON.stringify(base).slice(1)}`, 'access mapping "etl-readers": got a member "__proto__", expected no other members than'],
    ['nothing granted', JSON.stringify({ ...base, grants: {} }), 'access mapping "etl-readers" at /grants: got an empty one, expected at least 1 in it; fill it, or remove it'],
    ['a pattern without its dot', JSON.stringify({ ...base, grants: { view: ['a', 'etl*'] } }), 'access mapping "etl-readers" at /grants/view/1: got "etl*", expected a task family (etl.Report: exact), a namespace with everything below it (etl.*: not etl itself, not etlx.Report) or everything (*); write it so'],
    ['a pattern twice', JSON.stringify({ ...base, grants: { view: ['a', 'a'] } }), 'access mapping "etl-readers" at /grants/view: got items 0 and 1 alike, expected each item once; remove one of them'],
    ['too long a pattern', JSON.stringify({ ...base, grants: { view: ['a'.repeat(201)] } }), 'access mapping "etl-readers" at /grants/view/0: got "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa... (cut), expected at most 200 characters; shorten it'],
    ['a role by its name', JSON.stringify({ ...base, principals: ['role:nightly'] }), 'access mapping "etl-readers" at /principals/0: got "role:nightly", expected group:<name>, user:<value of the user claim>, role:<ARN of an IAM role, or of a path with /* at the end for every role below it; no part of either empty, . or ..>, client:<issuer>/<client id> or claim:<issuer>/<claim>=<value>'],
    ['a role session', JSON.stringify({ ...base, principals: ['role:arn:aws:sts::111122223333:assumed-role/x/y'] }), 'at /principals/0: got "role:arn:aws:sts::111122223333:assumed-role/x/y", expected'],
    ['job and category', JSON.stringify({ ...base, grants: { run: [{ job: 'a', category: 'b' }] } }), 'access mapping "etl-readers" at /grants/run/0: got {"job":"a","category":"b"}, expected exactly one of job and category; give one of them'],
    ['neither job nor category', JSON.stringify({ ...base, grants: { run: [{}] } }), 'access mapping "etl-readers" at /grants/run/0: got {}, expected exactly one of job and category; give one of them'],
    ['a job that cannot be', JSON.stringify({ ...base, grants: { run: [{ job: 'A_b' }] } }), 'access mapping "etl-readers" at /grants/run/0/job: got "A_b", expected'],
    ['several faults', JSON.stringify({ version: 2, principals: ['x'], grants: base.grants }), 'write it so; 1 other place is wrong too'],
    ['a parameter that cannot be', withLimits({ 'a-b': {} }), 'access mapping "etl-readers" at /grants/run/0/parameters: got "a-b", expected the name of a parameter; write it so'],
    ['a limit that is no schema', withLimits({ day: true }), 'access mapping "etl-readers" at /grants/run/0/parameters/day: got true, expected a value of type object; write it as that type'],
    ['a mistyped keyword', withLimits({ day: { maxLenght: 3 } }), 'access mapping "etl-readers" at /grants/run/0/parameters/day: got {"maxLenght":3}, expected a JSON Schema (draft 2020-12); mend the schema, which doesn\'t compile: strict mode: unknown keyword: "maxLenght"'],
    ['a keyword of the wrong type', withLimits({ day: { maxLength: 'x' } }), 'mend the schema, which doesn\'t compile: schema is invalid: data/maxLength must be integer'],
    ['a regular expression that is none', withLimits({ day: { pattern: '(' } }), 'mend the schema, which doesn\'t compile: '],
    ['an unknown format', withLimits({ day: { format: 'dat' } }), 'mend the schema, which doesn\'t compile: unknown format "dat"'],
    ['a reference', withLimits({ day: { items: { $ref: 'https://example.com/x' } } }), 'access mapping "etl-readers" at /grants/run/0/parameters/day/items/$ref: got "$ref", expected no keyword that starts with $'],
    ['an id', withLimits({ day: { $id: 'https://example.com/x' } }), 'got "$id", expected no keyword that starts with $'],
    ['too deep a limit', withLimits({ day: nested(900) }), 'got more than 10 levels, expected at most 10 levels in one parameter\'s schema; write a flatter schema'],
    ['a number beyond all', withLimits({ day: {} }).replace('"day":{}', '"day":{"maximum":1e999}'), 'at /grants/run/0/parameters/day/maximum: got a number too large for JavaScript, expected a finite number; write a smaller number'],
    ['thousands of brackets', '['.repeat(8192), 'expected JSON'],
  ])('%s', (_what, text, expected) => {
    expect(refusal(text)).toContain(expected);
  });

  test.each(['', 'a b', 'a/b', 'a\nb', 'é', 'x'.repeat(129)])('the name %j', (name) => {
    expect(refusal(JSON.stringify(aDocument()), name)).toContain('expected 1 to 128 letters, digits, dots, hyphens or underscores; rename it');
  });

  test.each([
    'role:arn:aws:iam::111122223333:role/..', 'role:arn:aws:iam::111122223333:role/ci/../*', 'role:arn:aws:iam::111122223333:role/./x', 'role:arn:aws:iam::111122223333:role/ci//*', 'role:arn:aws:iam::111122223333:role//x', 'role:arn:aws:iam::111122223333:role/x/',
    'role:*', 'role:arn:aws:iam::*:role/ci/*', 'role:arn:*:iam::111122223333:role/ci/*', 'role:arn:aws:iam::111122223333:role/c*', 'role:arn:aws:iam::111122223333:role/ci*', 'role:arn:aws:iam::111122223333:*',
    'role:arn:aws:iam::111122223333:role*', 'role:arn:aws:iam::111122223333:role/*/x', 'role:arn:aws:iam::111122223333:role/ci/**', 'role:arn:aws:iam::111122223333:role/ci/*/*', 'role:arn:aws:iam::111122223333:role/ci/?',
    'role:arn:aws:iam::111122223333:role/ci/* ', `role:arn:aws:iam::111122223333:role/${'a'.repeat(571)}/*`, 'role:arn:aws:iam::111122223333:user/*', 'role:arn:aws:sts::111122223333:assumed-role/ci/*',
    'client:okta', 'client:/x', 'client:okta/', 'client:Okta/x', 'client:okta-/x', 'client:*/x', `client:${'o'.repeat(33)}/x`, 'client:okta/ x', 'client:okta/a\nb',
    'claim:github/repository', 'claim:github/=x', 'claim:github/repository=', 'claim:/repository=x', 'claim:git hub/a=x', 'claim:github/re po=x', 'claim:github/a=\u202ex', `claim:g/${'a'.repeat(129)}=x`,
    'group:', 'user: ada', 'user:ada ', 'group:a\nb', 'group:a\u0000', 'group:a\u200bb', 'group:\u202eb', 'group:a\u00a0b', 'Group:a', 'groups:a', ':a', 'a', `group:${'a'.repeat(257)}`, ' group:a',
  ])('the principal %j', (principal) => {
    expect(refusal(JSON.stringify(aDocument({ principals: [principal] })))).toContain('at /principals/0: got ');
  });
});

describe('whatever a document holds', () => {
  test('it is read or refused with a message of bounded length in printable ASCII, never anything else', () => {
    const piece = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.json(), fc.constantFrom('\n', '\u202e', '\u0085', '__proto__'));
    const text = fc.oneof(
      piece,
      fc.json({ depthSize: 'large' }),
      fc.tuple(piece, piece).map(([member, value]) => JSON.stringify({ ...aDocument(), [member]: value })),
      piece.map((value) => JSON.stringify({ ...aDocument(), principals: [value] })),
      fc.jsonValue().map((value) => withLimits({ day: value })),
      fc.jsonValue().map((value) => withLimits(value)),
    );
    fc.assert(fc.property(text, fc.oneof(fc.constant('m'), piece), (document, name) => {
      const message = refusal(document, name);
      if (message === undefined) return;
      expect(message).toMatch(/^[\x20-\x7e]+$/);
      expect(message.length).toBeLessThan(9500);
    }), { numRuns: 500 });
  });

  test('checking the limits of one document leaves nothing of them behind', async () => {
    // given: a compiler that would keep every schema for ever, as documents come and go every 30 s
    const checked = (schema: object): WeakRef<object> => {
      parameterLimitsFault({ day: schema }, '');
      return new WeakRef(schema);
    };
    const left = [checked({ enum: ['x'] }), checked({ type: 'nonsense' })];
    // when
    await new Promise((resolve) => { setImmediate(resolve); });
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    // then
    expect(left.map((reference) => reference.deref())).toEqual([undefined, undefined]);
  });
});
