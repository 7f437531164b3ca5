import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { EXIT_CODE_FLAGS } from '../../lib/contract/luigi-exit-codes';
import { LuigiJobImage } from '../../lib/images/luigi-job-image';
import { describeWithContainers } from '../support/containers/describe-with-containers';
import { imageContents } from '../support/containers/image-contents';
import { buildJobImage, runJob } from '../support/containers/job-image';
import { podman } from '../support/containers/store';

const CODE = `
import os
import luigi

class Report(luigi.Task):
    day = luigi.DateParameter()
    fails = luigi.BoolParameter()

    def output(self):
        return luigi.LocalTarget('/tmp/report')

    def run(self):
        import iniconfig
        if self.fails:
            raise ValueError('as it should')
        with self.output().open('w') as out:
            out.write('x')
        print('made', self.day, 'as', os.getuid(), 'in', os.getcwd())
`;

describeWithContainers('an image of a folder of code', () => {
  let image: string;
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'job-image-'));
    writeFileSync(join(folder, 'report.py'), CODE);
    writeFileSync(join(folder, 'requirements.txt'), 'iniconfig\n');
    const app = new App({ outdir: join(folder, 'cdk.out') });
    const task = new FargateTaskDefinition(new Stack(app, 'Stack'), 'Task');
    task.addContainer('job', { image: LuigiJobImage.fromCode(folder, { requirements: 'requirements.txt' }) });
    const { directory } = app.synth();
    const assets = JSON.parse(readFileSync(join(directory, 'Stack.assets.json'), 'utf8')) as { dockerImages: Record<string, { source: { directory: string } }> };
    const [context] = Object.values(assets.dockerImages).map(({ source }) => join(directory, source.directory)) as [string];
    image = await buildJobImage(context, 'job');
  }, 900_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('runs its tasks without rights, writing to /tmp only', async () => {
    const said = await runJob(image, 'luigi', '--module', 'report', 'Report', '--Report-day=2026-11-23', ...EXIT_CODE_FLAGS, '--local-scheduler');
    expect(said).toContain('made 2026-11-23 as 1000 in /app');
    await expect(runJob(image, 'touch', '/app/x')).rejects.toThrow('Read-only file system');
    await expect(runJob(image, 'touch', '/opt/x')).rejects.toThrow('Read-only file system');
  });

  test('ends with Luigi\'s code for a task that failed', async () => {
    const run = runJob(image, 'luigi', '--module', 'report', 'Report', '--Report-day=2026-11-23', '--Report-fails', ...EXIT_CODE_FLAGS, '--local-scheduler');
    await expect(run).rejects.toMatchObject({ status: 30 });
  });

  test('is for a user that is not root, with /tmp as its only volume, and starts nothing but what it is told', async () => {
    const [{ Config }] = JSON.parse(await podman(['image', 'inspect', image])) as [{ Config: Record<string, unknown> }];
    expect(Config).toMatchObject({ User: '1000:1000', Volumes: { '/tmp': {} }, WorkingDir: '/app' });
    expect(Config['Entrypoint'] ?? []).toEqual([]);
  });

  test('holds no package caches, no private key, and no program with its owner\'s rights that Debian does not have', async () => {
    const debian = await imageContents('public.ecr.aws/docker/library/debian:trixie-slim');
    const contents = await imageContents(image);
    expect(contents.packageCaches).toEqual([]);
    expect(contents.privateKeys).toEqual([]);
    expect(contents.setuid.filter((file) => !debian.setuid.includes(file))).toEqual([]);
  });
});

describeWithContainers('the base image for jobs', () => {
  test('has Luigi on its path, and needs no code to be built', async () => {
    const base = await buildJobImage('images/job', 'base');
    expect(await runJob(base, 'luigi', '--version').catch((error: Error) => error.message)).not.toContain('not found');
    expect(await runJob(base, 'python3', '-c', 'import luigi; print(luigi.__version__)')).toBe('3.8.1\n');
  }, 900_000);
});
