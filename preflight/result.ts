import type { Assembly } from './assembly/assembly';
import type { Finding, Layer } from './finding';
import { checkByCfnLint } from './layers/cfn-lint';
import { checkByCloudFormationRules } from './layers/cloudformation-rules';
import { checkByOwnChecks } from './layers/own-checks';

/** What came out; `--json` prints it as it is. */
export interface Result {
  /** Whether nothing was found. */
  readonly ok: boolean;
  readonly assemblies: readonly AssemblyResult[];
}

/** What came out for one assembly. */
export interface AssemblyResult {
  readonly folder: string;
  /** How many templates it has. */
  readonly templates: number;
  /** Who looked at them. */
  readonly layers: readonly Layer[];
  readonly findings: readonly Finding[];
}

/** Asks all layers about assemblies. */
export async function check(assemblies: readonly Assembly[], cfnLintEnvironment: string): Promise<Result> {
  const results: AssemblyResult[] = [];
  for (const assembly of assemblies) {
    const linted = checkByCfnLint(assembly, cfnLintEnvironment);
    // While cfn-lint, a process of its own, is at work.
    const findings = [...checkByCloudFormationRules(assembly), ...checkByOwnChecks(assembly), ...await linted];
    results.push({
      folder: assembly.folder, templates: assembly.templates.length, layers: ['cloudformation-rules', 'cfn-lint', 'own-checks'],
      findings: findings.sort((one, other) => one.stack.localeCompare(other.stack) || (one.resource ?? '').localeCompare(other.resource ?? '')),
    });
  }
  return { ok: results.every(({ findings }) => findings.length === 0), assemblies: results };
}
