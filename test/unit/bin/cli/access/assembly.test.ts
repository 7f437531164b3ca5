import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { App, CfnParameter as Asked, NestedStack, Stack, Stage, type StackProps } from 'aws-cdk-lib';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { runAccess } from '../../../../../bin/cli/access/run';
import type { AccessMappingOptions } from '../../../../../lib/access/access-mapping';
import { LuigiPrincipal } from '../../../../../lib/access/luigi-principal';
import { RunPermission } from '../../../../../lib/access/run-permission';
import { LuigiService } from '../../../../../lib/luigi-service';
import type { ILuigiService } from '../../../../../lib/luigi-service-base';
import { documentFolder, job, mapping, removeFolders, saying, type Said } from '../../../../support/access/document-folder';
import { someJob } from '../../../../support/lib/luigi-job';
import { aLuigiStack } from '../../../../support/lib/luigi-stack';

afterEach(removeFolders);

const ENV = { env: { account: '111122223333', region: 'eu-central-1' } };
const VIEW: AccessMappingOptions = { principals: [LuigiPrincipal.group('analysts')], view: ['report.*'] };

const serviceIn = (stack: Stack, serviceName = 'etl'): ILuigiService => LuigiService.fromLuigiServiceAttributes(stack, `Service-${serviceName}`, { serviceName });

/** A cloud assembly of what is made below an app. */
function assembly(make: (app: App) => void): string {
  const outdir = documentFolder({});
  const app = new App({ outdir });
  make(app);
  app.synth();
  return outdir;
}

/** That of one stack, with one service that is made elsewhere. */
const ofStack = (make: (service: ILuigiService, stack: Stack) => void, props: StackProps = ENV): string => assembly((app) => {
  const stack = new Stack(app, 'Access', props);
  make(serviceIn(stack), stack);
});

async function access(...args: string[]): Promise<Said> {
  return saying((output) => runAccess(args, output));
}
interface Found { readonly severity: string; readonly rule: string; readonly where: string; readonly path: string }
async function linted(...args: string[]): Promise<{ status: number; findings: string[]; notes: string[]; summary: object }> {
  const { status, out } = await access('lint', '--format', 'json', ...args);
  const { findings, notes, summary } = JSON.parse(out) as { findings: Found[]; notes: string[]; summary: object };
  return { status, findings: findings.map(({ severity, rule, where, path: at }) => `${severity} ${rule} ${where}${at}`), notes, summary };
}
const principals = async (folder: string, ...args: string[]): Promise<string[]> =>
  (JSON.parse((await access('matrix', '--format', 'json', ...args, folder)).out) as { access: { principal: string }[] }).access.map(({ principal }) => principal);

