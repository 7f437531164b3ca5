import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CfnResource, Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { linkExports } from '../../lib/cloudformation/exports';
import { type RawTemplate, Template } from '../../lib/cloudformation/template';
import { Assembly } from '../../preflight/assembly/assembly';
import { readAssembly } from '../../preflight/assembly/read-assembly';
import { LAYERS } from '../../preflight/finding';
import { checkByOwnChecks } from '../../preflight/layers/own-checks';
import type { Result } from '../../preflight/result';
import { CORRECT } from '../support/preflight/correct';
import { faultTable, TABLE_END, TABLE_START } from '../support/preflight/fault-table';
import { FAULTS } from '../support/preflight/faults';
import { addStacks, newApp, stackId } from '../support/preflight/stack-case';

const ROOT = path.join(__dirname, '../..');
const folders: string[] = [];

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'preflight-'));
  folders.push(made);
  return made;
}

function preflight(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'preflight/main.ts', ...args], { cwd: ROOT, encoding: 'utf8', maxBuffer: 1e8 });
  return { status, stdout, stderr };
}

/** Without a word of what CDK says while it synthesises. */
function synthesised(build: (app: ReturnType<typeof newApp>) => void): string {
  const made = folder();
  const app = newApp(made);
  const quiet = [jest.spyOn(console, 'error').mockImplementation(), jest.spyOn(process.stderr, 'write').mockImplementation(() => true)];
  try {
    build(app);
    app.synth();
  } finally {
    for (const spy of quiet) spy.mockRestore();
  }
  return made;
}

afterAll(() => { for (const made of folders) rmSync(made, { recursive: true, force: true }); });

describe('preflight of stacks with a fault each', () => {
  let result: Result;
  let status: number | null;
  beforeAll(() => {
    const run = preflight('--json', '--app', synthesised((app) => addStacks(app, 'Fault', FAULTS)));
    status = run.status;
    result = JSON.parse(run.stdout) as Result;
  }, 300_000);

  const found = (index: number) => result.assemblies[0]?.findings.filter(({ stack }) => stack.startsWith(stackId('Fault', index))) ?? [];

  test('ends with 1', () => expect(status).toBe(1));

  test.each(FAULTS.map((fault, index) => ({ ...fault, index })))('finds $fault', ({ layers, index }) => {
    expect([...new Set(found(index).map(({ layer }) => layer))].sort()).toEqual([...layers].sort());
  });

  test('is documented: the table of faults and layers says what was found', () => {
    const file = path.join(ROOT, 'docs/preflight.md');
    const page = readFileSync(file, 'utf8');
    const table = faultTable(FAULTS.map((fault, index) => ({ ...fault, findings: found(index) })));
    const place = new RegExp(`${TABLE_START}\n([\\s\\S]*?)${TABLE_END}`);
    // Brings the page up to date where that is asked for; else it must be.
    if (process.env.UPDATE_FAULT_TABLE !== undefined) writeFileSync(file, page.replace(place, () => `${TABLE_START}\n${table}${TABLE_END}`));
    else expect(place.exec(page)?.[1]).toBe(table);
  });

  test('asks every layer', () => expect(result.assemblies[0]?.layers).toEqual(LAYERS));
});

describe('preflight of stacks that would deploy', () => {
  test('is silent on all of them, and ends with 0', () => {
    const { status, stdout } = preflight('--json', '--app', synthesised((app) => addStacks(app, 'Correct', CORRECT)));
    const findings = (JSON.parse(stdout) as Result).assemblies.flatMap((assembly) => assembly.findings);

    expect(findings).toEqual([]);
    expect(status).toBe(0);
  }, 300_000);
});

