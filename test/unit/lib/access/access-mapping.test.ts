import { App, CfnParameter, Lazy, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { AccessMapping, type AccessMappingOptions } from '../../../../lib/access/access-mapping';
import { LuigiPrincipal } from '../../../../lib/access/luigi-principal';
import { RunPermission } from '../../../../lib/access/run-permission';
import { aService, BareLuigiService, onlyDocument, someOptions } from '../../../support/access/luigi-service';

const group = LuigiPrincipal.group('analysts');
const families = (many: number, length = 4): string[] => Array.from({ length: many }, (_, index) => `f${String(index).padStart(length - 1, '0')}`);

describe('a mapping', () => {
  test('is one SSM parameter below the service, of type String', () => {
    const { stack, service } = aService();
    // when
    const mapping = service.mapRole('DataEngineers', someOptions({ description: 'Those on call' }));
    // then
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/luigi/etl/access/DataEngineers',
      Type: 'String',
      Tier: 'Standard',
      Description: 'Access mapping DataEngineers of the Luigi service etl',
      Value: '{"description":"Those on call","grants":{"view":["etl.*"]},"principals":["group:analysts"],"version":1}',
    });
    expect(Object.keys(template.toJSON().Resources as object)).toHaveLength(1);
    expect([mapping.mappingName, mapping.parameterName]).toEqual(['DataEngineers', '/luigi/etl/access/DataEngineers']);
  });

  test('has the same text whatever order it was written in', () => {
    const written = (turn: <T>(list: T[]) => T[]): string => {
      const { stack, service } = aService();
      service.declareJob('nightly', 'reports');
      service.mapRole('m', {
        principals: turn([LuigiPrincipal.user('ada@example.com'), group, LuigiPrincipal.group('b')]),
        view: turn(['b', 'a.*', '*']),
        operate: turn(['y', 'x']),
        run: turn([RunPermission.category('reports'), RunPermission.job('nightly', Object.fromEntries(turn([['b', {}], ['a', Object.fromEntries(turn([['type', 'string'], ['maxLength', 3]]))]])))]),
      });
      return onlyDocument(stack);
    };
    expect(written((list) => [...list].reverse())).toBe(written((list) => list));
    expect(written((list) => list)).toBe('{"grants":{"operate":["x","y"],"run":[{"category":"reports"},{"job":"nightly","parameters":{"a":{"maxLength":3,"type":"string"},"b":{}}}],"view":["*","a.*","b"]},"principals":["group:analysts","group:b","user:ada@example.com"],"version":1}');
  });

  test('names a role that the same app makes', () => {
    const { stack, service } = aService();
    const role = new iam.Role(stack, 'Nightly', { assumedBy: new iam.AccountRootPrincipal() });
    service.mapRole('m', someOptions({ principals: [group, LuigiPrincipal.iamRole(role)] }));
    const document = onlyDocument(stack, (intrinsic) => JSON.stringify(intrinsic).replaceAll('"', "'"));
    expect(document).toContain("\"principals\":[\"group:analysts\",\"role:{'Fn::GetAtt':['Nightly");
  });

  test('names a role of another stack of the app', () => {
    const { app, stack, service } = aService();
    const role = new iam.Role(new Stack(app, 'Other'), 'Nightly', { assumedBy: new iam.AccountRootPrincipal() });
    service.mapRole('m', someOptions({ principals: [LuigiPrincipal.iamRole(role)] }));
    expect(onlyDocument(stack, (intrinsic) => Object.keys(intrinsic as object).join())).toContain('"role:Fn::ImportValue"');
  });

  test.each(['constructor', '__proto__', 'Resource', 'Default', 'a.b', 'A-1_2', 'aws', 'x'.repeat(128)])('may be called %s', (name) => {
    const { stack, service } = aService();
    service.mapRole(name, someOptions());
    Template.fromStack(stack).hasResourceProperties('AWS::SSM::Parameter', { Name: `/luigi/etl/access/${name}` });
  });

  test('is another one where the case of its name is', () => {
    const { stack, service } = aService();
    service.mapRole('admins', someOptions());
    service.mapRole('Admins', someOptions());
    Template.fromStack(stack).resourceCountIs('AWS::SSM::Parameter', 2);
  });

  test('works for a service whose name is known at deployment only', () => {
    const stack = new Stack(new App(), 'Stack');
    const service = new BareLuigiService(stack, 'Luigi', new CfnParameter(stack, 'Name').valueAsString);
    service.mapRole('m', someOptions());
    Template.fromStack(stack).hasResourceProperties('AWS::SSM::Parameter', { Name: { 'Fn::Join': ['', ['/luigi/', { Ref: 'Name' }, '/access/m']] } });
  });
});