describe('mappings that constructs make', () => {
  test('are linted in the cloud assembly, and named by parameter and construct', async () => {
    const folder = ofStack((service) => {
      service.mapRole('Analysts', VIEW);
      service.mapRole('Admins', { principals: [LuigiPrincipal.group('admins')], operate: ['*'] });
    });

    expect(await linted(folder)).toEqual({
      status: 0, findings: ['warning operates-everything /luigi/etl/access/Admins (Access/Service-etl/Mapping-Admins)/grants/operate'],
      notes: [], summary: { mappings: 2, jobs: 0, errors: 0, warnings: 1 },
    });
    expect((await linted('--strict', folder)).status).toBe(1);
  });

  test('are linted with a service and its jobs, as they will be deployed', async () => {
    const folder = documentFolder({});
    const { app, service } = aLuigiStack(() => ({ serviceName: 'etl' }));
    service.addJob('daily-report', someJob());
    service.mapRole('Analysts', { ...VIEW, run: [RunPermission.job('daily-report', { region: { const: 'eu' } }), RunPermission.job('daily-report', { shop: { const: 'berlin' } })] });
    cpSync(app.synth().directory, folder, { recursive: true });

    expect(await linted(folder)).toMatchObject({ status: 0, findings: ['warning limit-on-no-parameter /luigi/etl/access/Analysts (Stack/Luigi/Mapping-Analysts)/grants/run'], summary: { mappings: 1, jobs: 1 } });
  });

  test('are answered for, and tested', async () => {
    const folder = ofStack((service) => service.mapRole('Analysts', VIEW));
    const cases = path.join(documentFolder({ 'cases.json': { version: 1, cases: [{ as: ['group:analysts'], view: 'report.Daily', expect: 'allowed', by: 'Analysts' }] } }), 'cases.json');

    expect(await access('explain', '--as', 'group:analysts', '--view', 'report.Daily', folder)).toMatchObject({ status: 0 });
    expect(await access('explain', '--as', 'group:others', '--view', 'report.Daily', folder)).toMatchObject({ status: 3 });
    expect(await access('test', '--cases', cases, folder)).toMatchObject({ status: 0 });
  });

  test('of a nested stack are among them', async () => {
    const folder = assembly((app) => { serviceIn(new NestedStack(new Stack(app, 'Outer', ENV), 'Inner')).mapRole('Analysts', VIEW); });

    expect(await principals(folder)).toEqual(['group:analysts']);
  });

  test('that somebody altered afterwards are an error, as the gateway would have it', async () => {
    const folder = ofStack((service) => service.mapRole('Analysts', VIEW));
    const template = path.join(folder, 'Access.template.json');
    writeFileSync(template, readFileSync(template, 'utf8').replace('report.*', 'report*'));

    expect(await linted(folder)).toMatchObject({ status: 1, findings: ['error invalid-mapping /luigi/etl/access/Analysts (Access/Service-etl/Mapping-Analysts)/grants/view/0'] });
  });
});

describe('what is known at deployment only', () => {
  const roles = (make: (stack: Stack) => Role, props?: StackProps): string => ofStack((service, stack) => {
    service.mapRole('Roles', { principals: [LuigiPrincipal.iamRole(make(stack))], view: ['*'] });
  }, props);
  const role = (more: { roleName?: string; path?: string } = {}) => (stack: Stack): Role => new Role(stack, 'Nightly', { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), ...more });

  test.each<[string, (stack: Stack) => Role, StackProps | undefined, RegExp]>([
    ['a role with a name and a path, as it will be called', role({ roleName: 'nightly', path: '/ci/' }), ENV, /^role:arn:aws:iam::111122223333:role\/ci\/nightly$/],
    ['a role without a name, by that in the template', role(), ENV, /^role:arn:aws:iam::111122223333:role\/Nightly[0-9A-F]{8}$/],
    ['a role of an account that is not known', role({ roleName: 'nightly' }), {}, /^role:arn:aws:iam::000000000000:role\/nightly$/],
    ['a role in China', role({ roleName: 'nightly' }), { env: { account: '111122223333', region: 'cn-north-1' } }, /^role:arn:aws-cn:iam::111122223333:role\/nightly$/],
  ])('is %s', async (_what, make, props, expected) => {
    const folder = roles(make, props);

    expect(await principals(folder)).toEqual([expect.stringMatching(expected)]);
    const isKnown = props?.env !== undefined;
    expect(await linted(folder)).toMatchObject({ status: 0, findings: [] });
    expect((await linted(folder)).notes.some((note) => note.includes('000000000000 stands for the account'))).toBe(!isKnown);
  });

  test('stands by its name in the template, and a note says so', async () => {
    const folder = ofStack((service, stack) => {
      const client = new UserPool(stack, 'Pool').addClient('Nightly');
      const asked = new Asked(stack, 'Role');
      service.mapRole('Machines', { principals: [LuigiPrincipal.client('cognito', client.userPoolClientId), LuigiPrincipal.iamRoleArn(asked.valueAsString)], view: ['*'] });
    });

    expect(await principals(folder)).toEqual([expect.stringMatching(/^client:cognito\/\$\{PoolNightly[0-9A-F]{8}\}$/), 'role:arn:aws:iam::000000000000:role/Role']);
    expect(await linted(folder)).toMatchObject({ status: 0, findings: [], notes: [expect.stringMatching(/^2 values are known at deployment only, and stand here by the name in the template: PoolNightly\w+, Role$/)] });
  });

  test('is a whole document: then it is not looked at, and a note says so', async () => {
    const folder = assembly((app) => {
      const stack = new Stack(app, 'Access');
      new CfnParameter(stack, 'Whole', { name: '/luigi/etl/access/whole', type: 'String', value: new Asked(stack, 'Document').valueAsString });
      new CfnParameter(stack, 'Good', { name: '/luigi/etl/access/good', type: 'String', value: JSON.stringify(mapping(['group:a'], { view: ['*'] })) });
    });

    expect(await linted(folder)).toMatchObject({ status: 0, findings: [], notes: ['not looked at, since name or value are known at deployment only: /luigi/etl/access/whole (Access/Whole)'] });
  });
});

