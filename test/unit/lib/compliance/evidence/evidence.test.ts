import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { type App, Stack, Stage, Validations } from 'aws-cdk-lib';
import { CfnListener } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { LuigiExample } from '../../../../../bin/example/stack';
import { TrustServicesCriterion } from '../../../../../lib';
import schema from '../../../../../lib/contract/soc2-evidence.schema.json';
import { synthesised } from '../../../../support/lib/soc2-app';

const validate = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false }).compile(schema);
const OPEN = [{ type: 'forward', targetGroupArn: 'arn' }];
const SHUT = [{ type: 'fixed-response', fixedResponseConfig: { statusCode: '404' } }];
const RULE = 'Soc2-CC6.1-ListenerRequiresLogin';

function listener(stack: Stack, id: string, defaultActions: CfnListener.ActionProperty[]): CfnListener {
  return new CfnListener(stack, id, { loadBalancerArn: 'arn', protocol: 'HTTPS', port: 443, certificates: [{ certificateArn: 'arn' }], defaultActions });
}

/** One listener of each kind of outcome. */
function everyOutcome(app: App): void {
  const stack = new Stack(app, 'Stack');
  listener(stack, 'Shut', SHUT);
  listener(stack, 'Open', OPEN);
  listener(stack, 'Accepted', OPEN);
  const untold = listener(stack, 'Untold', SHUT);
  untold.addPropertyOverride('DefaultActions', { 'Fn::ImportValue': 'actions' });
  Validations.of(stack.node.findChild('Accepted')).acknowledge({ id: RULE, reason: 'a public page | of <b>ours</b>' });
}

const PROPS = { criteria: [TrustServicesCriterion.CC6_1] };

describe('the evidence of a synthesis', () => {
  const { error, evidence, files } = synthesised(everyOutcome, PROPS);
  const rule = evidence.criteria[0]?.rules.find(({ id }) => id === RULE);

  test('is written also where findings stop synthesis', () => {
    expect(error).toContain('Stack/Open');
    expect(evidence.criteria.map(({ id }) => id)).toEqual(['CC6.1']);
  });

  test('lists resources that comply, fail, can not be told, and are acknowledged with the reason', () => {
    const at = (name: string) => ({ resource: `Stack/${name}`, type: 'AWS::ElasticLoadBalancingV2::Listener', stack: 'Stack', logicalId: name });
    expect(rule).toMatchObject({
      compliant: [at('Shut')], failed: [{ ...at('Open'), finding: RULE }],
      unresolved: [{ ...at('Untold'), finding: `${RULE}[unresolved:DefaultActions]` }],
      acknowledged: [{ ...at('Accepted'), finding: RULE, reason: 'a public page | of <b>ours</b>' }],
    });
  });

  test('says the same in Markdown, in which a reason stays text', () => {
    const text = files['soc2-evidence.md'] ?? '';
    expect(text).toContain('Fail:\n\n- `Stack/Open`\n');
    expect(text).toContain('Can not be told from the templates:\n\n- `Stack/Untold`, `unresolved:DefaultActions`\n');
    expect(text).toContain('- `Stack/Accepted`: a public page \\| of \\<b\\>ours\\</b\\>\n');
    expect(text).toContain('Comply:\n\n- `Stack/Shut`\n');
    expect(text).toContain('## What this does not claim');
  });

  test('fits its JSON Schema, which takes nothing else', () => {
    expect(validate(evidence) ? [] : validate.errors).toEqual([]);
    expect(validate({ ...evidence, made: '2026-01-01' })).toBe(false);
    expect(validate(JSON.parse(files['soc2-evidence.json']?.replace('"reason"', '"because"') ?? ''))).toBe(false);
  });

  test('is not written where nobody wants it', () => {
    const { files: none } = synthesised(everyOutcome, { ...PROPS, evidence: false });
    expect(none['soc2-evidence.json']).toBeUndefined();
    expect(none['soc2-evidence.md']).toBeUndefined();
    expect(none['validation-report.json']).toContain(RULE);
  });

  test('of an earlier synthesis does not outlive one that stops before', () => {
    const folder = mkdtempSync(join(tmpdir(), 'soc2-stale-'));
    try {
      writeFileSync(join(folder, 'soc2-evidence.json'), '{}');
      const result = synthesised((app) => { app.node.addValidation({ validate: () => ['broken'] }); }, PROPS, folder);
      expect(result.error).toMatch(/broken/);
      expect(result.files['soc2-evidence.json']).toBeUndefined();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('of the stacks of stages stands in the outermost folder', () => {
    const { evidence: staged } = synthesised((app) => { listener(new Stack(new Stage(app, 'Prod'), 'Stack'), 'Open', OPEN); }, PROPS);
    expect(staged.criteria[0]?.rules.flatMap(({ failed }) => failed.map(({ resource, stack }) => [resource, stack]))).toContainEqual(['Prod/Stack/Open', 'Prod/Stack']);
  });
});

describe('the evidence of the example', () => {
  const build = (app: App): void => { new LuigiExample(app, 'LuigiExample'); };
  const [first, second] = [synthesised(build), synthesised(build)];

  test('is the same bytes each time, without a path of this machine', () => {
    expect(first.files['soc2-evidence.json']).toBe(second.files['soc2-evidence.json']);
    expect(first.files['soc2-evidence.md']).toBe(second.files['soc2-evidence.md']);
    for (const text of [first.files['soc2-evidence.json'], first.files['soc2-evidence.md']]) {
      expect(text).toContain('LuigiExample/');
      expect(text).not.toContain(process.cwd());
      expect(text).not.toContain(tmpdir());
    }
  });

  test('fits its JSON Schema', () => {
    expect(validate(first.evidence) ? [] : validate.errors).toEqual([]);
  });

  test('has the criteria, rules and resources in order', () => {
    const { criteria } = first.evidence;
    const sorted = (values: readonly string[]) => [...values].sort();
    expect(criteria.map(({ id }) => id)).toEqual(sorted(Object.values(TrustServicesCriterion)));
    for (const { rules, runTime } of criteria) {
      expect(rules.map(({ id }) => id)).toEqual(sorted(rules.map(({ id }) => id)));
      expect(runTime.map(({ resource }) => resource)).toEqual(sorted(runTime.map(({ resource }) => resource)));
    }
  });
});
