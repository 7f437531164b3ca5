import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Template } from '../../lib/cloudformation/template';
import type { Assembly } from '../assembly/assembly';
import type { Finding } from '../finding';
import { PREDICTIVE_WARNINGS } from './predictive-warnings';

/** Rules that find fault with what deploys, each with why; what is right about them is among our own checks. */
const MISTAKEN: ReadonlyMap<string, string> = new Map([
  ['E3049', "wants the target group's health check port written out, though its default is the traffic port"],
]);

interface Match {
  readonly Filename: string;
  readonly Level: string;
  readonly Message: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path?: readonly (string | number)[] | null };
}

/** Where a stack doesn't say. */
const ANY_REGION = 'us-east-1';

/**
 * What cfn-lint makes of the templates: its errors, and the warnings that foretell a failure.
 * @param environment the folder of its virtual environment
 * @throws Error where it didn't run to its end
 */
export async function checkByCfnLint(assembly: Assembly, environment: string): Promise<Finding[]> {
  const byRegion = new Map<string, Template[]>();
  for (const template of assembly.templates) {
    const region = template.environment.region ?? ANY_REGION;
    byRegion.set(region, [...byRegion.get(region) ?? [], template]);
  }
  const findings: Finding[] = [];
  for (const [region, templates] of byRegion) findings.push(...await lint(assembly, templates, region, environment));
  return findings;
}

async function lint(assembly: Assembly, templates: readonly Template[], region: string, environment: string): Promise<Finding[]> {
  const files = new Map(templates.map((template) => [path.resolve(assembly.folder, template.source.file), template]));
  const output = await run(environment, ['--format', 'json', '--non-zero-exit-code', 'none', '--regions', region, '--template', ...files.keys()]);
  return parse(output).flatMap(({ Filename, Level, Message, Rule, Location }): Finding[] => {
    const template = files.get(path.resolve(Filename));
    if (template === undefined || MISTAKEN.has(Rule.Id) || Level !== 'Error' && !PREDICTIVE_WARNINGS.has(Rule.Id)) return [];
    const [section, id, ...rest] = Location.Path ?? [];
    const resource = section === 'Resources' && id !== undefined ? String(id) : undefined;
    return [{
      layer: 'cfn-lint', rule: Rule.Id, stack: template.stack, template: template.source.file, resource,
      constructPath: resource === undefined ? undefined : template.constructPathOf(resource),
      at: (resource === undefined ? Location.Path ?? [] : rest).join('.') || undefined, message: shortened(Message),
    }];
  });
}

function parse(output: string): Match[] {
  try {
    return JSON.parse(output) as Match[];
  } catch {
    throw new Error(`cfn-lint wrote no JSON: ${output.trim().slice(-500)}; run "npm run setup -- cfn-lint" and try again`);
  }
}

function run(environment: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    // Its settings are looked for in the working folder and at home: nobody's own may change what is found.
    const child = spawn(path.join(environment, 'bin/cfn-lint'), [...args], {
      cwd: environment, env: { ...process.env, HOME: environment, LC_ALL: 'C.UTF-8' }, stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    child.on('error', reject);
    child.on('close', (status) => {
      if (status === 0) resolve(Buffer.concat(chunks).toString('utf8'));
      else reject(new Error(`cfn-lint ended with ${status}: ${Buffer.concat([...errors, ...chunks]).toString('utf8').trim().slice(-500)}`));
    });
  });
}

/** It lists all that it would have taken, some of it by the thousand. */
function shortened(message: string): string {
  return message.length > 400 ? `${message.slice(0, 300)} ...` : message;
}
