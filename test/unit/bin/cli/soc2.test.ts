import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import { CfnListener } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { commandLine, type CommandLine } from '../../../support/command-line';

const RULE = 'Soc2-CC6.1-ListenerRequiresLogin';
const SHUT = { Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } };
const OPEN = { Type: 'forward', TargetGroupArn: 'arn' };
const template = (...actions: readonly object[]): object => ({
  Resources: Object.fromEntries(actions.map((action, index) => [`Listener${index}`, {
    Type: 'AWS::ElasticLoadBalancingV2::Listener',
    Properties: { LoadBalancerArn: 'arn', Protocol: 'HTTPS', Port: 443, Certificates: [{ CertificateArn: 'arn' }], DefaultActions: [action] },
  }])),
});
const YAML = `AWSTemplateFormatVersion: 2010-09-09
Parameters:
  Login:
    Type: String
Conditions:
  HasLogin: !Not [!Equals [!Ref Login, '']]
Resources:
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !GetAtt Balancer.LoadBalancerArn
      Protocol: HTTPS
      Port: 443
      DefaultActions: !If
        - HasLogin
        - - Type: authenticate-oidc
            Order: 1
            AuthenticateOidcConfig:
              Issuer: !Sub 'https://\${Login}'
              AuthorizationEndpoint: !Join ['', ['https://', !Ref Login, '/a']]
              TokenEndpoint: !Sub ['https://\${Host}/t', { Host: !Ref Login }]
              UserInfoEndpoint: https://example.com/u
              ClientId: id
              ClientSecret: '{{resolve:secretsmanager:x}}'
              SessionTimeout: 3600
          - Type: forward
            Order: 2
            TargetGroupArn: arn
        - - Type: forward
            TargetGroupArn: arn
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Subnets: [a, b]
`;

interface JsonReport {
  readonly findings: Record<string, unknown>[];
  readonly summary: Record<string, number>;
  readonly refusals: unknown[];
  readonly unusedAcknowledgements: unknown[];
}

let line: CommandLine;
beforeAll(async () => {
  line = await commandLine();
  line.write('open.json', template(SHUT, OPEN));
  line.write('shut.json', template(SHUT));
  line.write('open.yaml', YAML);
});
afterAll(() => { line.remove(); });

