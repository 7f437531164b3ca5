import type { ReadDocument } from '../documents/document';
import { validJobs, type ServiceDocuments } from '../documents/service-documents';
import { estateWarnings, namesAlike } from './estate-warnings';
import type { LintFinding } from './finding';
import { jobWarnings } from './job-warnings';
import { mappingWarnings } from './mapping-warnings';

/** What was found in the documents of a service. */
export interface LintResult {
  readonly place: string;
  readonly mappings: number;
  /** @default - not known */
  readonly jobs?: number;
  readonly findings: readonly LintFinding[];
  /** What could not be checked, and why. */
  readonly notes: readonly string[];
}

/** Checks the documents of several services, each by itself. */
export function lintAll(place: string, services: readonly ServiceDocuments[]): LintResult {
  const results = services.map(lint);
  const sum = (count: (result: LintResult) => number): number => results.reduce((total, result) => total + count(result), 0);
  const known = results.every(({ jobs }) => jobs !== undefined);
  return {
    place, mappings: sum(({ mappings }) => mappings), ...known ? { jobs: sum(({ jobs = 0 }) => jobs) } : {},
    findings: results.flatMap(({ findings }) => findings), notes: [...new Set(results.flatMap(({ notes }) => notes))],
  };
}

/** Checks documents: by the gateway's parser one by one, then what they make together. */
export function lint(documents: ServiceDocuments): LintResult {
  const { place, mappings, jobs, jobsUnknown, revoked, revokedUnknown, passedOver, jobsElsewhere, notes = [] } = documents;
  const placed = mappings.flatMap(({ where, text, value }) => value === undefined || text === undefined ? [] : [{ where, text, mapping: value }]);
  const known = validJobs(documents);
  const findings = [
    ...faults(mappings, 'invalid-mapping'), ...faults(jobs ?? [], 'invalid-job'), ...faults(revoked === undefined ? [] : [revoked], 'invalid-revocation'),
    ...placed.flatMap(mappingWarnings), ...known === undefined ? [] : placed.flatMap((each) => jobWarnings(each, known))
      // Those that an app makes are declared: synthesis has seen to that.
      .filter(({ rule }) => jobsElsewhere === undefined || !rule.startsWith('unknown-')),
    ...estateWarnings(placed), ...namesAlike(mappings), ...namesAlike(jobs ?? []),
    ...passedOver.map((where): LintFinding => ({
      severity: 'warning', rule: 'not-read', where, path: '', got: 'a document that no gateway reads', expected: 'files called <name>.json, without a dot before the name; beside who is shut out, nothing',
      mend: 'rename it, or remove it: what it says holds for nobody',
    })),
  ];
  const rank = ({ severity, where }: LintFinding): string => `${where}\n${severity}`;
  return {
    place, mappings: mappings.length, ...jobs === undefined ? {} : { jobs: jobs.length },
    // Sorting is stable: within a document they stay in the order of the checks.
    findings: [...findings].sort((a, b) => (rank(a) < rank(b) ? -1 : Number(rank(a) > rank(b)))),
    notes: [
      ...notes,
      ...jobsUnknown === undefined ? [] : [`what is granted on jobs was not held against the jobs: ${jobsUnknown}`],
      ...revokedUnknown === undefined ? [] : [`who is shut out was not looked at: ${revokedUnknown}`],
    ],
  };
}

function faults(documents: readonly ReadDocument<unknown>[], rule: string): readonly LintFinding[] {
  return documents.flatMap(({ where, fault }) => fault === undefined ? [] : [{ severity: 'error' as const, rule, where, ...fault }]);
}
