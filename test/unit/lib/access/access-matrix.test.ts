import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { App, Aws, CfnParameter, CfnResource, CfnWaitConditionHandle, Fn, Stack, Stage } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import fc from 'fast-check';
import { LuigiPrincipal } from '../../../../lib/access/luigi-principal';
import { RunPermission } from '../../../../lib/access/run-permission';
import schema from '../../../../lib/contract/access-matrix.schema.json';
import { aService, BareLuigiService, someOptions } from '../../../support/access/luigi-service';

interface Matrix {
  readonly services: readonly {
    readonly service: string;
    readonly stage?: string;
    readonly access: readonly { readonly principal: string; readonly mapping: string }[];
    readonly mappings: readonly { readonly name: string }[];
  }[];
}

const validate = new Ajv2020({ strict: true, strictRequired: false }).compile(schema);

/** The files of one cloud assembly; the JSON as its schema wants it. */
function matrixIn(directory: string): { readonly json: string; readonly markdown: string; readonly matrix: Matrix } {
  const json = readFileSync(join(directory, 'access-matrix.json'), 'utf8');
  const matrix = JSON.parse(json) as Matrix;
  validate(matrix);
  expect(validate.errors).toBeNull();
  return { json, markdown: readFileSync(join(directory, 'access-matrix.md'), 'utf8'), matrix };
}

function matrixOf(app: App): ReturnType<typeof matrixIn> {
  return matrixIn(app.synth().directory);
}

const NOTE = 'Who may do what, by the access mappings that constructs of this app write. Documents written into SSM by hand are outside it. Written by synthesis: change the mappings, not this file.';