describe('jobs', () => {
  test('of other apps are not missed, since synthesis has seen that they are declared', async () => {
    const folder = ofStack((service) => {
      service.declareJob('elsewhere', 'others');
      service.mapRole('Analysts', { ...VIEW, run: [RunPermission.job('elsewhere'), RunPermission.category('others')] });
    });

    expect(await linted(folder)).toMatchObject({ status: 0, findings: [] });
    await expect(access('explain', '--as', 'group:analysts', '--job', 'elsewhere', folder)).rejects.toThrow("can't tell about job elsewhere: jobs of other apps are not in this cloud assembly");
  });

  test('of the same app are held against what is granted of them', async () => {
    const folder = assembly((app) => {
      const stack = new Stack(app, 'Access', ENV);
      new CfnParameter(stack, 'Job', { name: '/luigi/etl/jobs/load', type: 'String', value: JSON.stringify(job('repairs', 'day')) });
      new CfnParameter(stack, 'By hand', { name: '/luigi/etl/access/hand', type: 'String', value: JSON.stringify(mapping(['group:a'], { run: [{ job: 'load', parameters: { week: {} } }] })) });
    });

    expect(await linted(folder)).toMatchObject({ findings: ['warning limit-on-no-parameter /luigi/etl/access/hand (Access/By hand)/grants/run'], summary: { mappings: 1, jobs: 1 } });
  });
});

describe('an app with several services', () => {
  const stackOf = (scope: Construct, ...names: string[]): void => {
    const stack = new Stack(scope, 'Access', scope.node.id === 'Prod' ? { env: { ...ENV.env, region: 'eu-west-1' } } : ENV);
    for (const name of names) serviceIn(stack, name).mapRole(`Of-${name}`, { principals: [LuigiPrincipal.group(name)], operate: ['*'] });
  };

  test('is linted as a whole, each service by itself; a question is about one of them', async () => {
    const folder = assembly((app) => { stackOf(app, 'etl', 'ml'); });

    expect(await linted(folder)).toMatchObject({
      findings: ['warning operates-everything /luigi/etl/access/Of-etl (Access/Service-etl/Mapping-Of-etl)/grants/operate', 'warning operates-everything /luigi/ml/access/Of-ml (Access/Service-ml/Mapping-Of-ml)/grants/operate'],
      summary: { mappings: 2, jobs: 0, warnings: 2 },
    });
    expect(await linted('--service', 'ml', folder)).toMatchObject({ summary: { mappings: 1, warnings: 1 } });
    expect(await principals(folder, '--service', 'etl')).toEqual(['group:etl']);
    await expect(access('matrix', folder)).rejects.toThrow(`${folder}: got mappings of the services etl, ml, expected those of one: name it with --service`);
    await expect(access('lint', '--service', 'dwh', folder)).rejects.toThrow(`${folder}: got mappings of the services etl, ml, expected some of dwh: mend --service`);
  });

  test('of one name in several stages, is told apart by the stage\'s folder', async () => {
    const folder = assembly((app) => { for (const stage of ['Dev', 'Prod']) stackOf(new Stage(app, stage), 'etl'); });

    expect(await linted(folder)).toMatchObject({ summary: { mappings: 2, warnings: 2 } });
    await expect(access('matrix', folder)).rejects.toThrow(`${folder}: got mappings of the services assembly-Dev/etl, assembly-Prod/etl, expected those of one: name the folder of its stage`);
    expect(await principals(path.join(folder, 'assembly-Prod'))).toEqual(['group:etl']);
  });
});

