import { text } from './read';
import { sameEnvironment, type Template } from './template';

/** Lets every stack find what the others export to its account and region. */
export function linkExports(templates: readonly Template[]): void {
  const byName = new Map<string, { readonly template: Template; readonly value: unknown }[]>();
  for (const template of templates) {
    for (const { name, value } of exportsOf(template)) byName.set(name, [...byName.get(name) ?? [], { template, value }]);
  }
  for (const template of templates) {
    template.importFrom((name) => {
      const found = byName.get(name)?.find((other) => sameEnvironment(other.template.environment, template.environment));
      return found?.template.resolve(found.value);
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
