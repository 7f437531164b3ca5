import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnCondition, CfnOutput, CfnParameter, CfnResource, Fn, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { reference, shown } from '../../../../../lib/cloudformation/read';
import { target } from '../../../../../lib/cloudformation/template';
import { templatesOf } from '../../../../../lib/compliance/soc2/model/app-templates';

/** Where a reference of a property of the resource at a path leads to, before and after synthesis. */
function leadsTo(build: (app: App) => void, path: string): readonly (string | undefined)[] {
  return [false, true].map((synthesised) => {
    const outdir = mkdtempSync(join(tmpdir(), 'app-templates-'));
    try {
      const app = new App({ outdir, analyticsReporting: false });
      build(app);
      if (synthesised) app.synth();
      const resources = [...templatesOf(app, synthesised).values()].flatMap((template) => [...template.resources.values()]);
      const found = resources.find(({ constructPath }) => constructPath === path);
      return target(reference(found?.get('Value')))?.constructPath ?? shown(found?.get('Value'));
    } finally {
      rmSync(outdir, { recursive: true });
    }
  });
}

const user = (scope: Stack, value: unknown) => new CfnResource(scope, 'User', { type: 'A::B::C', properties: { Value: value } });

// CDK warns of the condition that is always true.
beforeEach(() => { jest.spyOn(console, 'error').mockImplementation(() => undefined); });
afterEach(() => { jest.restoreAllMocks(); });

describe('templates of an app, before synthesis and after', () => {
  test('refer to resources of other stacks', () => {
    expect(leadsTo((app) => {
      const topic = new Topic(new Stack(app, 'One'), 'Topic');
      user(new Stack(app, 'Two'), topic.topicArn);
    }, 'Two/User')).toEqual(['One/Topic/Resource', 'One/Topic/Resource']);
  });

  test('refer to resources of other stacks by attribute, within a text', () => {
    expect(leadsTo((app) => {
      const topic = new Topic(new Stack(app, 'One'), 'Topic');
      user(new Stack(app, 'Two'), `name:${topic.topicName}/*`);
    }, 'Two/User')).toEqual(['One/Topic/Resource', 'One/Topic/Resource']);
  });

  test('refer from a nested stack to what is around it, and the other way', () => {
    expect(leadsTo((app) => {
      const parent = new Stack(app, 'One');
      user(new NestedStack(parent, 'Nested'), new Topic(parent, 'Topic').topicArn);
    }, 'One/Nested/User')).toEqual(['One/Topic/Resource', 'One/Topic/Resource']);
    expect(leadsTo((app) => {
      const parent = new Stack(app, 'One');
      user(parent, new Topic(new NestedStack(parent, 'Nested'), 'Topic').topicArn);
    }, 'One/User')).toEqual(['One/Nested/Topic/Resource', 'One/Nested/Topic/Resource']);
  });

  test('refer within a stage', () => {
    expect(leadsTo((app) => {
      const stage = new Stage(app, 'Prod');
      user(new Stack(stage, 'Two'), new Topic(new Stack(stage, 'One'), 'Topic').topicArn);
    }, 'Prod/Two/User')).toEqual(['Prod/One/Topic/Resource', 'Prod/One/Topic/Resource']);
  });

  test('import by the name of an export, in the same account and region', () => {
    const build = (region?: string) => (app: App) => {
      const one = new Stack(app, 'One', { env: { region, account: '111122223333' } });
      new CfnOutput(one, 'Out', { value: new Topic(one, 'Topic').topicArn, exportName: 'the-topic' });
      user(new Stack(app, 'Two', { env: { region: 'eu-west-1', account: '111122223333' } }), Fn.importValue('the-topic'));
    };
    expect(leadsTo(build('eu-west-1'), 'Two/User')).toEqual(['One/Topic/Resource', 'One/Topic/Resource']);
    expect(leadsTo(build('eu-west-2'), 'Two/User')).toEqual(['${Fn::ImportValue "the-topic"}', '${Fn::ImportValue "the-topic"}']);
  });

  test('hold parameters, conditions and the values of a stack\'s account and region', () => {
    expect(leadsTo((app) => {
      const stack = new Stack(app, 'One', { env: { region: 'eu-west-1' } });
      const parameter = new CfnParameter(stack, 'P', { default: 'x' });
      const condition = new CfnCondition(stack, 'C', { expression: Fn.conditionEquals(stack.region, 'eu-west-1') });
      user(stack, Fn.conditionIf(condition.logicalId, `${stack.region} ${parameter.valueAsString}`, 'no'));
    }, 'One/User')).toEqual(['eu-west-1 ${P}', 'eu-west-1 ${P}']);
  });

  test('hold what was included from templates', () => {
    const folder = mkdtempSync(join(tmpdir(), 'included-'));
    try {
      const templateFile = join(folder, 't.json');
      writeFileSync(templateFile, JSON.stringify({ Resources: { Topic: { Type: 'AWS::SNS::Topic' }, User: { Type: 'A::B::C', Properties: { Value: { 'Fn::GetAtt': 'Topic.TopicName' } } } } }));
      expect(leadsTo((app) => { new CfnInclude(new Stack(app, 'One'), 'T', { templateFile }); }, 'One/T/User')).toEqual(['One/T/Topic', 'One/T/Topic']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
