import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { LuigiJobImage, type LuigiJobCodeOptions } from '../../../../lib/images/luigi-job-image';
import { aJobStack, someJob } from '../../../support/lib/luigi-job';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'code-'));
  for (const [name, content] of Object.entries({
    'flat.py': '', 'fast.cpython-313-x86_64-linux-gnu.so': '', 'reports/__init__.py': '', 'reports/daily.py': '', 'reports/sub/__init__.py': '',
    'names/only/deep.py': '', 'notes/hidden.py': '', 'data/big.csv': '', 'requirements.txt': 'ours-elsewhere\n', '.dockerignore': 'notes\n', 'Dockerfile': 'FROM scratch\n',
  })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Declares a job of a module in the folder, or in another image. */
function declare(module: string, options: LuigiJobCodeOptions = {}, image: ContainerImage = LuigiJobImage.fromCode(folder, options)): void {
  const { service } = aJobStack(() => ({}));
  service.addJob('daily', { ...someJob({}), image, module });
}

test.each(['flat', 'fast', 'reports', 'reports.daily', 'reports.sub', 'names.only.deep', 'luigi.contrib.batch'])('a job may run the module %s of its folder, or Luigi', (module) => {
  expect(() => declare(module)).not.toThrow();
});

test.each([
  ['reports.dayly', 'reports/dayly'],
  ['reports.Daily', 'reports/Daily'],
  ['report.daily', 'report/daily'],
  ['daily', 'daily'],
  ['flat.more', 'flat/more'],
  ['names.only', 'names/only'],
  ['data', 'data'],
])('%s, which is not there, is refused at synthesis, not by each run', (module, way) => {
  expect(() => declare(module)).toThrow(
    `job daily: got the module "${module}", expected ${way}.py or ${way}/__init__.py in the folder of code "${folder}"; mend the module, or give the folder in which the first of its names stands`,
  );
});

test('a module that is left out of the image is refused, and where it went is said', () => {
  const message = (way: string): string => `expected ${way}.py or ${way}/__init__.py in the folder of code "${folder}", which is left out of the image; mend its .dockerignore, or exclude`;
  expect(() => declare('notes.hidden')).toThrow(message('notes/hidden'));
  expect(() => declare('reports.daily', { exclude: ['reports'] })).toThrow(message('reports/daily'));
});

test('what packages, a base or another image bring is not known: nothing is said of it', () => {
  expect(() => declare('ours.daily', { requirements: 'requirements.txt' })).not.toThrow();
  expect(() => declare('ours.daily', { pythonBase: 'registry.example.com/python@sha256:00' })).not.toThrow();
  expect(() => declare('ours.daily', {}, ContainerImage.fromRegistry('registry.example.com/ours'))).not.toThrow();
  expect(() => declare('ours.daily', {}, ContainerImage.fromAsset(folder))).not.toThrow();
  // But of what begins as the code does.
  expect(() => declare('reports.dayly', { requirements: 'requirements.txt' })).toThrow('got the module "reports.dayly"');
});