describe('a folder that is no such assembly', () => {
  test('may hold a mapping that is called manifest', async () => {
    expect(await linted(documentFolder({ 'manifest.json': mapping(['group:a'], { view: ['*'] }) }))).toMatchObject({ status: 0, summary: { mappings: 1 } });
  });

  test.each<[string, () => string, string[], RegExp]>([
    ['has no mapping', () => assembly((app) => new Stack(app, 'Empty')), [], /: got a cloud assembly without access mappings, expected one of an app that makes some, with mapRole\(\) or AccessMapping$/],
    ['has a manifest that is none', () => { const folder = ofStack((service) => service.mapRole('A', VIEW)); writeFileSync(path.join(folder, 'manifest.json'), '{'); return folder; }, [], /manifest\.json can't be read as JSON/],
    ['lacks a template', () => { const folder = ofStack((service) => service.mapRole('A', VIEW)); rmSync(path.join(folder, 'Access.template.json')); return folder; }, [], /Access\.template\.json can't be read as JSON/],
    ['is given jobs', () => ofStack((service) => service.mapRole('A', VIEW)), ['--jobs', 'jobs'], /: got --jobs with a cloud assembly, expected none: its jobs are in it$/],
    ['is a folder of one service, and one is named', () => documentFolder({ 'a.json': mapping(['group:a'], { view: ['*'] }) }), ['--service', 'etl'], /: got --service with a folder of documents, expected it with a cloud assembly: the folder is of one service$/],
  ])('is refused where it %s', async (_what, make, args, message) => {
    await expect(access('lint', ...args, make())).rejects.toThrow(message);
  });
});

test('a parameter that the gateway would not read is an error', async () => {
  const folder = assembly((app) => {
    const stack = new Stack(app, 'Access', ENV);
    new CfnParameter(stack, 'List', { name: '/luigi/etl/access/List', type: 'StringList', value: 'a,b' });
  });

  expect(await linted(folder)).toMatchObject({ status: 1, findings: ['error invalid-mapping /luigi/etl/access/List (Access/List)'] });
});

describe('mappings that lie where nothing would look at them', () => {
  const EVIL = mapping(['group:everybody'], { operate: ['*'] });
  const GOOD = mapping(['group:analysts'], { view: ['report.*'] });

  test.each(['lint', 'matrix'])('beside a cloud assembly are told of, not passed over: %s', async (subcommand) => {
    const folder = ofStack((service) => { service.mapRole('Analysts', VIEW); });
    writeFileSync(path.join(folder, 'evil.json'), JSON.stringify(EVIL));
    await expect(access(subcommand, folder)).rejects.toThrow('got access mappings beside a cloud assembly, such as evil.json, expected one or the other');
  });

  test('in a folder of a cloud assembly', async () => {
    const folder = ofStack((service) => { service.mapRole('Analysts', VIEW); });
    cpSync(documentFolder({ 'access/evil.json': EVIL }), folder, { recursive: true });
    await expect(access('lint', folder)).rejects.toThrow('got both a cloud assembly and access/, expected one or the other: name the one that is meant');
  });

  test('beside a folder of mappings', async () => {
    const folder = documentFolder({ 'evil.json': EVIL, 'access/good.json': GOOD, 'package.json': { name: 'x' }, 'cases.json': '{' });
    await expect(access('lint', folder)).rejects.toThrow('got access mappings beside access/, such as evil.json, expected one or the other');
    rmSync(path.join(folder, 'evil.json'));
    expect((await access('lint', folder)).status).toBe(0);
  });
});