describe('npx cdk-lighttpd-luigi', () => {
  test('tells its commands, and what each takes', () => {
    expect(line.call('--help')).toMatchObject({ status: 0, stdout: expect.stringMatching(/^usage: .*\n[^]*soc2 {5}checks templates/) as string, stderr: '' });
    expect(line.call('soc2', '--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('--acknowledgements FILE') as string });
  });

  test.each(['access', 'doctor'])('tells of %s on lines of 80 columns', (command) => {
    const { status, stdout } = line.call(command, '--help');
    expect(status).toBe(0);
    expect(line.call('--help').stdout).toMatch(new RegExp(`^  ${command} +\\S`, 'm'));
    expect(`${line.call('--help').stdout}${stdout}`.split('\n').filter((each) => each.length > 80)).toEqual([]);
  });

  test('explains access as it is published, with the gateway\'s parser and AWS\'s client in it', () => {
    line.write('access/analysts.json', { version: 1, principals: ['group:analysts'], grants: { view: ['report.*'] } });
    expect(line.call('access', 'lint', 'access')).toMatchObject({ status: 0, stdout: expect.stringContaining('1 mapping, jobs unknown: 0 errors, 0 warnings\n') as string, stderr: '' });
    expect(line.call('access', 'explain', '--as', 'group:analysts', '--view', 'etl.A', 'access')).toMatchObject({ status: 3, stderr: '' });
  });

  test('looks at a service as it is published', () => {
    expect(line.call('doctor', '--insecure-loopback', 'http://127.0.0.1:1')).toMatchObject({ status: 1, stdout: expect.stringContaining('FAIL  reach: port 1 of 127.0.0.1: nobody listens there (ECONNREFUSED)') as string, stderr: '' });
  });

  test.each([
    [[], 'got no command, expected one of access, doctor, soc2'],
    [['sox2'], 'got the command "sox2", expected one of access, doctor, soc2'],
    [['access'], 'cdk-lighttpd-luigi access: got nothing to do, expected one of lint, matrix, explain, test'],
    [['access', 'lint', 'nowhere'], 'nowhere: got nothing of that name, expected a folder'],
    [['doctor', 'http://luigi.example.com'], 'cdk-lighttpd-luigi doctor: got plain http'],
    [['soc2'], 'cdk-lighttpd-luigi soc2: got no template, expected files of JSON or YAML or folders of cloud assemblies'],
    [['soc2', '--frmat', 'json', 'x'], "Unknown option '--frmat'"],
    [['soc2', '--format', 'xml', 'x'], '--format: got "xml", expected one of text, json, sarif'],
    [['soc2', '--session-hours', 'ten', 'x'], '--session-hours: got "ten", expected a whole number'],
    [['soc2', '--criteria', 'CC6.1,CC66', 'x'], 'criteria: got "CC66", expected one of'],
    [['soc2', '--warnings', 'Soc2-CC6.1-ListenerRequireLogin', 'x'], `nearest: ${RULE}`],
    [['soc2', '--acknowledgements', 'none.json', 'shut.json'], 'none.json: ENOENT'],
  ])('called with %j ends with 2 and says why', (args, message) => {
    const { status, stdout, stderr } = line.call(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('npx cdk-lighttpd-luigi soc2', () => {
  const only = ['--criteria', 'CC6.1'];
  const json = (...args: readonly string[]) => {
    const { status, stdout, stderr } = line.call('soc2', '--format', 'json', ...args);
    return { status, stderr, report: JSON.parse(stdout) as JsonReport };
  };
  const ids = (findings: readonly Record<string, unknown>[]) => findings.map(({ file, logicalId, finding, status }) => `${String(file)} ${String(logicalId)} ${String(finding)} ${String(status)}`);

  test('ends with 0 where nothing is found', () => {
    expect(line.call('soc2', ...only, 'shut.json')).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('1 template, 1 resource: 0 errors, 0 warnings') as string });
  });

  test('ends with 1 where something is, and says where', () => {
    const { status, stdout } = line.call('soc2', ...only, 'open.json');
    expect(status).toBe(1);
    expect(stdout).toContain(`open.json:24: error ${RULE}\n  Listener1 (AWS::ElasticLoadBalancingV2::Listener)\n`);
    expect(JSON.parse(readFileSync(join(line.folder, 'open.json'), 'utf8'))).toHaveProperty('Resources.Listener1');
    expect(readFileSync(join(line.folder, 'open.json'), 'utf8').split('\n')[23]).toContain('"Listener1"');
  });

  test('reads YAML with short forms: every case of its conditions counts', () => {
    const { status, report } = json(...only, 'open.yaml');
    expect(status).toBe(1);
    expect(ids(report.findings)).toContain(`open.yaml Listener ${RULE} failed`);
    expect(report.findings.find(({ rule }) => rule === RULE)).toMatchObject({ line: YAML.split('\n').indexOf('  Listener:') + 1 });
  });

  test('reads a template of YAML that CloudFormation handed out within JSON', () => {
    line.write('deployed.json', JSON.stringify(YAML));
    expect(ids(json(...only, 'deployed.json').report.findings)).toContain(`deployed.json Listener ${RULE} failed`);
  });

  test('ends with 0 where all that is found only warns', () => {
    expect(line.call('soc2', ...only, '--warnings', 'CC6.1', 'open.json')).toMatchObject({ status: 0, stdout: expect.stringContaining(`warning ${RULE}`) as string });
  });

  test('takes answers from a file, and says which answer nothing', () => {
    line.write('answers.yaml', `acknowledgements:
  - { finding: ${RULE}, resource: Listener1, template: open.json, reason: a public page }
  - { finding: ${RULE}, resource: Gone, reason: was once }
`);
    const { status, stderr, report } = json(...only, '--acknowledgements', 'answers.yaml', 'open.json');
    expect(status).toBe(0);
    expect(report.findings).toMatchObject([{ finding: RULE, status: 'acknowledged', reason: 'a public page' }]);
    expect(report.unusedAcknowledgements).toEqual([{ finding: RULE, resource: 'Gone', reason: 'was once' }]);
    expect(stderr).toContain(`answers.yaml: ${RULE} at Gone was not found: take the answer out`);
  });

  test.each([
    [{ answers: [] }, 'got no list "acknowledgements"'],
    [{ acknowledgements: [{ finding: RULE, resource: 'X' }] }, 'acknowledgements[0].reason: got undefined, expected a text'],
    [{ acknowledgements: [{ finding: RULE, resource: 'X', reason: 'y', because: 'z' }] }, 'acknowledgements[0]: got "because", expected only finding, resource, template, reason'],
    [{ acknowledgements: [{ finding: `${RULE}s[x]`, resource: 'X', reason: 'y' }] }, `acknowledgements[0].finding: got "${RULE}s[x]", expected the id of a finding as reports have it; nearest: ${RULE}`],
  ])('refuses the answers %j', (answers, message) => {
    line.write('bad.json', answers);
    expect(line.call('soc2', '--acknowledgements', 'bad.json', 'shut.json')).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining(`bad.json: ${message}`) as string });
  });

  test('ends with 2 where something can not be read, and still checks the rest', () => {
    line.write('sam.yaml', 'Transform: AWS::Serverless-2016-10-31\nResources: {}\n');
    line.write('each.json', { Transform: 'AWS::LanguageExtensions', Resources: { 'Fn::ForEach::Buckets': ['B', ['x'], {}] } });
    line.write('odd.json', { Resources: { Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Foo': 'x' } } } } });
    line.write('half.json', { Resources: { R: { Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: { Port: 'many' } } } });
    line.write('tag.yaml', 'Resources:\n  Q:\n    Type: !Wat AWS::SQS::Queue\n');
    line.write('broken.json', '{"Resources": {');
    line.write('list.yaml', '- 1\n');
    const { status, report, stderr } = json(...only, 'sam.yaml', 'each.json', 'odd.json', 'half.json', 'tag.yaml', 'broken.json', 'list.yaml', 'missing.json', 'open.json');
    expect(status).toBe(2);
    expect(ids(report.findings)).toEqual([`open.json Listener1 ${RULE} failed`]);
    const cause = (file: string) => expect.objectContaining({ file, cause: expect.any(String) as string }) as unknown;
    expect(report.refusals).toHaveLength(8);
    expect(report.refusals).toEqual(expect.arrayContaining(['sam.yaml', 'each.json', 'odd.json', 'half.json', 'tag.yaml', 'broken.json', 'list.yaml', 'missing.json'].map(cause)));
    expect(stderr).toContain('sam.yaml: can\'t be checked: got the transform "AWS::Serverless-2016-10-31"');
    expect(stderr).toContain('each.json: can\'t be checked: got "Fn::ForEach::Buckets" in Resources');
    expect(stderr).toMatch(/odd\.json: can't be checked: .*Fn::Foo/);
    expect(stderr).toMatch(/half\.json: can't be checked: .*\b(?:Port|loadBalancerArn|defaultActions|DefaultActions)\b/);
    expect(stderr).toMatch(/tag\.yaml: can't be checked: .*!Wat.* line 3/);
    expect(stderr).toContain('list.yaml: can\'t be checked: got no Resources');
  });

  test('looks at several templates as one estate: what one exports, another may import', () => {
    line.write('stacks/balancer.json', {
      Resources: { Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Scheme: 'internet-facing', Subnets: ['a', 'b'] } } },
      Outputs: { Arn: { Value: { Ref: 'Balancer' }, Export: { Name: 'balancer' } } },
    });
    line.write('stacks/acl.json', {
      Resources: { Association: { Type: 'AWS::WAFv2::WebACLAssociation', Properties: { ResourceArn: { 'Fn::ImportValue': 'balancer' }, WebACLArn: 'arn:aws:wafv2:x' } } },
    });
    const withoutAcl = (report: { findings: Record<string, unknown>[] }) => report.findings.filter(({ rule }) => rule === 'Soc2-CC6.1-LoadBalancerHasWebAcl').map(({ file }) => file);
    expect(withoutAcl(json(...only, './stacks/balancer.json').report)).toEqual(['stacks/balancer.json']);
    expect(withoutAcl(json(...only, 'stacks/acl.json', 'stacks/balancer.json').report)).toEqual([]);
  });

  test('reads a cloud assembly with stages and nested stacks, paths and acknowledgements of the app', () => {
    const app = new App({ outdir: join(line.folder, 'cdk.out'), analyticsReporting: false });
    const listener = (stack: Stack, id: string) => new CfnListener(stack, id, { loadBalancerArn: 'arn', protocol: 'HTTPS', port: 443, certificates: [{ certificateArn: 'arn' }], defaultActions: [{ type: 'forward', targetGroupArn: 'arn' }] });
    const top = new Stack(app, 'Top');
    listener(new NestedStack(top, 'Nested'), 'Inner');
    Validations.of(listener(new Stack(new Stage(app, 'Prod'), 'Stack'), 'Answered')).acknowledge({ id: RULE, reason: 'said in the app' });
    app.synth();
    const { status, report } = json(...only, 'cdk.out/');
    expect(status).toBe(1);
    const found = report.findings.filter(({ rule }) => rule === RULE);
    expect(found).toMatchObject([
      { file: expect.stringMatching(/^cdk\.out\/TopNested.*\.nested\.template\.json$/) as string, path: 'Top/Nested/Inner', status: 'failed' },
      { file: expect.stringMatching(/^cdk\.out\/assembly-Prod\/.*\.template\.json$/) as string, path: 'Prod/Stack/Answered', status: 'acknowledged', reason: 'said in the app' },
    ]);
  });

  test('a folder that is no cloud assembly is refused', () => {
    line.write('folder/readme.txt', 'x');
    expect(line.call('soc2', 'folder')).toMatchObject({ status: 2, stderr: expect.stringContaining('folder has no manifest.json') as string });
  });

  test('writes SARIF for code scanning, into a file', () => {
    expect(line.call('soc2', ...only, '--format', 'sarif', '--output', 'found.sarif', 'open.json')).toEqual({ status: 1, stdout: '', stderr: '' });
    const sarif = JSON.parse(readFileSync(join(line.folder, 'found.sarif'), 'utf8')) as { version: string; runs: { tool: { driver: { rules: { id: string }[] } }; results: { ruleId: string; ruleIndex: number }[] }[] };
    expect(sarif.version).toBe('2.1.0');
    const [run] = sarif.runs;
    expect(run?.results).toMatchObject([{
      ruleId: RULE, level: 'error', message: { text: expect.stringContaining('Listener1') as string },
      locations: [{ physicalLocation: { artifactLocation: { uri: 'open.json' }, region: { startLine: 24 } } }],
    }]);
    for (const { ruleId, ruleIndex } of run?.results ?? []) expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });
});
