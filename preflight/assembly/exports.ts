import { text } from '../model/read';
import type { Template } from '../model/template';
import { sameEnvironment } from './assembly';

/** Lets every stack find what the others export to its account and region. */
export function linkExports(templates: readonly Template[]): void {
  for (const template of templates) {
    template.importFrom((name) => {
      for (const other of templates) {
        if (!sameEnvironment(other.environment, template.environment)) continue;
        const found = exportsOf(other).find((output) => output.name === name);
        if (found !== undefined) return other.resolve(found.value);
      }
      return undefined;
    });
  }
}

/** What a template exports, where the name is known. */
export function exportsOf(template: Template): { readonly name: string; readonly output: string; readonly value: unknown }[] {
  return Object.entries(template.raw.Outputs ?? {}).flatMap(([output, { Export: exported, Value: value }]) => {
    const name = exported === undefined ? undefined : text(template.resolve(exported.Name));
    return name === undefined ? [] : [{ name, output, value }];
  });
}
