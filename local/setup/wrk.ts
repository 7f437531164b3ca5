import { installPackages } from './apt';
import { findProgram } from './command';
import { inspectMachine } from './machine';
import type { Report } from './report';

/**
 * wrk, which makes load for benchmarks.
 * @throws SetupError where it can't be had
 */
export async function ensureWrk(report: Report): Promise<string> {
  if (findProgram('wrk') === undefined) {
    await installPackages({ what: 'wrk', packages: ['wrk'], otherwise: 'wrk 4 or newer' }, await inspectMachine(), report);
  }
  return findProgram('wrk') as string;
}
