import { byText, matrixRows, type MatrixRow } from '../../../../lib/access/matrix-rows';
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

/** Lays out the mappings by principal. */
export function matrixOf(documents: ServiceDocuments): Matrix {
  // Of a category, all jobs are shown or none.
  const known = documents.jobsElsewhere === undefined ? validJobs(documents) : undefined;
  const jobs = known && new Map([...known].map(([name, { category }]) => [name, category]));
  const where = new Map(documents.mappings.map((mapping) => [mapping.name, mapping.where]));
  const valid = [...validMappings(documents)].sort(byText(({ name }) => name));
  return {
    place: documents.place,
    access: matrixRows(valid.map((mapping) => ({ ...mapping, jobs }))),
    mappings: valid.map(({ name, description }) => ({ name, ...description === undefined ? {} : { description }, where: where.get(name) ?? name })),
    invalid: documents.mappings.filter(({ value }) => value === undefined).map((mapping) => mapping.where).sort(),
  };
}
