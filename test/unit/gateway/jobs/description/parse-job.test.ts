import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DocumentError } from '../../../../../images/gateway/src/documents/document-error';
import { parseJob } from '../../../../../images/gateway/src/jobs/description/parse-job';

const DOCUMENT = { version: 1, category: 'reports', family: 'report.Daily' };
const withParameters = (properties: object, required: string[] = []) =>
  ({ ...DOCUMENT, parameters: { type: 'object', additionalProperties: false, required, properties } });

function refusal(document: unknown, name = 'report'): string | undefined {
  try {
    parseJob(name, typeof document === 'string' ? document : JSON.stringify(document));
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(DocumentError);
    return (error as Error).message;
  }
}

describe('a document of a job', () => {
  test('needs no more than category and family', () => {
    expect(parseJob('report', JSON.stringify(DOCUMENT))).toMatchObject({
      name: 'report', category: 'reports', family: 'report.Daily', reasonRequired: false, maxConcurrentRuns: 1, required: [],
    });
  });

  test('the demo\'s are valid', () => {
    const folder = path.join(__dirname, '../../../../../local/jobs/documents');
    const files = readdirSync(folder);
    expect(files.map((file) => refusal(readFileSync(path.join(folder, file), 'utf8'), file.replace('.json', '')))).toEqual(files.map(() => undefined));
  });

  test('can not give a parameter called constructor a prototype\'s', () => {
    expect(parseJob('report', JSON.stringify(DOCUMENT)).parameters.constructor).toBeUndefined();
  });

  test.each([
    ['a default beyond the limits', withParameters({ n: { type: 'integer', maximum: 3, default: 4 } }),
      'job "report" at /parameters/properties/n/default: got 4, expected a value that the parameter itself takes; mend the default, or the limits'],
    ['a default that can not be seen', withParameters({ t: { type: 'string', maxLength: 9, default: 'a\u202eb' } }),
      'job "report" at /parameters/properties/t/default: got "a\\u202eb", expected a value that the parameter itself takes; mend the default, or the limits'],
    ['a required parameter that is not described', withParameters({}, ['day']),
      'job "report" at /parameters/required: got "day", expected names of its parameters only; describe it under properties, or remove it'],
    ['a member twice', '{"version":1,"version":1,"category":"a","family":"b"}', 'job "report" at /version: got this member twice, expected it once; remove one of the two'],
    ['a family that would be a flag', { ...DOCUMENT, family: '--module' },
      'job "report" at /family: got "--module", expected Family of the Luigi task that it runs; write it so'],
  ])('%s makes it invalid', (_what, document, message) => {
    expect(refusal(document)).toBe(message);
  });

  test.each([
    ['a pattern that is none', withParameters({ t: { type: 'string', maxLength: 9, pattern: '(' } })],
    ['a command', { ...DOCUMENT, command: ['sh'] }], ['a module', { ...DOCUMENT, module: 'os' }],
    ['a parameter of no known kind', withParameters({ t: { type: 'object' } })],
    ['text without end', withParameters({ t: { type: 'string' } })],
    ['a parameter that would be a flag', withParameters({ '-x': { type: 'boolean' } })],
    ['too many bytes', `${JSON.stringify(DOCUMENT)}${' '.repeat(9000)}`], ['no JSON', '{'],
  ])('%s makes it invalid too', (_what, document) => {
    expect(refusal(document)).toMatch(/^job "report"/);
  });

  test.each(['Report', '../x', 'a b', '', 'a'.repeat(65)])('can not be called %p', (name) => {
    expect(refusal(DOCUMENT, name)).toContain('rename it');
  });
});
