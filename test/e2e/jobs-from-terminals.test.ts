import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { PEOPLE } from '../../local/identity-provider/people';
import { SamplePipeline } from '../../local/sample-pipeline/pipeline';
import { startTestService, type TestService } from '../support/service';
import { StepFunctionsService } from '../support/step-functions/server';

const DOCUMENT = readFileSync(path.join(__dirname, '../../docs/starting-jobs.md'), 'utf8');
/** What stands in the document's blocks of that language. */
const blocks = (language: string): string[] => [...DOCUMENT.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text = '']) => text);

interface Ended { readonly code: number; readonly stdout: string; readonly stderr: string }

function bash(script: string, options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv }): Promise<Ended> {
  return new Promise((resolve) => {
    execFile('bash', ['-c', script], { ...options, timeout: 90_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
}

describe('the lines for curl', () => {
  let running: TestService;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'luigi-terminal-'));
    running = await startTestService();
    await new SamplePipeline(running.service).deliver('2026-01-31');
  });
  afterAll(async () => {
    await running?.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  /** The document's lines, with the address of this service. */
  const script = (...parts: string[]): string => `set -e\n${parts.join('\n').replace('http://127.0.0.1:8080', running.service.url)}`;

  test('sign in, list, start, wait, log, and end as the run ends, twice with the same key; then stop and redrive are answered', async () => {
    const [signIn = '', list = '', ours = '', start = '', change = ''] = blocks('sh');
    expect(blocks('sh')).toHaveLength(5);
    expect(PEOPLE.some(({ username, password }) => signIn.includes(`PERSON=${username} PASSWORD=${password}\n`))).toBe(true);
    const { code, stdout, stderr } = await bash(script(signIn, list, ours, start, 'echo; echo "first: $run"', start, 'echo; echo "second: $run"', change), { cwd: folder });
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('"jobs":[{"name":"daily-report"');
    expect(stdout).toContain('"properties":{"day"');
    expect(stdout).toContain('report.ShopReport');
    const [first, second] = [/^first: (.*)$/m, /^second: (.*)$/m].map((pattern) => pattern.exec(stdout)?.[1]);
    expect(first).toMatch(/^\/jobs\/shop-report\/runs\/[0-9a-f]{40}$/);
    expect(second).toBe(first);
    expect(stdout.match(/"code":"run-ended"/g)).toHaveLength(2);
    const records = running.decisions().filter((record) => record.method === 'start-run' && record.event === 'decision');
    expect(records.map(({ outcome, principal, statedReason }) => [outcome, principal, statedReason])).toEqual(Array.from({ length: 2 }, () => ['allow', 'user:ada@example.com', 'month end']));
  });

  test('a run that fails ends them so; each of the headers is needed', async () => {
    const [signIn = '', , ours = '', start = ''] = blocks('sh');
    // Nothing was delivered for that day
    const failing = await bash(script(signIn, ours, start.replaceAll('2026-01-31', '2026-01-30')), { cwd: folder });
    expect([failing.code, readFileSync(path.join(folder, 'state.json'), 'utf8')]).toEqual([1, expect.stringContaining('"state":"failed"')]);
    const headers = [...ours.matchAll(/ ?-H '([^:]+): [^']+'/g)];
    expect(headers).toHaveLength(5);
    for (const [option, name] of headers) {
      const { code, stdout } = await bash(script(signIn, ours.replace(option, ''), start.replaceAll('2026-01-31', '2026-01-29')), { cwd: folder });
      expect([name, code, stdout]).toEqual([name, 22, '']);
      expect(readFileSync(path.join(folder, 'state.json'), 'utf8')).toContain('"code":"origin-not-proved"');
    }
  });

  test.each([
    ['a value that the job does not take', (start: string) => start.replaceAll('"london"', '"paris"'), '"field":"parameters.shop"'],
    ['a job that is not there', (start: string) => start.replaceAll('/jobs/shop-report/runs"', '/jobs/no-report/runs"'), '"code":"no-such-job"'],
  ])('pasted into a terminal, a start that is refused waits for nothing, and says why: %s', async (_name, wrongly, told) => {
    const [signIn = '', , ours = '', start = ''] = blocks('sh');
    const { code, stdout, stderr } = await bash(script(signIn, ours, wrongly(start)).replace(/^set -e$/m, ''), { cwd: folder });
    expect([code, stdout, stderr]).toEqual([1, expect.stringContaining(told), expect.stringContaining('curl: (22)')]);
  });

  test('pasted into a terminal, waiting ends with the session', async () => {
    const [signIn = '', , ours = '', start = ''] = blocks('sh');
    const { code } = await bash(script(signIn, ours, start.replaceAll('2026-01-31', '2026-01-28').replace('sleep 2', ': > "$jar"; sleep 1')).replace(/^set -e$/m, ''), { cwd: folder });
    expect(code).toBe(1);
  });
});

describe('the workflow for GitHub Actions', () => {
  const [text = ''] = blocks('yaml');
  const workflow = parse(text, { strict: true });
  const [login, step] = workflow.jobs.report.steps;
  const MACHINE = 'arn:aws:states:eu-central-1:111122223333:stateMachine:luigi-luigi_daily-report';
  let folder: string;
  let aws: StepFunctionsService;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'luigi-ci-'));
    aws = await StepFunctionsService.start();
    // As much of the aws command as the script uses, by the SDK.
    writeFileSync(path.join(folder, 'aws'), `#!${process.execPath}
const { SFNClient, ...commands } = require(${JSON.stringify(require.resolve('@aws-sdk/client-sfn'))});
const [service, verb, ...rest] = process.argv.slice(2);
const options = {};
for (let at = 0; at < rest.length; at += 2) options[rest[at]] = rest[at + 1];
const { '--query': query, '--output': output, ...given } = options;
const camel = (name) => name.replace(/^--/, '').replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
const name = verb.replace(/(?:^|-)([a-z])/g, (_, letter) => letter.toUpperCase());
const client = new SFNClient({ maxAttempts: 3 });
if (service !== 'stepfunctions') throw new Error(service);
client.send(new commands[name + 'Command'](Object.fromEntries(Object.entries(given).map(([key, value]) => [camel(key), value])))).then((answer) => {
  if (query === 'status' && output === 'text') console.log(answer.status);
  else console.log(JSON.stringify(query === undefined ? answer : { status: answer.status, error: answer.error ?? null, cause: answer.cause ?? null }));
}, (error) => {
  console.error('\\nAn error occurred (' + error.name + ') when calling the ' + name + ' operation: ' + error.message);
  process.exit(254);
});
`, { mode: 0o755 });
  });
  afterEach(() => {
    aws.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** What GitHub makes of an expression that the workflow has. */
  const evaluated = (value: string, day: string): string => value
    .replace('${{ vars.LUIGI_STATE_MACHINE }}', MACHINE).replace('${{ github.run_id }}', '4711').replace('${{ toJSON(inputs.day) }}', () => JSON.stringify(day))
    .replace("${{ toJSON(format('github:{0}/{1}', github.repository, github.actor)) }}", '"github:acme/reports/ada"');
  function run(day = '2026-01-31'): Promise<Ended> {
    const env = Object.fromEntries(Object.entries(step.env as Record<string, string>).map(([name, value]) => [name, evaluated(value, day)]));
    expect(Object.values(env).join('')).not.toContain('${{');
    return bash(step.run, {
      cwd: folder, env: {
        PATH: `${folder}:${process.env.PATH}`, POLL_SECONDS: '0.2', AWS_ENDPOINT_URL: aws.endpoint, AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', ...env,
      },
    });
  }
  const SUCCEEDS = { QueryLanguage: 'JSONata', StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 1, Next: 'Done' }, Done: { Type: 'Succeed' } } };
  const FAILS = { QueryLanguage: 'JSONata', StartAt: 'No', States: { No: { Type: 'Fail', Error: 'Job.TwinRuns', Cause: 'runs already' } } };
  const executions = () => aws.executionsOf(MACHINE).length;

  test('asks for no more than it needs, and keeps what is typed out of the script', () => {
    expect(workflow.permissions).toEqual({ 'id-token': 'write' });
    expect(login.uses).toMatch(/^aws-actions\/configure-aws-credentials@v[0-9]+$/);
    expect(step.run).not.toContain('${{');
    expect(workflow.jobs.report['timeout-minutes']).toBeGreaterThan(0);
    expect(() => execFileSync('bash', ['-n', '-c', step.run])).not.toThrow();
    const policy = JSON.parse(blocks('json')[0] as string);
    expect(policy.Statement.map(({ Action }: { Action: unknown }) => Action).flat()).toEqual(['states:StartExecution', 'states:DescribeExecution', 'states:RedriveExecution']);
  });

  test('starts once, waits, and ends well; run again, it starts nothing', async () => {
    aws.create(MACHINE, SUCCEEDS, {});
    const first = await run();
    expect([first.code, first.stdout]).toEqual([0, expect.stringContaining('"SUCCEEDED"')]);
    expect(aws.calls.find(({ operation }) => operation === 'StartExecution')?.body).toEqual({
      stateMachineArn: MACHINE, name: 'github-4711', input: '{ "parameters": { "day": "2026-01-31" }, "reason": "workflow", "requestedBy": "github:acme/reports/ada" }',
    });
    const again = await run();
    expect([again.code, again.stdout, executions()]).toEqual([0, expect.stringContaining('an earlier attempt has started it'), 1]);
  });

  test('two at once are one execution', async () => {
    aws.create(MACHINE, SUCCEEDS, {});
    const both = await Promise.all([run(), run()]);
    expect([both.map(({ code }) => code), executions()]).toEqual([[0, 0], 1]);
  });

  test('ends badly where the run does, and says why; run again, it goes on with that run', async () => {
    aws.create(MACHINE, FAILS, {});
    const first = await run();
    expect([first.code, first.stdout]).toEqual([1, expect.stringContaining('"cause":"runs already"')]);
    const again = await run();
    expect([again.code, executions()]).toEqual([1, 1]);
    expect(aws.calls.map(({ operation }) => operation)).toContain('RedriveExecution');
  });

  test('ends badly where nothing can be started', async () => {
    const { code, stderr } = await run();
    expect([code, stderr]).toEqual([1, expect.stringContaining('StateMachineDoesNotExist')]);
  });

  test.each(['"; touch hacked; echo "', '$(touch hacked)', '", "requestedBy": "user:ceo', "'; touch hacked; '", '`touch hacked`', 'a\nb'])('a day of %j stays the value of a parameter', async (day) => {
    aws.create(MACHINE, SUCCEEDS, {});
    expect((await run(day)).code).toBe(0);
    const input = JSON.parse(String(aws.calls.find(({ operation }) => operation === 'StartExecution')?.body.input));
    expect(input).toEqual({ parameters: { day }, requestedBy: 'github:acme/reports/ada', reason: 'workflow' });
    expect(() => readFileSync(path.join(folder, 'hacked'))).toThrow('ENOENT');
  });
});