describe('the access matrix', () => {
  test('says who may view, operate and run what, and that documents by hand are outside it', () => {
    // given
    const { app, service } = aService({ env: { account: '111122223333', region: 'eu-west-1' } });
    service.declareJob('weekly', 'reports');
    service.declareJob('nightly', 'reports');
    service.mapRole('Readers', { principals: [LuigiPrincipal.user('ada@example.com'), LuigiPrincipal.group('analysts')], view: ['etl.*'], description: 'May look' });
    service.mapRole('Doers', {
      principals: [LuigiPrincipal.group('analysts')],
      operate: ['etl.b', 'etl.a'],
      run: [RunPermission.job('nightly', { day: { type: 'string', format: 'date' } }), RunPermission.category('reports')],
    });
    // when
    const { json, markdown } = matrixOf(app);
    // then
    expect(JSON.parse(json)).toEqual({
      $schema: 'https://cdk-lighttpd-luigi.github.io/schemas/access-matrix-1.json',
      version: 1,
      note: NOTE,
      services: [{
        service: 'etl', account: '111122223333', region: 'eu-west-1',
        access: [
          {
            principal: 'group:analysts', mapping: 'Doers', view: [], operate: ['etl.a', 'etl.b'],
            run: [{ category: 'reports', jobs: ['nightly', 'weekly'] }, { job: 'nightly', parameters: { day: { format: 'date', type: 'string' } } }],
          },
          { principal: 'group:analysts', mapping: 'Readers', view: ['etl.*'], operate: [], run: [] },
          { principal: 'user:ada@example.com', mapping: 'Readers', view: ['etl.*'], operate: [], run: [] },
        ],
        mappings: [{ name: 'Doers', path: 'Stack/Luigi/Mapping-Doers' }, { name: 'Readers', description: 'May look', path: 'Stack/Luigi/Mapping-Readers' }],
      }],
    });
    expect(markdown).toBe([
      '# Access matrix', '', NOTE, '', '## `etl`', '', 'Account `111122223333`, region `eu-west-1`.', '',
      '| who | may view | may operate | may run | by mapping |', '| --- | --- | --- | --- | --- |',
      '| `group:analysts` |  | `etl.a`, `etl.b` | category `reports` (`nightly`, `weekly`), job `nightly` with `day` as `{"format":"date","type":"string"}` | `Doers` |',
      '| `group:analysts` | `etl.*` |  |  | `Readers` |',
      '| `user:ada@example.com` | `etl.*` |  |  | `Readers` |', '',
      '| mapping | what for | made at |', '| --- | --- | --- |',
      '| `Doers` |  | `Stack/Luigi/Mapping-Doers` |',
      '| `Readers` | `May look` | `Stack/Luigi/Mapping-Readers` |', '',
    ].join('\n'));
  });

  test('is the same bytes when it is synthesised again, and when mappings are made in another order', () => {
    const build = (turn: <T>(list: T[]) => T[]): App => {
      const app = new App();
      const stacks = turn(['A', 'B']).map((id) => new Stack(app, id));
      for (const stack of stacks) {
        const service = new BareLuigiService(stack, 'Luigi', `etl-${stack.node.id}`);
        for (const name of turn(['a', 'B', 'z'])) service.mapRole(name, someOptions({ principals: turn([LuigiPrincipal.group('é'), LuigiPrincipal.group('z'), LuigiPrincipal.group('Z')]) }));
      }
      return app;
    };
    const app = build((list) => list);
    const once = matrixOf(app);
    expect(matrixIn(app.synth({ force: true }).directory)).toEqual(once);
    expect(matrixOf(build((list) => [...list].reverse()))).toEqual(once);
  });

  test('shows tokens as the template names them', () => {
    const { app, stack, service } = aService();
    const here = new iam.Role(stack, 'Here', { assumedBy: new iam.AccountRootPrincipal() });
    const there = new iam.Role(new Stack(app, 'Other'), 'There', { assumedBy: new iam.AccountRootPrincipal() });
    const parameter = new CfnParameter(stack, 'Team');
    service.declareJob('nightly', 'reports');
    service.mapRole('m', {
      principals: [
        LuigiPrincipal.iamRole(here), LuigiPrincipal.iamRole(there), LuigiPrincipal.iamRole(iam.Role.fromRoleName(stack, 'Named', 'nightly')),
        LuigiPrincipal.group(parameter.valueAsString), LuigiPrincipal.group('${Literal}'), LuigiPrincipal.group(Fn.select(1, ['a', 'b'])), LuigiPrincipal.group(Fn.sub('${x}', { x: '1' })),
      ],
      run: [RunPermission.job('nightly', { bucket: { const: `data-${Aws.REGION}` }, Ref: { const: 'x' } })],
    });
    const { json, markdown, matrix } = matrixOf(app);
    expect(matrix.services[0]?.access.map(({ principal }) => principal)).toEqual([
      'group:${!Literal}',
      'group:${Sub ["${!x}",{"x":"1"}]}',
      'group:${Team}',
      'group:b',
      expect.stringMatching(/^role:\$\{Here[0-9A-F]{8}\.Arn\}$/),
      expect.stringMatching(/^role:\$\{ImportValue Other:ExportsOutputFnGetAttThere[0-9A-F]{8}Arn[0-9A-F]{8}\}$/),
      'role:arn:${AWS::Partition}:iam::${AWS::AccountId}:role/nightly',
    ]);
    expect(matrix).toMatchObject({ services: [{ account: '${AWS::AccountId}', region: '${AWS::Region}', access: expect.arrayContaining([
      expect.objectContaining({ run: [{ job: 'nightly', parameters: { Ref: { const: 'x' }, bucket: { const: 'data-${AWS::Region}' } } }] }),
    ]) as unknown }] });
    expect(json + markdown).not.toContain('Token[');
  });

  test('is there for a service without mappings, so that the last one that goes is seen to go', () => {
    const { app, stack } = aService();
    new CfnWaitConditionHandle(stack, 'Something');
    const { matrix, markdown } = matrixOf(app);
    expect(matrix.services).toEqual([{ service: 'etl', account: '${AWS::AccountId}', region: '${AWS::Region}', access: [], mappings: [] }]);
    expect(markdown).toContain('There is no mapping: nobody may do anything.');
  });

  test('is not there in an app that has no service', () => {
    const app = new App();
    new CfnWaitConditionHandle(new Stack(app, 'Stack'), 'Something');
    expect(readdirSync(app.synth().directory).filter((file) => file.startsWith('access-matrix'))).toEqual([]);
  });

  test('brings services of the same name and place in several stacks together', () => {
    const { app, service } = aService();
    service.mapRole('a', someOptions());
    new BareLuigiService(new Stack(app, 'Other'), 'Imported').mapRole('b', someOptions());
    const { matrix } = matrixOf(app);
    expect(matrix.services.map(({ mappings }) => mappings.map(({ name }) => name))).toEqual([['a', 'b']]);
  });

  test('stands in each stage, with what is below it, and in the app with everything', () => {
    // given: Live, with Live/Inner in it, and Test beside
    const app = new App();
    const live = new Stage(app, 'Live');
    const stages = [live, new Stage(live, 'Inner'), new Stage(app, 'Test')];
    stages.forEach((stage, index) => new BareLuigiService(new Stack(stage, 'Stack'), 'Luigi').mapRole(`m${index}`, someOptions()));
    new Stage(app, 'Empty');
    // when
    const { directory } = app.synth();
    // then
    const seen = (...path: string[]): unknown => matrixIn(join(directory, ...path)).matrix.services
      .map(({ stage, mappings }) => [stage, ...mappings.map(({ name }) => name)]);
    expect(seen()).toEqual([['Live', 'm0'], ['Live/Inner', 'm1'], ['Test', 'm2']]);
    expect(seen('assembly-Live')).toEqual([['Live', 'm0'], ['Live/Inner', 'm1']]);
    expect(seen('assembly-Live', 'assembly-Live-Inner')).toEqual([['Live/Inner', 'm1']]);
    expect(seen('assembly-Test')).toEqual([['Test', 'm2']]);
    expect(existsSync(join(directory, 'assembly-Empty', 'access-matrix.json'))).toBe(false);
  });

  test('shows machines by what mappings name them by', () => {
    const { app, service } = aService();
    service.mapRole('Machines', {
      principals: [
        LuigiPrincipal.iamRolesUnderPath('111122223333', '/ci/'), LuigiPrincipal.client('okta', '0oa1'), LuigiPrincipal.claim('github', 'repository', 'acme|etl'),
      ],
      view: ['etl.*'],
    });
    const { markdown, matrix } = matrixOf(app);
    expect(matrix.services[0]?.access.map(({ principal }) => principal)).toEqual([
      'claim:github/repository=acme|etl', 'client:okta/0oa1', 'role:arn:${AWS::Partition}:iam::111122223333:role/ci/*',
    ]);
    for (const shown of ['`claim:github/repository=acme\\u{7c}etl`', '`client:okta/0oa1`', '`role:arn:${AWS::Partition}:iam::111122223333:role/ci/*`']) {
      expect(markdown).toContain(shown);
    }
  });

  test('keeps to its table and its lines, whatever names it holds', () => {
    fc.assert(fc.property(hostile, hostile, hostile, (group, description, limit) => {
      const { app, service } = aService();
      service.declareJob('nightly', 'reports');
      service.mapRole('m', { principals: [LuigiPrincipal.group(`x${group}x`)], view: ['a'], description, run: [RunPermission.job('nightly', { day: { const: limit } })] });
      const { json, markdown } = matrixOf(app);
      const lines = markdown.trimEnd().split('\n');
      // then: one line for each row, five cells or three in each
      expect(lines).toHaveLength(15);
      expect(lines.filter((line) => line.startsWith('|')).map((line) => line.split('|').length - 2)).toEqual([5, 5, 5, 3, 3, 3]);
      // nothing but code spans and our own words, and in them nothing that can't be seen
      const outside = lines.join('\n').replace(/`[^`\n|]*`/g, '');
      expect(outside).not.toMatch(/[`<>[\]\\]/);
      expect(`${json}${markdown}`.replaceAll('\n', '')).not.toMatch(/(?! )[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/u);
      // and the text can be had back
      expect(readBack(lines)).toEqual([`group:x${group}x`, description]);
    }), { numRuns: 40 });
  });
});

