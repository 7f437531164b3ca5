import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LuigiImages } from '../../lib/images/luigi-images';
import { LAYERS } from '../../preflight/finding';
import type { Result } from '../../preflight/result';
import { addVariant, addVariants, SERVICE_VARIANTS } from '../support/lib/service-variants';
import { newApp } from '../support/preflight/stack-case';

const ROOT = path.join(__dirname, '../..');
let folder: string;

beforeEach(() => { folder = mkdtempSync(path.join(tmpdir(), 'variants-')); });
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

describe('a service, however it is set up,', () => {
  test('would not be refused by CloudFormation, as far as anyone can tell before', () => {
    const app = newApp(folder);
    addVariants(app);
    // What consumers do as a rule: images built where the app is synthesised, of the last build.
    addVariant(app, { name: 'assets', over: () => ({ images: LuigiImages.fromAssets() }) });
    app.synth();

    const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'preflight/main.ts', '--json', '--app', folder], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1e8 });
    if (stdout === '') throw new Error(stderr);
    const [result] = (JSON.parse(stdout) as Result).assemblies;

    expect(result?.findings.map(({ layer, rule, constructPath, at, message }) => [layer, rule, constructPath, at, message].join(' | '))).toEqual([]);
    expect(result?.layers).toEqual(LAYERS);
    // One for each, one for the images, and two in either stage: what it has elsewhere, and the service.
    expect(result?.templates).toBe(SERVICE_VARIANTS.length + 5);
  }, 300_000);
});
