import { exportsOf } from '../../../lib/cloudformation/exports';
import type { Template } from '../../../lib/cloudformation/template';
import type { Assembly } from '../../assembly/assembly';
import { assemblyCheck, type Check } from '../check';

/** How stacks hang together. */
export const STACK_CHECKS: readonly Check[] = [
  assemblyCheck('stack-export-doubled', (assembly, found) => {
    const taken = new Map<string, string>();
    for (const template of assembly.templates) {
      const { account, region } = template.environment;
      for (const { name, output } of exportsOf(template)) {
        const key = [account, region, name].join(' ');
        const other = taken.get(key);
        if (other === undefined) taken.set(key, template.stack);
        else found({ template, at: `Outputs.${output}`, message: `export ${name} is made by ${other} too: expected a name of its own; rename one` });
      }
    }
  }),

  assemblyCheck('stack-import', (assembly, found) => {
    for (const template of assembly.templates) {
      for (const name of new Set(importsOf(template.raw))) {
        const owner = assembly.templates.find((other) => other !== template && isExportOf(name, other, template));
        if (owner === undefined || exportsOf(owner).some((output) => output.name === name)) continue;
        found({ template, message: `imports ${name}, which ${owner.stack} does not export: expected an output with that export; deploy would wait for it in vain` });
      }
    }
  }),

  assemblyCheck('stack-cycle', (assembly, found) => {
    const needs = new Map(assembly.templates.map((template) => [template, ownersOf(template, assembly)]));
    const visit = (template: Template, path: readonly Template[]): readonly Template[] | undefined => {
      if (path.includes(template)) return [...path.slice(path.indexOf(template)), template];
      for (const next of needs.get(template) ?? []) {
        const cycle = visit(next, [...path, template]);
        if (cycle !== undefined) return cycle;
      }
      return undefined;
    };
    for (const template of assembly.templates) {
      const cycle = visit(template, []);
      if (cycle === undefined) continue;
      if (cycle[0] === template) found({ template, message: `stacks import from each other: ${cycle.map(({ stack }) => stack).join(' -> ')}; expected an order; move what both need into a third` });
      break;
    }
  }),

  assemblyCheck('stack-name', (assembly, found) => {
    const taken = new Map<string, string>();
    for (const template of assembly.templates) {
      const { stackName, environment: { account, region } } = { ...template.source };
      if (stackName === undefined || template.parent !== undefined) continue;
      if (!/^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(stackName)) found({ template, message: `stack name ${stackName}: expected a letter and then letters, digits and "-", 128 at most; rename it` });
      const key = [account, region, stackName].join(' ');
      const other = taken.get(key);
      if (other !== undefined && other !== template.stack) found({ template, message: `stack name ${stackName} is that of ${other} too: expected a name of its own; rename one` });
      taken.set(key, template.stack);
    }
  }),

  assemblyCheck('stack-size', (assembly, found) => {
    for (const template of assembly.templates) {
      if (template.source.size > 1_000_000) found({ template, message: `a template of ${template.source.size.toLocaleString('en')} bytes: expected 1,000,000 at most; split the stack` });
    }
  }),
];

function importsOf(raw: unknown): readonly string[] {
  if (typeof raw !== 'object' || raw === null) return [];
  return Object.entries(raw).flatMap(([key, value]: [string, unknown]) => key === 'Fn::ImportValue' && typeof value === 'string' ? [value] : importsOf(value));
}

/** CDK names its exports after the stack: `Stack:ExportsOutput...`. Others may come from anywhere. */
function isExportOf(name: string, owner: Template, template: Template): boolean {
  const isHere = owner.environment.account === template.environment.account && owner.environment.region === template.environment.region;
  return isHere && owner.source.stackName !== undefined && name.startsWith(`${owner.source.stackName}:ExportsOutput`);
}

function ownersOf(template: Template, assembly: Assembly): readonly Template[] {
  const names = new Set(importsOf(template.raw));
  return assembly.templates.filter((other) => other !== template && other.environment.region === template.environment.region
    && exportsOf(other).some(({ name }) => names.has(name)));
}
