import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { writeMachineSettings } from '../../local/demo/machine-settings';
import { SamplePipeline } from '../../local/sample-pipeline/pipeline';
import { ensure } from '../../local/setup/ensure';
import { DEMO_ROLES } from '../../local/token-issuer/demo-roles';
import { startTestService, type TestService } from '../support/service';

const DOCUMENT = readFileSync(path.join(__dirname, '../../docs/machines.md'), 'utf8');
/** What stands in the document's blocks of that language. */
const blocks = (language: string): string[] => [...DOCUMENT.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text = '']) => text);
const DAY = '2026-01-31';

interface Ended { readonly code: number; readonly stdout: string; readonly stderr: string }

describe('docs/machines.md', () => {
  let running: TestService;
  let folder: string;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    const tools = (await ensure(['aws-cli']))['aws-cli'];
    folder = mkdtempSync(path.join(tmpdir(), 'luigi-machines-'));
    running = await startTestService();
    await new SamplePipeline(running.service).deliver(DAY);
    writeMachineSettings(running.service);
    // As a new user has it: the AWS CLI, boto3 and requests, a home without settings, and no credentials.
    env = { PATH: `${path.join(tools, 'bin')}:${process.env.PATH}`, HOME: folder };
  });
  afterAll(async () => {
    await running?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A block as it stands there, but for where the service of this test is. */
  const here = (text: string): string => text.replaceAll('http://127.0.0.1:8080', running.service.url).replaceAll('http://127.0.0.1:8083', running.service.tokenIssuers.url)
    .replaceAll('.local/demo/', `${running.service.folder}/`);
  const bash = (script: string, more: NodeJS.ProcessEnv = {}): Promise<Ended> => new Promise((resolve) => {
    execFile('bash', ['-c', here(script)], { cwd: folder, env: { ...env, ...more }, timeout: 120_000 }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
    });
  });
  const [, first = '', settings = '', calls = '', start = '', api = '', lambda = '', partner = ''] = blocks('sh');
  const [script = '', handler = ''] = blocks('python');

  test('has the blocks that are tried here, and names every role of the demo', () => {
    expect([blocks('sh').length, blocks('python').length, blocks('yaml').length]).toEqual([8, 2, 1]);
    for (const { accessKeyId, arn } of DEMO_ROLES) expect(DOCUMENT).toContain(`| \`${accessKeyId}\` | \`${arn}\` |`);
  });

  test('the first call is that of the demo\'s own line', async () => {
    const { code, stdout } = await bash(first);
    expect([code, JSON.parse(stdout).jobs.map(({ name }: { name: string }) => name)]).toEqual([0, ['daily-report', 'shop-report']]);
    const welcome = readFileSync(path.join(__dirname, '../../local/demo/welcome.ts'), 'utf8');
    expect(welcome).toContain('curl -H "Authorization: Bearer $(curl -s ${service.tokenIssuers.url}/token)"');
  });

  test('with the AWS CLI: whoami, jobs, a start that is waited for, twice with the same key, and Luigi\'s own API', async () => {
    const { code, stdout, stderr } = await bash(['set -e', settings, calls, start, 'echo; echo "first: $run"', start, 'echo; echo "second: $run"', api].join('\n'));
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('"principal": "role:arn:aws:iam::111122223333:role/ci/nightly"');
    expect(stdout).toContain('"jobs":[{"name":"daily-report"');
    const [one, two] = [/^first: (.*)$/m, /^second: (.*)$/m].map((pattern) => pattern.exec(stdout)?.[1]);
    expect(one).toMatch(/^\/jobs\/shop-report\/runs\/[0-9a-f]{40}$/);
    expect(two).toBe(one);
    expect(stdout).toContain('"report.ShopReport"');
  });

  test('pasted into a terminal, a start that is refused waits for nothing, and says why', async () => {
    const { code, stdout } = await bash([settings, calls, start.replaceAll('"london"', '"paris"')].join('\n'));
    expect([code, stdout]).toEqual([1, expect.stringContaining('"field":"parameters.shop"')]);
  });

  test('the script in Python starts, waits, and ends as the run ends', async () => {
    writeFileSync(path.join(folder, 'start_report.py'), script);
    const command = /: (python start_report\.py [^"]+)"""/.exec(script)?.[1] as string;
    expect(await bash(`${settings}\n${command}`)).toEqual({ code: 0, stdout: expect.stringMatching(/^succeeded http:\S+\/jobs\/shop-report\/runs\/[0-9a-f]{40}\n$/), stderr: '' });
    expect(await bash(`${settings}\n${command.replace(DAY, '2026-01-30')}`)).toEqual({ code: 1, stdout: expect.stringMatching(/^failed http:\S+\n$/), stderr: '' });
    const refused = await bash(`${settings}\n${command.replace('london', 'paris')}`);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('"code":"invalid-parameters"')]);
    const stranger = await bash(`${settings}\nexport AWS_ACCESS_KEY_ID=stranger\n${command}`);
    expect([stranger.code, stranger.stderr]).toEqual([1, expect.stringContaining('"code":"token-role"')]);
  });

  test('the Lambda function starts its job, once for an event, and fails where it may not', async () => {
    writeFileSync(path.join(folder, 'lambda_function.py'), handler);
    const one = await bash(`${settings}\n${lambda}`);
    expect(one).toEqual({ code: 0, stdout: expect.stringMatching(/^\{'run': '\/jobs\/shop-report\/runs\/[0-9a-f]{40}'\}\n$/), stderr: '' });
    expect((await bash(`${settings}\n${lambda}`)).stdout).toBe(one.stdout);
    const record = await running.decision(({ principal }) => principal === 'role:arn:aws:iam::111122223333:role/order-events');
    expect(record).toMatchObject({ mapping: 'order-events', job: 'shop-report' });
    const refused = await bash(`${settings}\n${lambda.replace('AWS_ACCESS_KEY_ID=order-events', 'AWS_ACCESS_KEY_ID=idle')}`);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('RuntimeError: luigi answered 404')]);
  });

  test('a role of another account calls by its own issuer', async () => {
    const { code, stdout } = await bash(['set -e', settings, calls.split('\n\n')[0], partner].join('\n'));
    expect([code, JSON.parse(stdout).principal]).toEqual([0, 'role:arn:aws:iam::444455556666:role/partner']);
    const unnamed = await bash(['set -e', settings, calls.split('\n\n')[0], partner.replace("-H 'X-Luigi-Issuer: partner' ", '')].join('\n'));
    expect([unnamed.code, unnamed.stdout]).toEqual([22, expect.stringContaining('401 Unauthorized')]);
  });

  test('what a token says is seen as the table tells', async () => {
    const line = /look into the token: `([^`]+)`/.exec(DOCUMENT)?.[1]?.replaceAll('\\|', '|') as string;
    expect((await bash([settings, calls.split('\n\n')[0], line].join('\n'))).stdout).toContain('"sub":"arn:aws:iam::111122223333:role/ci/nightly"');
  });

  test('a caller is told why, as the table tells', async () => {
    const line = /`(luigi "\$LUIGI\/access\/explain[^`]+)`/.exec(DOCUMENT)?.[1] as string;
    expect((await bash([settings, calls.split('\n\n')[0], line].join('\n'))).stdout).toContain('"mapping": "pipelines"');
  });

  describe('the workflow', () => {
    const workflow = parse(blocks('yaml')[0] ?? '', { strict: true });
    const [step] = workflow.jobs.report.steps;
    const run = (id: string, { day = DAY, attempt = 1, url = '' } = {}): Promise<Ended> => bash(`${settings}\n${step.run}`, {
      DAY: day, GITHUB_RUN_ID: id, GITHUB_RUN_ATTEMPT: String(attempt), POLL_SECONDS: '0.5', ...(url === '' ? {} : { LUIGI: url }),
    });

    test('asks for no more than it needs, and keeps what is typed out of the script', () => {
      expect(workflow.permissions).toEqual({ 'id-token': 'write' });
      expect(step.run).not.toContain('${{');
      expect(step.env).toEqual({ LUIGI: '${{ vars.LUIGI_URL }}', DAY: '${{ inputs.day }}' });
      expect(workflow.jobs.report['timeout-minutes']).toBeGreaterThan(0);
      expect(() => execFileSync('bash', ['-n', '-c', step.run])).not.toThrow();
    });

    test('starts once, waits, and ends well; run again, it starts nothing', async () => {
      const [one, again] = [await run('4711'), await run('4711', { attempt: 2 })];
      expect([one.code, one.stderr, again.code]).toEqual([0, '', 0]);
      const id = (text: string) => (/"id": "([0-9a-f]{40})"/.exec(text) as RegExpExecArray)[1];
      expect(id(again.stdout)).toBe(id(one.stdout));
      const starts = running.decisions().filter(({ principal, method, event }) => principal?.startsWith('claim:github/') && method === 'start-run' && event === 'decision');
      expect(starts.map(({ outcome, mapping, principal }) => [outcome, mapping, principal]))
        .toEqual(Array.from({ length: 2 }, () => ['allow', 'pipelines', 'claim:github/sub=repo:acme/reports:ref:refs/heads/main']));
    });

    test('ends badly where the run does; run again, it goes on with that run', async () => {
      const one = await run('4712', { day: '2026-01-29' });
      expect([one.code, one.stdout]).toEqual([1, expect.stringContaining('"state": "failed"')]);
      const again = await run('4712', { day: '2026-01-29', attempt: 2 });
      expect(again.code).toBe(1);
      expect(running.decisions().filter(({ method, outcome, event, principal }) => method === 'redrive-run' && outcome === 'allow' && event === 'decision' && principal?.startsWith('claim:github/'))).toHaveLength(1);
    });

    test('ends badly, and says why, where it is refused', async () => {
      const { code, stdout } = await run('4713', { day: 'yesterday' });
      expect([code, stdout]).toEqual([1, expect.stringContaining('"code":"invalid-parameters"')]);
    });

    test.each(['"; touch hacked; echo "', '$(touch hacked)', '`touch hacked`', '", "shop": "berlin'])('a day of %j stays the value of a parameter', async (day) => {
      expect((await run('4714', { day })).stdout).toContain('"field":"parameters.day"');
      expect(() => readFileSync(path.join(folder, 'hacked'))).toThrow('ENOENT');
    });
  });
});
