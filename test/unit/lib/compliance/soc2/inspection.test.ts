import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import fc from 'fast-check';
import { LuigiExample } from '../../../../../bin/example/stack';
import { Assessment } from '../../../../../lib/compliance/soc2/assessment';
import { Profile } from '../../../../../lib/compliance/soc2/profile';
import { generatedApp } from '../../../../bench/soc2/generated-app';

/** Findings and compliance of all rules, in no order. */
function outcomes(app: App, synthesised = false): string[] {
  const assessment = new Assessment(app, new Profile({}), synthesised);
  return app.node.findAll().filter((node) => CfnResource.isCfnResource(node)).flatMap((node) => assessment.outcomesOf(node))
    .map(({ rule, logicalId, status, finding = '' }) => `${logicalId} ${rule.criterion}-${rule.name} ${status} ${finding}`).sort();
}

function outcomesOfTemplate(template: object): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'inspection-'));
  try {
    const templateFile = join(folder, 'template.json');
    writeFileSync(templateFile, JSON.stringify(template));
    const app = new App();
    new CfnInclude(new Stack(app, 'Stack'), 'T', { templateFile, allowCyclicalReferences: true });
    return outcomes(app);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same with the keys of all objects in another order. */
function shuffled(value: unknown, order: (count: number) => readonly number[]): unknown {
  if (Array.isArray(value)) return value.map((member) => shuffled(member, order));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(order(entries.length).map((index) => entries[index] as [string, unknown])
    .map(([key, member]) => [key, shuffled(member, order)]));
}

describe('what is found', () => {
  test('is told of each resource, however many conditions there are', () => {
    const names = Array.from({ length: 9 }, (_, index) => `P${index}`);
    const open = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' };
    const group = (name: string) => ({
      Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'g', SecurityGroupIngress: [{ 'Fn::If': [name, open, { Ref: 'AWS::NoValue' }] }] },
    });
    const found = outcomesOfTemplate({
      Parameters: Object.fromEntries(names.map((name) => [name, { Type: 'String' }])),
      Conditions: Object.fromEntries(names.map((name) => [name, { 'Fn::Equals': [{ Ref: name }, 'x'] }])),
      Resources: Object.fromEntries(names.map((name) => [`Group${name}`, group(name)])),
    });
    expect(found).toEqual(names.map((name) => `Group${name} CC6.6-SecurityGroupRestrictsInbound failed SecurityGroupIngress.0`));
  });

  test('never depends on the order of resources or keys', () => {
    const app = new App({ analyticsReporting: false });
    const { stackName } = new LuigiExample(app, 'LuigiExample');
    const template = app.synth().getStackByName(stackName).template as object;
    const expected = outcomesOfTemplate(template);
    expect(expected.length).toBeGreaterThan(50);
    fc.assert(fc.property(fc.infiniteStream(fc.nat(2 ** 30)), (numbers) => {
      const order = (count: number): number[] => Array.from({ length: count }, (_, index) => ({ index, at: numbers.next().value as number }))
        .sort((one, other) => one.at - other.at).map(({ index }) => index);
      expect(outcomesOfTemplate(shuffled(template, order) as object)).toEqual(expected);
    }), { numRuns: 4 });
  });

  test('is the same before synthesis and of what synthesis has written', () => {
    const before = generatedApp(100);
    const after = generatedApp(100);
    expect(() => after.synth()).not.toThrow();
    expect(outcomes(after, true)).toEqual(outcomes(before));
    expect(outcomes(before).length).toBeGreaterThan(50);
  });

  test('can be acknowledged by the id that CDK\'s report offers, too', () => {
    const build = (acknowledge: (queue: CfnResource, id: string) => void): string[] => {
      const app = new App();
      const listener = new CfnResource(new Stack(app, 'Stack'), 'Listener', {
        type: 'AWS::ElasticLoadBalancingV2::Listener', properties: { Protocol: 'HTTPS', LoadBalancerArn: 'x', DefaultActions: [{ Type: 'forward', TargetGroupArn: 'x' }] },
      });
      acknowledge(listener, 'Soc2-CC6.1-ListenerRequiresLogin');
      return outcomes(app).filter((outcome) => outcome.includes('ListenerRequiresLogin')).map((outcome) => outcome.split(' ')[2] as string);
    };
    expect(build(() => undefined)).toEqual(['failed']);
    expect(build((listener, id) => { Validations.of(listener).acknowledge({ id, reason: 'x' }); })).toEqual(['acknowledged']);
    expect(build((listener, id) => { Validations.of(listener.stack).acknowledge({ id: `Soc2::${id}`, reason: 'x' }); })).toEqual(['acknowledged']);
  });
});
