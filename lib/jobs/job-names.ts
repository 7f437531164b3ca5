import type { IConstruct } from 'constructs';
import { sameService } from '../access/service-address';
import type { ILuigiService } from '../luigi-service-base';

interface NamedJob {
  readonly scope: IConstruct;
  readonly service: ILuigiService;
}

const jobs = new WeakMap<IConstruct, Map<string, NamedJob[]>>();

/** Fails synthesis where another job of the app has the same name on the same service: they would write one parameter, and only one would be. */
export function nameOnce(scope: IConstruct, service: ILuigiService, jobName: string): void {
  const { root } = scope.node;
  const byName = jobs.get(root) ?? new Map<string, NamedJob[]>();
  jobs.set(root, byName);
  const named = byName.get(jobName) ?? [];
  byName.set(jobName, [...named, { scope, service }]);
  scope.node.addValidation({
    validate: () => (byName.get(jobName) ?? []).filter((other) => other.scope !== scope && sameService(other.service, service))
      .map((other) => `job ${jobName}: got the same name at ${other.scope.node.path}, expected another for the same service; rename one of them`),
  });
}
