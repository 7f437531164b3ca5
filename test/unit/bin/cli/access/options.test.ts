import fc from 'fast-check';
import { accessOptions } from '../../../../../bin/cli/access/options';
import { MisuseError } from '../../../../../bin/cli/misuse';

const problem = (...args: string[]): string => {
  try {
    accessOptions(args);
  } catch (error) {
    if (error instanceof MisuseError) return error.message.split('\n')[0] ?? '';
    throw error;
  }
  throw new Error('got no error, expected one');
};

test.each<[string[], object]>([
  [['lint', 'access'], { subcommand: 'lint', place: { kind: 'folder', path: 'access' }, format: 'text', strict: false }],
  [['lint', '--strict', '--format=json', '--jobs', 'jobs', 'access'], { subcommand: 'lint', place: { kind: 'folder', path: 'access' }, jobs: 'jobs', format: 'json', strict: true }],
  [['lint', '--service', 'etl', 'cdk.out'], { subcommand: 'lint', place: { kind: 'folder', path: 'cdk.out' }, service: 'etl', format: 'text', strict: false }],
  [['matrix', 'ssm:/luigi/etl', '--format', 'csv'], { subcommand: 'matrix', place: { kind: 'ssm', service: 'etl' }, format: 'csv' }],
  [['explain', '--as', 'user:ada', '--as', 'group:x', '--as', 'group:x', '--view', 'etl.A', 'access'], { subcommand: 'explain', place: { kind: 'folder', path: 'access' }, format: 'text', as: ['user:ada', 'group:x'], question: { action: 'view', family: 'etl.A' } }],
  [['explain', '--as=client:okta/0oa1', '--job', 'daily', '--parameters', '{"day":1}', '--expect', 'refused', 'access'], { subcommand: 'explain', place: { kind: 'folder', path: 'access' }, format: 'text', as: ['client:okta/0oa1'], question: { action: 'run', job: 'daily', parameters: { day: 1 } }, expect: 'refused' }],
  [['test', '--cases', 'cases.json', 'access'], { subcommand: 'test', place: { kind: 'folder', path: 'access' }, format: 'text', cases: 'cases.json' }],
])('%j is understood', (args, expected) => {
  expect(accessOptions(args)).toEqual(expected);
});

test.each<[string[], string]>([
  [[], 'got nothing to do, expected one of lint, matrix, explain, test'],
  [['check'], 'got "check", expected one of lint, matrix, explain, test'],
  [['lint'], 'got no place, expected a folder with access mappings or ssm:/luigi/<service>'],
  [['lint', 'a', 'b'], 'got "b" besides, expected one folder or one ssm:/luigi/<service>'],
  [['lint', 'ssm:/luigi/etl/access'], 'got "ssm:/luigi/etl/access", expected ssm:/luigi/<service> with the service\'s name: its mappings, jobs and who is shut out are found below'],
  [['lint', 'ssm:/other/etl'], 'got "ssm:/other/etl", expected ssm:/luigi/<service> with the service\'s name: its mappings, jobs and who is shut out are found below'],
  [['lint', '--jobs', 'x', 'ssm:/luigi/etl'], '--jobs: got "x", expected a folder of jobs beside a folder of mappings: of ssm:/luigi/<service> the jobs are known'],
  [['lint', '--service', 'x', 'ssm:/luigi/etl'], '--service: got "x", expected the name of a service, beside a cloud assembly: ssm:/luigi/<service> names it'],
  [['matrix', '--service', '', 'cdk.out'], '--service: got "", expected the name of a service, beside a cloud assembly: ssm:/luigi/<service> names it'],
  [['lint', '--format', 'markdown', 'a'], '--format: got "markdown", expected one of text, json'],
  [['matrix', '--format', 'yaml', 'a'], '--format: got "yaml", expected one of text, markdown, json, csv'],
  [['explain', '--view', 'x', 'a'], 'got nobody, expected at least one principal, such as user:ada@example.com or group:analysts'],
  [['explain', '--as', 'ada', '--view', 'x', 'a'], 'got the principal "ada", expected group:<name>, user:<name>, role:<ARN>, client:<issuer>/<id> or claim:<issuer>/<claim>=<value>, as /whoami shows them'],
  [['explain', '--as', 'role:arn:aws:iam::111122223333:role/ci/*', '--view', 'x', 'a'], 'got the principal "role:arn:aws:iam::111122223333:role/ci/*", which stands for many roles, expected the ARN of one: nobody calls as a path'],
  [['explain', '--as', 'group:x', 'a'], 'got none of view, operate and job, expected exactly one'],
  [['explain', '--as', 'group:x', '--view', 'x', '--job', 'y', 'a'], 'got several of view, operate and job, expected exactly one'],
  [['explain', '--as', 'group:x', '--view', 'etl*', 'a'], 'got the family "etl*", expected a family (etl.Report), a namespace (etl.*) or *'],
  [['explain', '--as', 'group:x', '--job', 'Daily', 'a'], 'got the job "Daily", expected lower-case letters, digits and inner hyphens'],
  [['explain', '--as', 'group:x', '--view', 'x', '--parameters', '{}', 'a'], 'got parameters without a job, expected both'],
  [['explain', '--as', 'group:x', '--job', 'x', '--parameters', 'day=1', 'a'], 'got "day=1", expected a JSON object such as {"day":"2026-01-31"}, in single quotes for the shell'],
  [['explain', '--as', 'group:x', '--job', 'x', '--parameters', '[1]', 'a'], 'got "[1]", expected a JSON object such as {"day":"2026-01-31"}'],
  [['explain', '--as', 'group:x', '--job', 'x', '--parameters', '{"a":1,"a":2}', 'a'], 'got "/a" twice, expected it once'],
  [['explain', '--as', 'group:x', '--view', 'x', '--view', 'y', 'a'], '--view: got it twice, expected it once'],
  [['explain', '--as', 'group:x', '--view', 'x', '--expect', 'yes', 'a'], '--expect: got "yes", expected one of allowed, refused'],
  [['test', 'a'], 'got no --cases, expected a file with questions and the answers that are expected'],
])('%j is told to be wrong', (args, message) => {
  expect(problem(...args)).toBe(message);
});

test('whatever is given is read or told to be wrong, and nothing else', () => {
  const word = fc.oneof(fc.string(), fc.json(), fc.constantFrom('lint', 'matrix', 'explain', 'test', '--as', 'group:x', '--view', '--job', '--parameters', '--cases', '--format', '--expect', '--strict', '--', '__proto__', 'ssm:/luigi/etl'));
  fc.assert(fc.property(fc.array(word, { maxLength: 8 }), (args) => {
    try {
      const options = accessOptions(args);
      if (options.subcommand === 'explain') expect(options.as.length).toBeGreaterThan(0);
    } catch (error) {
      expect(error).toBeInstanceOf(MisuseError);
    }
  }), { numRuns: 1000 });
});

test('parameters arrive as they were written, whatever names they have', () => {
  const values = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(fc.property(values, (parameters) => {
    const text = JSON.stringify(parameters);
    expect(accessOptions(['explain', '--as', 'group:x', '--job', 'daily', `--parameters=${text}`, 'a'])).toMatchObject({ question: { parameters: JSON.parse(text) as object } });
  }));
});