const hostile = fc.array(fc.oneof(
  fc.constantFrom('|', '`', '``', '\\', '\\|', '<img src=x>', '[a](b)', '*', '\\u{7c}', ' ', 'a', '$', '\u3164', '\u{e0041}', '\u061c', '\u00ad'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 2 }),
), { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join('')).filter((text) => !text.includes('{{') && !text.includes('${') && /^[^\u0000-\u001f\u007f-\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$/.test(text));

/** The first row's principal and the mapping's description, as a reader of the Markdown has them. */
function readBack(lines: readonly string[]): unknown {
  const cell = (line: string | undefined, index: number): string => (line ?? '').split('|')[index]!.trim().replace(/^`|`$/g, '').replace(/\\u\{([0-9a-f]+)\}/g, (_all, hex: string) => String.fromCodePoint(parseInt(hex, 16)));
  return [cell(lines[10], 1), cell(lines.at(-1), 2)];
}

test('a description of several lines stays in one, and what cannot be seen in it is shown', () => {
  const { app, service } = aService();
  service.mapRole('m', someOptions({ description: 'one\ntwo\t\u202ethree\u200b ' }));
  const { json, markdown } = matrixOf(app);
  expect(markdown).toContain('| `one\\u{a}two\\u{9}\\u{202e}three\\u{200b}\\u{20}` |');
  expect(json).toContain('"one\\ntwo\\t\\u202ethree\\u200b "');
});
describe('no mapping of the app is left out of the matrix', () => {
  const evil = '/luigi/etl/access/evil';

  test.each<[string, (stack: Stack) => void]>([
    ['a parameter', (stack) => { new StringParameter(stack, 'P', { parameterName: evil, stringValue: '{}' }); }],
    ['a parameter by words alone', (stack) => { new CfnResource(stack, 'P', { type: 'AWS::SSM::Parameter', properties: { Name: evil } }); }],
    ['a parameter that is renamed', (stack) => {
      const parameter = new StringParameter(stack, 'P', { parameterName: '/harmless', stringValue: '{}' });
      (parameter.node.defaultChild as CfnResource).addPropertyOverride('Name', evil);
    }],
    ['a parameter that is named at deployment', (stack) => {
      new StringParameter(stack, 'P', { parameterName: `/luigi/etl/access/${new CfnParameter(stack, 'Name').valueAsString}`, simpleName: false, stringValue: '{}' });
    }],
  ])('%s beside the mappings stops synthesis', (_what, add) => {
    const { app, stack } = aService();
    add(stack);

    expect(() => app.synth()).toThrow(/got the parameter "\/luigi\/etl\/access\/[^"]*" at Stack\/P.*, expected mappings of the Luigi service by mapRole\(\) or AccessMapping: the access matrix shows no others; make it one/);
  });

  test('nor does an app say who is shut out: it would let in whom somebody has shut out since', () => {
    const { app, stack } = aService();
    new StringParameter(stack, 'P', { parameterName: '/luigi/etl/control/revoked', stringValue: '{"version":1,"revoked":[]}' });

    expect(() => app.synth()).toThrow('got the parameter "/luigi/etl/control/revoked" at Stack/P/Resource, expected none in an app: a deployment would let in whom somebody has shut out since; write it by hand (docs/operations.md)');
  });

  test('also in another stage', () => {
    const { app } = aService();
    new StringParameter(new Stack(new Stage(app, 'Stage'), 'Stack'), 'P', { parameterName: evil, stringValue: '{}' });

    expect(() => app.synth()).toThrow(/at Stage\/Stack\/P\/Resource/);
  });

  test.each([
    ['of another service', '/luigi/etl-2/access/m', {}], ['of no mapping', '/luigi/etl/jobs/m', {}], ['in another region', evil, { env: { region: 'eu-west-2' } }],
  ])('a parameter %s is nothing to it', (_what, parameterName, props) => {
    const { app } = aService({ env: { region: 'eu-west-1' } });
    new StringParameter(new Stack(app, 'Other', props), 'P', { parameterName, stringValue: '{}' });

    expect(() => app.synth()).not.toThrow();
  });

  test.each(['Name', 'Type', 'Value'])('a mapping whose %s is overridden stops synthesis', (property) => {
    const { app, service } = aService();
    (service.mapRole('m', someOptions()).node.defaultChild as CfnResource).addPropertyOverride(property, '/luigi/etl/access/other');

    expect(() => app.synth()).toThrow(`access mapping m: got another ${property} of its parameter than its own, expected none: the access matrix would show what is not so; take the override away`);
  });
});