describe('a mapping is refused as it is made, with a message that says how to mend it:', () => {
  test.each<[string, Partial<AccessMappingOptions>, string]>([
    ['nobody', { principals: [] }, 'got no principals, expected at least one; add a LuigiPrincipal'],
    ['somebody twice', { principals: [group, LuigiPrincipal.group('analysts')] }, 'got the principal "group:analysts" twice, expected it once; remove one of them'],
    ['a crowd', { principals: families(101).map((name) => LuigiPrincipal.group(name)) }, 'got 101 of a principal, expected at most 100; spread them over several mappings'],
    ['no grants', { view: undefined }, 'got no grants, expected at least one of view, operate and run; add one'],
    ['nothing to view', { view: [] }, 'got an empty list to view, expected at least one task family; add one, or leave view out'],
    ['nothing to operate', { operate: [] }, 'got an empty list to operate, expected at least one task family; add one, or leave operate out'],
    ['nothing to run', { run: [] }, 'got an empty list to run, expected at least one RunPermission; add one, or leave run out'],
    ['a pattern without its dot', { operate: ['a', 'etl*'] }, 'got the pattern "etl*" to operate, expected a task family (etl.Report: exact), a namespace with everything below it (etl.*: not etl itself, not etlx.Report) or everything (*); mend the pattern'],
    ['too long a pattern', { view: ['a'.repeat(201)] }, `got the pattern "${'a'.repeat(79)}... (cut) to view, expected a task family (etl.Report: exact), a namespace with everything below it (etl.*: not etl itself, not etlx.Report) or everything (*); mend the pattern`],
    ['a pattern twice', { view: ['a', 'b', 'a'] }, 'got the pattern to view "a" twice, expected it once; remove one of them'],
    ['too many patterns', { view: families(201) }, 'got 201 of a pattern to view, expected at most 200; spread them over several mappings'],
    ['a permission twice', { run: [RunPermission.job('a', { x: { type: 'string', maxLength: 1 } }), RunPermission.job('a', { x: { maxLength: 1, type: 'string' } })] }, 'got the permission to run {"job":"a","parameters":{"x":{"maxLength":1,"type":"string"}}} twice, expected it once; remove one of them'],
    ['too many permissions', { run: families(101).map((name) => RunPermission.job(name)) }, 'got 101 of a permission to run, expected at most 100; spread them over several mappings'],
    ['a long description', { description: '\u{1F600}'.repeat(501) }, 'got a description of 501 characters, expected at most 500; shorten it'],
    ['a reference in its description', { description: '{{resolve:secretsmanager:x}}' }, 'got the description "{{resolve:secretsmanager:x}}", expected no {{, which SSM refuses in a parameter; write it another way'],
  ])('%s', (_what, over, message) => {
    const { service } = aService();
    expect(() => service.mapRole('m', someOptions(over))).toThrow(new Error(`access mapping m: ${message}`));
  });

  test.each(['', 'a b', 'a/b', 'é', '.a', '..', 'x'.repeat(129), Lazy.string({ produce: () => 'a' })])('the name %j', (name) => {
    const { service } = aService();
    expect(() => service.mapRole(name, someOptions())).toThrow(/^got the mapping name ".*, expected 1 to 128 letters, digits, dots, hyphens or underscores, without a dot at the beginning; rename it$/);
  });

  test('a name that the service has already', () => {
    const { service } = aService();
    service.mapRole('m', someOptions());
    expect(() => service.mapRole('m', someOptions())).toThrow(new Error('access mapping m: got the same name at Stack/Luigi/Mapping-m, expected another for the same service; rename one of them'));
  });
});

describe('at synthesis', () => {
  const synthesis = (app: App): string => {
    try {
      app.synth();
      return 'no fault';
    } catch (error) {
      return (error as Error).message.replace('Validation failed with the following errors:\n  ', '');
    }
  };

  test('jobs and categories may be declared after the mapping, and on another object for the same service', () => {
    const { app, stack, service } = aService();
    service.mapRole('m', someOptions({ run: [RunPermission.job('nightly'), RunPermission.category('reports')] }));
    new BareLuigiService(stack, 'Same').declareJob('nightly', 'reports');
    const elsewhere = new Stack(app, 'Other');
    new AccessMapping(elsewhere, 'Other', { ...someOptions({ run: [RunPermission.job('nightly')] }), service: new BareLuigiService(elsewhere, 'Luigi'), mappingName: 'other' });
    expect(synthesis(app)).toBe('no fault');
  });

  test('an unknown job and an unknown category are refused', () => {
    const { app, service } = aService();
    service.declareJob('nightly', 'reports');
    service.declareJob('hourly', 'reports');
    service.mapRole('m', someOptions({ run: [RunPermission.job('nigthly'), RunPermission.category('report')] }));
    expect(synthesis(app)).toBe([
      '[Stack/Luigi/Mapping-m] access mapping m: got leave to run the job nigthly, expected a job that is declared on the service, such as hourly, nightly; mend the name, or declare it with service.declareJob()',
      '[Stack/Luigi/Mapping-m] access mapping m: got leave to run the category report, expected a category that is declared on the service, such as reports; mend the name, or declare it with service.declareJob()',
    ].join('\n  '));
  });

  test('a job of another service is unknown', () => {
    const { app, stack, service } = aService();
    new BareLuigiService(stack, 'Other', 'other').declareJob('nightly', 'reports');
    service.mapRole('m', someOptions({ run: [RunPermission.job('nightly')] }));
    expect(synthesis(app)).toContain('expected a job that is declared on the service, of which there are none; mend');
  });

  test('two mappings of one name for one service are refused, in whichever stacks they are', () => {
    const { app, service } = aService();
    service.mapRole('m', someOptions());
    new BareLuigiService(new Stack(app, 'Other'), 'Imported').mapRole('m', someOptions());
    expect(synthesis(app)).toBe([
      '[Stack/Luigi/Mapping-m] access mapping m: got the same name at Other/Imported/Mapping-m, expected another for the same service; rename one of them',
      '[Other/Imported/Mapping-m] access mapping m: got the same name at Stack/Luigi/Mapping-m, expected another for the same service; rename one of them',
    ].join('\n  '));
  });

  const here = { account: '111122223333', region: 'eu-west-1' };
  test.each([
    ['other regions', { env: here }, { env: { ...here, region: 'eu-north-1' } }, 'no fault'],
    ['other accounts', { env: here }, { env: { ...here, account: '444455556666' } }, 'no fault'],
    ['a region that is not known', { env: here }, {}, 'no fault'],
    ['the same place', { env: here }, { env: here }, 'expected another for the same service'],
  ])('of two stages, in %s', (_where, one, other, expected) => {
    const app = new App();
    [one, other].forEach((props, index) => new BareLuigiService(new Stack(new Stage(app, `Stage${index}`), 'Stack', props), 'Luigi').mapRole('m', someOptions()));
    expect(synthesis(app)).toContain(expected);
  });

  test('two stages without a place may have the same mappings', () => {
    const app = new App();
    for (const stage of ['Test', 'Live']) new BareLuigiService(new Stack(new Stage(app, stage), 'Stack'), 'Luigi').mapRole('m', someOptions());
    expect(synthesis(app)).toBe('no fault');
  });

  test('a mapping in another region than its service is refused', () => {
    const { app, service } = aService({ env: here });
    const stack = new Stack(app, 'Other', { env: { ...here, region: 'eu-north-1' } });
    new AccessMapping(stack, 'M', { ...someOptions(), service, mappingName: 'm' });
    expect(synthesis(app)).toBe('[Other/M] access mapping m: got a stack in the region eu-north-1, expected eu-west-1, where the service is; make the mapping in a stack there');
  });

  // {"grants":{"view":[...]},"principals":["group:analysts"],"version":1} takes 66 bytes without the families.
  test.each([
    ['4096 bytes', 4096, 'Standard'],
    ['4097 bytes', 4097, 'Advanced'],
    ['8192 bytes', 8192, 'Advanced'],
  ])('a document of %s is in the right tier', (_what, bytes, tier) => {
    const { stack, service } = aService();
    service.mapRole('m', someOptions({ view: familiesOf(bytes) }));
    expect(Buffer.byteLength(onlyDocument(stack))).toBe(bytes);
    Template.fromStack(stack).hasResourceProperties('AWS::SSM::Parameter', { Tier: tier });
  });

  test('a document of 8193 bytes is refused', () => {
    const { app, service } = aService();
    service.mapRole('m', someOptions({ view: familiesOf(8193) }));
    expect(synthesis(app)).toBe('[Stack/Luigi/Mapping-m] access mapping m: got a document of 8193 bytes, expected at most 8192; spread it over several mappings');
  });

  test('bytes count, not characters', () => {
    const { stack, service } = aService();
    service.mapRole('m', someOptions({ description: '\u00e9'.repeat(300), view: families(180, 17) }));
    const document = onlyDocument(stack);
    expect(document.length).toBeLessThan(4096);
    expect(Buffer.byteLength(document)).toBeGreaterThan(4096);
    Template.fromStack(stack).hasResourceProperties('AWS::SSM::Parameter', { Tier: 'Advanced' });
  });

  test("a role that is made in the app counts with what its ARN may take, not with its token's length", () => {
    const { stack, service } = aService();
    const roles = Array.from({ length: 40 }, (_, index) => new iam.Role(stack, `R${index}`, { assumedBy: new iam.AccountRootPrincipal() }));
    service.mapRole('m', { principals: roles.map((role) => LuigiPrincipal.iamRole(role)), view: ['*'] });
    // 40 ARNs of at most 102 bytes, each with role: and quotes
    Template.fromStack(stack).hasResourceProperties('AWS::SSM::Parameter', { Tier: 'Advanced' });
  });

  test('a mapping that has become small stays in the advanced tier on request, since SSM knows no way back', () => {
    const { stack, service } = aService();
    service.mapRole('m', someOptions({ advancedTier: true }));
    Template.fromStack(stack).hasResourceProperties('AWS::SSM::Parameter', { Tier: 'Advanced' });
  });

  test.each([
    ['a principal', { principals: [LuigiPrincipal.group(Lazy.string({ produce: () => ' a' }))] }, 'got the principal "group: a", expected group:<name>, user:<value> or role:<ARN of an IAM role>; mend what it is made of'],
    ['a pattern', { view: [Lazy.string({ produce: () => 'etl*' })] }, 'got the pattern "etl*", expected a task family (etl.Report: exact), a namespace with everything below it (etl.*: not etl itself, not etlx.Report) or everything (*); mend what it is made of'],
    ['one who is there already', { principals: [group, LuigiPrincipal.group(Lazy.string({ produce: () => 'analysts' }))] }, 'got the principal "group:analysts" twice, expected it once; remove one of them'],
  ])('a token that turns out to be wrong is refused: %s', (_what, over, message) => {
    const { app, service } = aService();
    service.mapRole('m', someOptions(over));
    expect(synthesis(app)).toBe(`[Stack/Luigi/Mapping-m] access mapping m: ${message}`);
  });
});

/** Families that make a document of someOptions just so many bytes. */
function familiesOf(bytes: number): string[] {
  const list = families(Math.floor((bytes - 300) / 103), 100);
  const missing = bytes - Buffer.byteLength(JSON.stringify({ grants: { view: list }, principals: ['group:analysts'], version: 1 }));
  const half = Math.floor((missing - 6) / 2);
  return [...list, 'y'.repeat(half), 'z'.repeat(missing - 6 - half)];
}
