import { linkExports } from '../../../lib/cloudformation/exports';
import { type Environment, type RawTemplate, Template } from '../../../lib/cloudformation/template';
import { Assembly } from '../../../preflight/assembly/assembly';
import type { Finding } from '../../../preflight/finding';
import { checkByOwnChecks } from '../../../preflight/layers/own-checks';

/** A template of a stack. */
export function templateOf(body: RawTemplate | object, environment: Environment = {}, stack = 'Stack'): Template {
  return new Template({ stack, file: `${stack}.template.json`, environment, body, size: 1000, constructPaths: new Map(), stackName: stack });
}

/** What the checks of our own find in templates of one assembly. */
export function ownFindings(...templates: readonly Template[]): Finding[] {
  linkExports(templates);
  return checkByOwnChecks(new Assembly('/assembly', templates));
}

/** A template of these resources: type and properties by logical id. */
export function resources(given: Readonly<Record<string, readonly [type: string, properties?: object]>>, more: object = {}): object {
  return { ...more, Resources: Object.fromEntries(Object.entries(given).map(([id, [Type, Properties = {}]]) => [id, { Type, Properties }])) };
}
