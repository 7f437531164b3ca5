import type { AccessMapping } from '../../../../images/gateway/src/access/access-mapping';
import type { Job } from '../../../../images/gateway/src/jobs/description/job';
import type { ReadDocument } from './document';

/** All documents of a service that could be found. */
export interface ServiceDocuments {
  /** Where they lie, as it was named. */
  readonly place: string;
  /** Sorted by name. */
  readonly mappings: readonly ReadDocument<AccessMapping>[];
  /** Sorted by name. @default - what jobs there are is not known */
  readonly jobs?: readonly ReadDocument<Job>[];
  /** Why jobs are not known. @default - they are */
  readonly jobsUnknown?: string;
  /** Why there may be other jobs than these. @default - there are none */
  readonly jobsElsewhere?: string;
  /** Principals that are shut out. @default - nobody is, or it is not known who */
  readonly revoked?: ReadDocument<readonly string[]>;
  /** Why it is not known who is shut out. @default - it is */
  readonly revokedUnknown?: string;
  /** Files that lie there and that no gateway reads, although they look as if they were meant. */
  readonly passedOver: readonly string[];
  /** What somebody should know of what was read. @default - nothing */
  readonly notes?: readonly string[];
}

/** The mappings that hold. */
export function validMappings({ mappings }: ServiceDocuments): readonly AccessMapping[] {
  return mappings.flatMap(({ value }) => value === undefined ? [] : [value]);
}

/** The jobs that are known, by name. @default - none is known */
export function validJobs({ jobs }: ServiceDocuments): ReadonlyMap<string, Job> | undefined {
  return jobs === undefined ? undefined : new Map(jobs.flatMap(({ value }) => value === undefined ? [] : [[value.name, value]]));
}
