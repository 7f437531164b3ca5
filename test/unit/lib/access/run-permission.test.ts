import { Aws, Lazy, Stack } from 'aws-cdk-lib';
import { RunPermission } from '../../../../lib/access/run-permission';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what users may pass
type Limits = Record<string, any>;

const nested = (levels: number): Limits => (levels === 1 ? { type: 'string' } : { items: nested(levels - 1) });

describe('leave to run', () => {
  test('a job or a category, with limits or without', () => {
    expect({ ...RunPermission.job('nightly') }).toEqual({ kind: 'job', name: 'nightly' });
    expect({ ...RunPermission.category('reports', { day: { type: 'string' } }) }).toEqual({ kind: 'category', name: 'reports', parameters: { day: { type: 'string' } } });
  });

  test('is what was checked, whatever the caller does with the object later', () => {
    const limits: Limits = { day: { enum: ['a'] } };
    const permission = RunPermission.job('nightly', limits);
    limits.day.enum.push('b');
    expect(permission.parameters).toEqual({ day: { enum: ['a'] } });
  });

  test.each<[string, Limits]>([
    ['no parameter at all', {}],
    ['a parameter called as a function of CloudFormation', { Ref: { const: { Ref: 'x', other: 1 } } }],
    ['parameters called as what objects have by themselves', { constructor: { const: 1 }, toString: {} }],
    ['ten levels', { day: nested(10) }],
    ['every keyword', { all: {
      type: ['string', 'null'], enum: [1, null, { a: [] }], const: 'x', minimum: 0.5, maximum: 1, exclusiveMinimum: -1, exclusiveMaximum: 2, multipleOf: 0.5,
      minLength: 0, maxLength: 1, pattern: '^\\d{4}-\\d{2}$', format: 'date', items: false, prefixItems: [{}], contains: {}, uniqueItems: true, minItems: 0, maxItems: 1,
      properties: { a: {} }, required: ['a'], additionalProperties: false, propertyNames: {}, minProperties: 0, maxProperties: 1,
      allOf: [{}], anyOf: [{}], oneOf: [{}], not: {}, title: 't', description: 'd', examples: [],
    } }],
    ['tokens for text and numbers', { bucket: { enum: [Aws.REGION], pattern: Lazy.string({ produce: () => '(' }), maxLength: Lazy.number({ produce: () => 3 }) } }],
  ])('may have limits with %s', (_what, limits) => {
    expect(RunPermission.job('nightly', limits).parameters).toEqual(limits);
  });

  test.each(['', 'A', 'a_b', '-a', 'a-', 'a'.repeat(65)])('of something that cannot be called %j is refused', (name) => {
    const rest = `${JSON.stringify(name)}, expected 1 to 64 lower-case letters, digits and hyphens, without a hyphen at either end; mend the name`;
    expect(() => RunPermission.job(name)).toThrow(new Error(`got the job ${rest}`));
    expect(() => RunPermission.category(name)).toThrow(new Error(`got the category ${rest}`));
  });

  const cyclic: Limits = {};
  cyclic.day = cyclic;
  const keywords = 'a keyword of JSON Schema: type, enum, const, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, minLength, maxLength, minItems, maxItems, minProperties, maxProperties, pattern, format, items, prefixItems, contains, uniqueItems, properties, additionalProperties, propertyNames, required, allOf, anyOf, oneOf, not, title, description, examples';
  test.each<[string, unknown, string]>([
    ['a list', [], "got the limits [], expected a JSON Schema by parameter name, such as { day: { type: 'string', format: 'date' } }; write them so"],
    ['null', null, "got the limits null, expected a JSON Schema by parameter name, such as { day: { type: 'string', format: 'date' } }; write them so"],
    ['too many', Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`p${index}`, {}])), 'got limits on 51 parameters, expected at most 50; leave out those that limit nothing'],
    ['a parameter that cannot be', { 'a-b': {} }, 'got a limit on the parameter "a-b", expected 1 to 64 letters, digits and underscores that don\'t begin with a digit; mend its name'],
    ['a parameter whose name is a token', { [Aws.REGION]: {} }, expect.stringMatching(/^got "\$\{Token\[.*, expected no name that starts with \$/) as unknown as string],
    ['a value in place of a schema', { day: 'x' }, 'got "x" in the limit on day, expected a JSON Schema, as an object; write one, such as { type: \'string\' }'],
    ['a value in place of a schema inside', { day: { properties: { a: 1 } } }, 'got 1 in the limit on day at /properties/a, expected a JSON Schema, as an object; write one, such as { type: \'string\' }'],
    ['a mistyped keyword', { day: { maxLenght: 3 } }, `got "maxLenght" in the limit on day at /maxLenght, expected ${keywords}; mend its spelling, or say it with these`],
    ['a keyword of the wrong type', { day: { maxLength: -1 } }, 'got -1 in the limit on day at /maxLength, expected a whole number of 0 or more; mend it'],
    ['an unknown type', { day: { type: 'text' } }, 'got "text" in the limit on day at /type, expected one of array, boolean, integer, null, number, object, string; mend it'],
    ['no type at all', { day: { type: [] } }, 'got [] in the limit on day at /type, expected a list of different types; mend it'],
    ['a type twice', { day: { type: ['null', 'null'] } }, 'got ["null","null"] in the limit on day at /type, expected a list of different types; mend it'],
    ['an unknown format', { day: { format: 'dat' } }, 'got "dat" in the limit on day at /format, expected one of date, time, date-time, iso-time, iso-date-time, duration, uri, uri-reference, uri-template, email, hostname, ipv4, ipv6, regex, uuid, json-pointer, relative-json-pointer; mend it'],
    ['an expression that is none', { day: { pattern: '(' } }, 'got "(" in the limit on day at /pattern, expected a regular expression; mend it'],
    ['an expression that is one without the u flag only', { day: { pattern: '\\-' } }, 'got "\\\\-" in the limit on day at /pattern, expected a regular expression; mend it'],
    ['nothing to choose from', { day: { enum: [] } }, 'got [] in the limit on day at /enum, expected a list of at least one value; mend it'],
    ['a name twice', { day: { required: ['a', 'a'] } }, 'got ["a","a"] in the limit on day at /required, expected a list of different names; mend it'],
    ['a multiple of nothing', { day: { multipleOf: 0 } }, 'got 0 in the limit on day at /multipleOf, expected a number above 0; mend it'],
    ['a reference', { day: { items: { $ref: 'https://example.com/x' } } }, 'got "$ref" at /limits/day/items/$ref, expected no name that starts with $, since each limit stands for itself; write out what it refers to, or remove it'],
    ['a name that JavaScript has for itself', JSON.parse('{"__proto__":{"const":"x"}}'), 'got "__proto__" at /limits/__proto__, expected another name, since this one is reserved by JavaScript; rename it'],
    ['a function of CloudFormation', { day: { const: { 'Fn::Join': 1 } } }, 'got "Fn::Join" at /limits/day/const/Fn::Join, expected no function of CloudFormation, for which a token stands as text; write the value out'],
    ['a reference of CloudFormation', { day: { const: { Ref: 'Bucket' } } }, 'got "Ref" at /limits/day/const/Ref, expected no function of CloudFormation, for which a token stands as text; write the value out'],
    ['eleven levels', { day: nested(11) }, 'got more than 10 levels in the limit on day, expected at most 10; write a flatter schema'],
    ['itself', cyclic, 'got a value that goes on and on at /limits/day/day/day/day/day/day/day/day/day/day/day/day/day/..., expected a value of a few levels; write a flatter one'],
    ['a number beyond all', { day: { maximum: Infinity } }, 'got Infinity at /limits/day/maximum, expected a finite number; write a finite one, or leave it out'],
    ['undefined', { day: { maximum: undefined } }, 'got undefined at /limits/day/maximum, expected plain JSON; give a value, or leave the member out'],
    ['a function', { day: { pattern: () => 'x' } }, 'got a function at /limits/day/pattern, expected plain JSON; give a value, or leave the member out'],
    ['a hole', { day: { enum: new Array(1) } }, 'got undefined at /limits/day/enum/0, expected plain JSON; give a value, or leave the member out'],
    ['a date', { day: { const: new Date(0) } }, 'got an object that is not plain at /limits/day/const, expected plain JSON, in which tokens stand for strings and numbers only; write the value out'],
    ['a token for an object', { day: Lazy.any({ produce: () => ({}) }) }, 'got an object that is not plain at /limits/day, expected plain JSON, in which tokens stand for strings and numbers only; write the value out'],
    ['a token for a list', { day: { enum: Lazy.list({ produce: () => ['a'] }) } }, 'got an object that is not plain at /limits/day/enum, expected plain JSON, in which tokens stand for strings and numbers only; write the value out'],
    ['what SSM refuses', { day: { const: '{{resolve:ssm:x}}' } }, 'got "{{resolve:ssm:x}}" at /limits/day/const, expected no {{, which SSM refuses in a parameter; write it another way'],
    ['what SSM refuses as a name', { day: { properties: { '{{': {} } } }, 'got "{{" at /limits/day/properties/{{, expected no {{, which SSM refuses in a parameter; write it another way'],
  ])('under limits that hold %s is refused', (_what, limits, message) => {
    let thrown = '';
    try {
      RunPermission.job('nightly', limits as Limits);
    } catch (error) {
      thrown = (error as Error).message;
    }
    expect(thrown.replace('permission to run the job nightly: ', '')).toEqual(message);
    expect(thrown).toMatch(/^permission to run the job nightly: /);
  });

  test('may name a job by a token, which a stack resolves', () => {
    expect(new Stack().resolve(RunPermission.job(Aws.STACK_NAME).name)).toEqual({ Ref: 'AWS::StackName' });
  });
});