describe('whatever stands in a template', () => {
  test('the checks of our own never fail on it', () => {
    const assembly = readAssembly(synthesised((app) => addStacks(app, 'Fault', FAULTS)));
    const odd = [null, 7, true, 'x', '', [], {}, [null], [[]], { a: null }, { Ref: 'Nowhere' }, { 'Fn::GetAtt': 'X.Y' }, { 'Fn::If': ['C', 1] }, { 'Fn::Sub': 7 }, { 'Fn::Join': ['', { Ref: 'L' }] }];

    fc.assert(fc.property(fc.nat(assembly.templates.length - 1), fc.infiniteStream(fc.nat(40)), fc.constantFrom(...odd), (which, steps, value) => {
      const { source } = assembly.templates[which] as Template;
      const body = spoiled(structuredClone(source.body), steps, value) as RawTemplate;
      const template = new Template({ ...source, body });
      linkExports([template]);
      checkByOwnChecks(new Assembly('', [template]));
    }), { numRuns: 3000 });
  });

  test('what is not known is never found fault with', () => {
    const assembly = readAssembly(synthesised((app) => addStacks(app, 'Correct', CORRECT)));
    const places = assembly.templates.filter((template) => !hangsTogether(template))
      .flatMap((template) => Object.entries(template.raw.Resources ?? {}).flatMap(([id, { Properties }]) => pathsIn(Properties).map((steps) => ({ template, steps: ['Resources', id, 'Properties', ...steps] }))));

    fc.assert(fc.property(fc.constantFrom(...places), ({ template: { source }, steps }) => {
      const body = structuredClone(source.body) as Record<string, unknown>;
      body.Parameters = { ...source.body.Parameters, Unheard: { Type: 'String' } };
      const holder = steps.slice(0, -1).reduce((inner, key) => inner[key] as Record<string, unknown>, body);
      holder[steps.at(-1) as string] = { Ref: 'Unheard' };
      const template = new Template({ ...source, body: body as RawTemplate });
      linkExports([template]);

      // With a reference goes the order that it brings: that is a fault indeed.
      expect(checkByOwnChecks(new Assembly('', [template])).filter(({ message }) => !message.includes('may be made before'))).toEqual([]);
    }), { numRuns: 1500 });
  });
});

/** Whether other templates must be read to judge it. */
function hangsTogether({ parent, raw }: Template): boolean {
  return parent !== undefined || /AWS::CloudFormation::Stack|Fn::ImportValue/.test(JSON.stringify(raw));
}

/** Where something stands that could be a parameter instead. */
function pathsIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).filter(([key]) => key !== 'Ref' && !key.startsWith('Fn::')).flatMap(([key, inner]) => [[key], ...pathsIn(inner).map((steps) => [key, ...steps])]);
}

/** Puts a value somewhere into a template, below its resources' properties. */
function spoiled(body: RawTemplate, steps: Iterator<number>, value: unknown): unknown {
  const next = () => (steps.next().value ?? 0) as number;
  const all = Object.values(body.Resources ?? {});
  let holder = all[next() % all.length]?.Properties as Record<string, unknown> | undefined;
  for (let depth = next() % 7; holder !== undefined; depth--) {
    const keys = Object.keys(holder);
    const key = keys[next() % Math.max(keys.length, 1)];
    if (key === undefined) break;
    const inner = holder[key];
    if (depth <= 0 || typeof inner !== 'object' || inner === null) {
      holder[key] = value;
      break;
    }
    holder = inner as Record<string, unknown>;
  }
  return body;
}

describe('the command', () => {
  test('says for people where the fault is, what is wrong and who found it', () => {
    const assembly = synthesised((app) => {
      new CfnResource(new Stack(app, 'Names'), 'Parameter', { type: 'AWS::SSM::Parameter', properties: { Type: 'String', Value: 'x'.repeat(4097) } });
    });

    const { status, stdout } = preflight('--app', assembly);

    expect(stdout).toBe([
      `${assembly}: 1 template, asked ${LAYERS.join(', ')}`, '', '  Names', '    Names/Parameter Value',
      '      a value of 4,097 bytes: expected 4,096 at most in tier Standard; use tier Advanced (8,192) or split it  [own-checks ssm-parameter-value]', '', '  1 finding', '',
    ].join('\n'));
    expect(status).toBe(1);
  });

  test('ends with 2 where the folder is no cloud assembly', () => {
    const empty = folder();

    const { status, stderr } = preflight('--app', empty);

    expect(stderr).toContain(`preflight: ${empty} has no manifest.json: expected a cloud assembly`);
    expect(status).toBe(2);
  });

  test('ends with 2 and its usage where it does not know an option', () => {
    const { status, stderr } = preflight('--application', 'x');

    expect(stderr).toContain('usage: npm run preflight');
    expect(status).toBe(2);
  });
});
