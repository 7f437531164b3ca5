import type { AccessMapping } from '../../../../images/gateway/src/access/access-mapping';
import type { Job } from '../../../../images/gateway/src/jobs/job';
import type { RunGrant } from '../../../../lib/contract/access-mapping';
import { validJobs, validMappings, type ServiceDocuments } from '../documents/service-documents';

/** Who may view, operate and run what, by the documents of one service: everything sorted. Like `access-matrix.json` of synthesis. */
export interface Matrix {
  readonly place: string;
  /** Sorted by principal, then mapping. */
  readonly access: readonly MatrixRow[];
  /** The mappings that hold, sorted by name. */
  readonly mappings: readonly { readonly name: string; readonly description?: string; readonly where: string }[];
  /** Documents that are invalid: they grant nothing, and stand in no row. */
  readonly invalid: readonly string[];
}

/** What one principal may do by one mapping. */
export interface MatrixRow {
  readonly principal: string;
  readonly mapping: string;
  readonly view: readonly string[];
  readonly operate: readonly string[];
  readonly run: readonly MatrixRun[];
}

/** A job, or a category with the jobs that are in it, where these are known. */
export interface MatrixRun extends RunGrant {
  readonly jobs?: readonly string[];
}

/** Lays out the mappings by principal. */
export function matrixOf(documents: ServiceDocuments): Matrix {
  // Of a category, all jobs are shown or none.
  const jobs = documents.jobsElsewhere === undefined ? validJobs(documents) : undefined;
  const where = new Map(documents.mappings.map((mapping) => [mapping.name, mapping.where]));
  const valid = [...validMappings(documents)].sort((a, b) => byText(a.name, b.name));
  return {
    place: documents.place,
    access: valid.flatMap((mapping) => rowsOf(mapping, jobs)).sort((a, b) => byText(a.principal, b.principal)),
    mappings: valid.map(({ name, description }) => ({ name, ...description === undefined ? {} : { description }, where: where.get(name) ?? name })),
    invalid: documents.mappings.filter(({ value }) => value === undefined).map((mapping) => mapping.where).sort(byText),
  };
}

function rowsOf({ name, principals, view, operate, run }: AccessMapping, jobs: ReadonlyMap<string, Job> | undefined): readonly MatrixRow[] {
  const runs = run.map((grant) => withJobs(grant, jobs));
  return principals.map((principal) => ({ principal, mapping: name, view, operate, run: runs }));
}

function withJobs(grant: RunGrant, jobs: ReadonlyMap<string, Job> | undefined): MatrixRun {
  const { category, ...rest } = grant;
  if (category === undefined || jobs === undefined) return grant;
  return { category, jobs: [...jobs.values()].filter((job) => job.category === category).map(({ name }) => name).sort(byText), ...rest };
}

/** Compares by code unit: the same on every machine, whatever its language. */
function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
