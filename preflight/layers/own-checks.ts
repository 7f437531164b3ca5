import type { Assembly } from '../assembly/assembly';
import { CHECKS } from '../checks';
import type { Check } from '../checks/check';
import type { Finding } from '../finding';

/** What the project's own checks find. */
export function checkByOwnChecks(assembly: Assembly, checks: readonly Check[] = CHECKS): Finding[] {
  return checks.flatMap(({ id, find }) => find(assembly).map(({ template, resource, at, message }): Finding => ({
    layer: 'own-checks', rule: id, stack: template.stack, template: template.source.file, resource: resource?.logicalId,
    constructPath: resource?.constructPath, at, message,
  })));
}
