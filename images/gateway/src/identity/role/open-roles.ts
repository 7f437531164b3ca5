import type { JobCatalogue } from '../../jobs/description/job-store';
import type { Logger } from '../../log';
import type { WorkerRolesSetting } from '../../settings/worker-sign-in';
import type { RoleAuthenticatorProps } from './role-authenticator';
import { RoleVerifier } from './role-verifier';
import { Sts } from './sts';

/** What is needed to know workers by the roles of jobs, where the settings let them sign in so. */
export function openRoles(
  setting: WorkerRolesSetting | undefined, jobs: JobCatalogue | undefined, log: Logger,
): RoleAuthenticatorProps | undefined {
  if (setting === undefined || jobs === undefined) return undefined;
  const { stsOrigin: origin, audience, region } = setting;
  return { endpoint: { origin, region }, verifier: new RoleVerifier({ sts: new Sts({ origin, audience }), log }), jobs };
}
