import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeNpmProject } from '../support/package/consumer';
import { packNpm } from '../support/package/pack';
import { run } from '../support/package/run';
import { synth, type Synthesised } from '../support/package/synth';

const APP = `
import { App, Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { CpuArchitecture } from 'aws-cdk-lib/aws-ecs';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Authentication, LuigiPrincipal, LuigiService } from 'cdk-lighttpd-luigi';

const stack = new Stack(new App(), 'Luigi');
const service = new LuigiService(stack, 'Luigi', {
  vpc: new Vpc(stack, 'Vpc'),
  domainName: 'luigi.example.com',
  certificate: Certificate.fromCertificateArn(stack, 'Certificate', stack.formatArn({ service: 'acm', resource: 'certificate', resourceName: 'x' })),
  authentication: Authentication.cognitoUserPool(),
  architecture: CpuArchitecture.ARM64,
});
service.mapRole('DataEngineers', { principals: [LuigiPrincipal.group('data-engineers')], view: ['*'], operate: ['etl.*'] });
`;

describe('in an empty TypeScript project, the package', () => {
  let folder: string;
  let made: Synthesised;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'typescript-project-'));
    makeNpmProject(folder, packNpm(folder), ['aws-cdk-lib', 'cdk-nag', 'constructs', 'typescript', '@types/node']);
    writeFileSync(join(folder, 'app.ts'), APP);
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({
      compilerOptions: { strict: true, target: 'es2022', module: 'node16', moduleResolution: 'node16', types: ['node'], skipLibCheck: true }, include: ['app.ts'],
    }));
    run(folder, 'npx', ['tsc']);
    made = synth(folder, 'node app.js');
  }, 600_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('compiles and synthesises', () => {
    for (const type of ['AWS::ECS::Service', 'AWS::WAFv2::WebACL', 'AWS::SSM::Parameter']) expect(made.resourceTypes).toContain(type);
  });

  test('brings the command line', () => {
    const { status, stdout } = spawnSync('npx', ['--no-install', 'cdk-lighttpd-luigi', 'soc2', '--format', 'json', 'cdk.out'], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 26 });
    const { summary, refusals } = JSON.parse(stdout) as { summary: Record<string, number>; refusals: unknown[] };
    expect({ status: status === 0 || status === 1, refusals }).toEqual({ status: true, refusals: [] });
    expect(summary.compliant).toBeGreaterThan(0);
  });

  test('brings all that Docker needs to build the three images, and no sources', () => {
    const files = made.imageContexts.flat();
    expect(made.imageContexts).toHaveLength(3);
    for (const file of [
      'gateway/Dockerfile', 'gateway/dist/gateway.js', 'gateway/dist/THIRD-PARTY-LICENSES.txt',
      'lighttpd/Dockerfile', 'lighttpd/lighttpd.conf', 'lighttpd/entry.sh',
      'luigid/Dockerfile', 'luigid/requirements.txt', 'luigid/luigid/__main__.py',
    ]) expect(files).toContain(file);
    expect(files.filter((file) => /\.ts$|\.pyc$|\/src\//.test(file))).toEqual([]);
  });
});
