import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAssembly } from '../../../preflight/assembly/read-assembly';
import { MisuseError } from '../../../preflight/misuse';

const folders: string[] = [];
afterAll(() => { for (const folder of folders) rmSync(folder, { recursive: true }); });

/** An assembly that nobody synthesised. */
function assembly(artifacts: object, template = '{}'): string {
  const folder = mkdtempSync(join(tmpdir(), 'hostile-assembly-'));
  folders.push(folder);
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts }));
  writeFileSync(join(folder, 'Stack.template.json'), template);
  return folder;
}

const stack = (templateFile: string, more: object = {}) => ({ Stack: { type: 'aws:cloudformation:stack', properties: { templateFile }, ...more } });
const nested = (path: string) => JSON.stringify({ Resources: { Nested: { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': path }, Properties: { TemplateURL: 'x' } } } });

describe('an assembly that comes from elsewhere', () => {
  test.each([
    ['a template', stack('../../../../../../etc/hosts')],
    ['metadata', stack('Stack.template.json', { additionalMetadataFile: '../../../../../../etc/hosts' })],
    ['a list of assets', { Assets: { type: 'cdk:asset-manifest', properties: { file: '../../../../../../etc/hosts' } } }],
    ['another assembly', { Stage: { type: 'cdk:cloud-assembly', properties: { directoryName: '..' } } }],
  ])('has nothing read outside of it: %s', (_what, artifacts) => {
    const folder = assembly(artifacts);

    expect(() => readAssembly(folder)).toThrow(MisuseError);
    expect(() => readAssembly(folder)).toThrow(/manifest\.json names \.\.[^ ]*, which lies outside of .*; synthesise the assembly anew/);
  });

  test('has nothing read outside of it: a nested stack', () => {
    expect(() => readAssembly(assembly(stack('Stack.template.json'), nested('../../../../../../etc/hosts')))).toThrow(/which lies outside of/);
  });

  test('does not have it read for ever: an assembly within itself', () => {
    expect(() => readAssembly(assembly({ Stage: { type: 'cdk:cloud-assembly', properties: { directoryName: '.' } } }))).toThrow(/is named as an assembly within itself/);
  });

  test('does not have it read for ever: a stack nested in itself', () => {
    expect(readAssembly(assembly(stack('Stack.template.json'), nested('./Stack.template.json'))).templates).toHaveLength(1);
  });

  test('does not have it read for ever: a condition that depends on itself', () => {
    const template = { Conditions: { A: { 'Fn::Not': [{ Condition: 'A' }] } }, Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::If': ['A', 'a', 'b'] } } } } };

    expect(readAssembly(assembly(stack('Stack.template.json'), JSON.stringify(template))).ofType('AWS::SNS::Topic')[0]?.get('TopicName')).toMatchObject({ shown: '{"Fn::If":["A","a","b"]}' });
  });

  test('hides no missing property by a key that every object has', () => {
    const template = '{"Resources":{"__proto__":{"Type":"AWS::SNS::Topic"},"Topic":{"Type":"AWS::SNS::Topic","Properties":{"__proto__":{"KmsMasterKeyId":"key"}}}}}';
    const topics = readAssembly(assembly(stack('Stack.template.json'), template)).ofType('AWS::SNS::Topic');

    expect(topics.map(({ logicalId }) => logicalId)).toEqual(['__proto__', 'Topic']);
    expect(topics.map((topic) => topic.get('KmsMasterKeyId'))).toEqual([undefined, undefined]);
  });
});
