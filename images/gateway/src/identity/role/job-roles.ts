import type { Job } from '../../jobs/description/job';
import type { JobCatalogue } from '../../jobs/description/job-store';
import { sessionPart, sessionPartOf, type AssumedRole } from './assumed-role';

/** The roles that jobs' tasks have: no other may sign in. */
export class JobRoles {
  private indexed: { readonly jobs: ReadonlyMap<string, Job>; readonly roles: ReadonlyMap<string, string | undefined> } | undefined;

  constructor(private readonly catalogue: JobCatalogue) {}

  /**
   * ARN of the role that a session is of, as the jobs that have it spell it; undefined where no job has it. A session doesn't tell its role's
   * path: where jobs name two roles that differ in nothing else, it can't be said which it is, and it is neither.
   *
   * @throws Problem 503 `jobs-unavailable`
   */
  arnOf(session: AssumedRole): string | undefined {
    const { jobs } = this.catalogue;
    if (this.indexed?.jobs !== jobs) this.indexed = { jobs, roles: rolesOf(jobs) };
    return this.indexed.roles.get(sessionPart(session));
  }
}

function rolesOf(jobs: ReadonlyMap<string, Job>): ReadonlyMap<string, string | undefined> {
  const roles = new Map<string, string | undefined>();
  for (const { taskRole } of jobs.values()) {
    const part = taskRole === undefined ? undefined : sessionPartOf(taskRole);
    if (part === undefined) continue;
    roles.set(part, roles.has(part) && roles.get(part) !== taskRole ? undefined : taskRole);
  }
  return roles;
}
