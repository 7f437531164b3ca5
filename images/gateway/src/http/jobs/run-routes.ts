import type { FastifyInstance } from 'fastify';
import { recentOf } from '../../jobs/runs/recent-of';
import { addressOf } from '../../jobs/runs/run';
import type { Runner } from '../../jobs/runs/runner';
import { decodeField, fieldsOf } from '../../luigi/calls/form';
import { Problem } from '../../problem';
import { DATA_HEADERS } from '../answer/security-headers';
import type { Enforcement } from '../enforcement/enforcement';
import { foretold, type JobDoor } from './job-door';
import { SealedTokens } from './sealed-tokens';

/** Runs of all jobs that the caller may run, the newest first. */
export function addRunRoutes(listener: FastifyInstance, enforcement: Enforcement, runner: Pick<Runner, 'recent'>, door: JobDoor): void {
  const tokens = new SealedTokens();
  listener.get('/runs', enforcement.guard(async ({ caller, deliberation, exchange, reply }) => {
    const jobs = new Set(door.jobsOf(caller).map(({ job }) => job.name));
    const query = fieldsOf(exchange.rawQuery, ['limit', 'next']);
    const limit = limitOf(query);
    const from = query.has('next') ? tokens.open(decodeField(query.get('next')), caller.principal) : undefined;
    deliberation.allow('signed-in', null);
    const { items, next } = await recentOf(runner, jobs, { limit, next: from });
    const runs = items.map((run) => ({ ...run, address: addressOf(run) }));
    return reply.headers(DATA_HEADERS).type('application/json')
      .send(JSON.stringify({ runs, ...(next === undefined ? {} : { next: tokens.seal(next, caller.principal) }) }));
  }, foretold('list-recent-runs')));
}

/**
 * How many runs are asked for.
 * @throws Problem 400 `bad-limit`
 */
export function limitOf(query: ReadonlyMap<string, string>): number {
  const limit = decodeField(query.get('limit')) || '50';
  if (!/^[1-9][0-9]?$|^100$/.test(limit)) throw new Problem(400, 'bad-limit', 'got a limit that is none, expected a number from 1 to 100');
  return Number(limit);
}
