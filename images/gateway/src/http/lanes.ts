import type { FastifyInstance } from 'fastify';
import type { AccessPolicy } from '../access/access';
import type { Revocations } from '../access/revocation-store';
import type { Caller, RequestHead } from '../identity/caller';
import type { FairShare } from '../limits/fair-share';
import type { Logger } from '../log';
import { MAX_CALL_BYTES } from '../luigi/calls/call';
import type { Luigid } from '../luigi/client/upstream';
import type { Measures } from '../metrics/measures';
import type { DecisionLog } from '../records/decision';
import type { Settings } from '../settings/settings';
import { addAccessRoutes } from './access/access-routes';
import { noSuchPage } from './answer/no-such-page';
import { Enforcement } from './enforcement/enforcement';
import { addHealthRoutes, type HealthSource } from './health-routes';
import { JobDoor } from './jobs/job-door';
import type { JobParts } from './jobs/job-parts';
import { addJobRoutes } from './jobs/job-routes';
import { createListener } from './listener/listener';
import { addLuigiRoutes } from './luigi/luigi-routes';
import { addWorkerRoutes, type WorkerParts } from './luigi/worker-routes';
import { addPortalRoutes } from './portal-routes';

/** The parts that the lanes are made of. */
export interface LaneParts {
  readonly settings: Settings;
  readonly log: Logger;
  readonly decisions: DecisionLog;
  readonly policy: AccessPolicy;
  /** @default - nobody is shut out */
  readonly revocations?: Revocations;
  readonly fairShare: FairShare;
  readonly luigid: Luigid;
  /** @default - the service has no jobs */
  readonly jobs?: JobParts & WorkerParts;
  readonly health: readonly HealthSource[];
  /**
   * Hears of each answer.
   * @default - nobody does
   */
  readonly measures?: Measures;
  readonly authenticatePerson: (head: RequestHead) => Promise<Caller>;
  readonly authenticateWorker: (head: RequestHead) => Promise<Caller>;
}

/** The lane for people and their scripts: Luigi as far as mappings go, and the pages that explain it. */
export function createPeopleLane(parts: LaneParts): FastifyInstance {
  const enforcement = new Enforcement('people', { ...parts, authenticate: parts.authenticatePerson });
  const listener = createListener(
    { lane: 'people', trustedProxies: parts.settings.trustedProxies, bodyBytes: MAX_CALL_BYTES.people, arrivalMs: 30_000, measures: parts.measures },
    parts.log, enforcement,
  );
  addHealthRoutes(listener, parts.luigid, parts.health, async (head) => {
    const caller = await parts.authenticatePerson(head);
    enforcement.admit(caller);
    return caller;
  });
  const jobs = parts.jobs && { ...parts.jobs, door: new JobDoor(enforcement, parts.jobs.catalogue, parts.settings.publicUrl.origin) };
  addPortalRoutes(listener, enforcement, parts.settings, jobs);
  addAccessRoutes(listener, enforcement, parts.settings, jobs?.door);
  if (jobs !== undefined) addJobRoutes(listener, enforcement, jobs, parts.settings.serviceName);
  addLuigiRoutes(listener, enforcement, parts.luigid, { ...parts.settings, measures: parts.measures });
  listener.setNotFoundHandler(enforcement.guard(async () => { throw noSuchPage(); }));
  return listener;
}

/** The lane for Luigi's workers. */
export function createWorkerLane(parts: LaneParts): FastifyInstance {
  const enforcement = new Enforcement('workers', { ...parts, authenticate: parts.authenticateWorker });
  const listener = createListener(
    { lane: 'workers', bodyBytes: MAX_CALL_BYTES.workers, arrivalMs: 60_000, measures: parts.measures }, parts.log, enforcement,
  );
  addWorkerRoutes(listener, enforcement, parts.luigid, parts.jobs);
  listener.setNotFoundHandler(enforcement.guard(async () => { throw noSuchPage(); }));
  return listener;
}
