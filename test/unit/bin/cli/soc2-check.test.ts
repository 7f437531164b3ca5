import { check, type CheckResult } from '../../../../bin/cli/soc2/check';
import { parseFile } from '../../../../bin/cli/soc2/read-template';
import { asSarif } from '../../../../bin/cli/soc2/report/sarif';
import { asText } from '../../../../bin/cli/soc2/report/text';
import type { Source } from '../../../../bin/cli/soc2/source';
import { Profile } from '../../../../lib/compliance/soc2/profile';
import { TrustServicesCriterion } from '../../../../lib/compliance/trust-services-criterion';

const RULE = 'Soc2-CC6.2-UserPoolRequiresMfa';
const PASSWORDS = 'Soc2-CC6.2-UserPoolPasswordPolicy';
const { CC6_2 } = TrustServicesCriterion;

/** Two user pools without a second factor and with strong passwords, in an app's stack. */
function source(over: Partial<Source> = {}): Source {
  const pool = { Type: 'AWS::Cognito::UserPool', Properties: { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true }, Policies: { PasswordPolicy: { MinimumLength: 15 } } } };
  return {
    file: 'out/app.json', body: { Resources: { Web: pool, WebApp: pool } }, environment: {}, acknowledged: [], nested: new Map(), lineOf: () => undefined,
    constructPaths: new Map([['Web', 'App/Web/Pool'], ['WebApp', 'App/WebApp/Pool']]), ...over,
  };
}

const profile = (warnings: string[] = []): Profile => new Profile({ criteria: [CC6_2], warnings });
const openOf = ({ findings }: CheckResult): string[] => findings.filter(({ status }) => status === 'failed').map(({ logicalId }) => logicalId);

describe('an answer of a file is to', () => {
  test.each<[string, { resource: string; template?: string }, string[]]>([
    ['a resource by its logical id', { resource: 'Web' }, ['WebApp']],
    ['a resource by its path', { resource: 'App/Web/Pool' }, ['WebApp']],
    ['all below a construct, and not to what is called alike', { resource: 'App/Web' }, ['WebApp']],
    ['all of a stack', { resource: 'App' }, []],
    ['a template by the end of its path', { resource: 'App', template: 'app.json' }, []],
    ['no other template whose name ends so', { resource: 'App', template: 'pp.json' }, ['Web', 'WebApp']],
  ])('%s', (_what, where, open) => {
    expect(openOf(check([source()], profile(), [{ finding: RULE, reason: 'machines only', ...where }]))).toEqual(open);
  });

  test('nothing, where only another of the same words is to something', () => {
    const [used, unused] = ['App', 'Gone'].map((resource) => ({ finding: RULE, resource, reason: 'machines only' }));

    expect(check([source()], profile(), [used!, unused!]).unusedAcknowledgements).toEqual([unused]);
  });
});

test.each([['App/Web/Pool', ['WebApp']], ['App/Web', ['WebApp']], ['App', []], ['', []], ['Ap', ['Web', 'WebApp']]])('what an app acknowledges at %j holds below it', (path, open) => {
  expect(openOf(check([source({ acknowledged: [{ path, id: RULE, reason: 'machines only' }] })], profile(), []))).toEqual(open);
});

test('a template is refused whose nested stack does not show its resources', () => {
  const nested = source({ file: 'out/nested.json', body: { Transform: 'AWS::Serverless-2016-10-31', Resources: {} } as Source['body'] });
  const stack = source({
    body: { Resources: { Nested: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'x' } } } }, nested: new Map([['Nested', nested]]),
  });

  const { findings, refusals } = check([stack], profile(), []);

  expect(findings).toEqual([]);
  expect(refusals).toMatchObject([{ file: 'out/app.json', cause: expect.stringContaining('AWS::Serverless-2016-10-31') as string }]);
});

describe('a report', () => {
  const answered = check([source()], profile(), [{ finding: RULE, resource: 'Web', reason: 'machines only' }]);
  interface Run { readonly invocations: [object]; readonly results: { readonly suppressions?: unknown }[] }
  const sarif = (result: CheckResult) => (JSON.parse(asSarif(result)) as { runs: [Run] }).runs[0];

  test('in SARIF suppresses what is acknowledged, with the reason, and nothing else', () => {
    expect(sarif(answered).results.map(({ suppressions }) => suppressions)).toEqual([[{ kind: 'external', status: 'accepted', justification: 'machines only' }], undefined]);
  });

  test('in SARIF says whether all could be checked', () => {
    expect(sarif(answered).invocations).toEqual([{ executionSuccessful: true, toolExecutionNotifications: [] }]);
    expect(sarif({ ...answered, refusals: [{ file: 'a b.json', cause: 'broken' }] }).invocations).toMatchObject([{
      executionSuccessful: false, toolExecutionNotifications: [{ message: { text: 'can\'t be checked: broken' }, locations: [{ physicalLocation: { artifactLocation: { uri: 'a%20b.json' } } }] }],
    }]);
  });

  test('for people counts errors, warnings and answers apart', () => {
    const weak = { Type: 'AWS::Cognito::UserPool', Properties: { AdminCreateUserConfig: { AllowAdminCreateUserOnly: true } } };
    const mixed = check([source({ body: { Resources: { Web: weak } } })], profile([PASSWORDS]), []);

    expect(asText(mixed)).toContain('1 template, 1 resource: 1 error, 1 warning, 0 acknowledged, 1 as asked');
    expect(asText(answered)).toContain('1 template, 2 resources: 1 error, 0 warnings, 1 acknowledged, 4 as asked');
  });
});

test('YAML has the flags of CloudFormation, and leaves Cognito its words', () => {
  expect(parseFile('[yes, No, on, Off, ON, OFF, true, "yes"]', 'x.yaml').body).toEqual([true, false, true, false, 'ON', 'OFF', true, 'yes']);
});
