import type { AddressInfo } from 'node:net';
import { fastify } from 'fastify';
import { AccessMap } from '../../../images/gateway/src/access/access-map';
import { createPeopleLane } from '../../../images/gateway/src/http/lanes';
import { identityOf } from '../../../images/gateway/src/identity/identity';
import type { Job } from '../../../images/gateway/src/jobs/description/job';
import { parseJob } from '../../../images/gateway/src/jobs/description/parse-job';
import { RunTracker } from '../../../images/gateway/src/jobs/tasks/run-tracker';
import { FairShare } from '../../../images/gateway/src/limits/fair-share';
import { createLogger } from '../../../images/gateway/src/log';
import { BatchingDecisionLog } from '../../../images/gateway/src/records/decision-log';
import { readSettings } from '../../../images/gateway/src/settings/settings';
import { aMapping } from '../../support/access/mappings';
import { FakeRunner } from '../../support/jobs/fake-runner';
import { FakeLuigid } from '../../support/luigi/fake-luigid';

const JOBS = 200;

/** A job like many: five parameters, a description each. */
function job(index: number): Job {
  const described = { title: 'A title', description: 'What it is, in some words that a form shows' };
  return parseJob(`job-${index}`, JSON.stringify({
    version: 1, category: `category-${index % 10}`, family: `reports.Job${index}`, description: 'What the job does, in a sentence or two',
    maxConcurrentRuns: 50,
    parameters: {
      type: 'object', additionalProperties: false, required: ['day'],
      properties: {
        day: { ...described, type: 'string', format: 'date', formatMinimum: '2020-01-01' },
        region: { ...described, type: 'string', enum: ['emea', 'apac', 'amer'], default: 'emea' },
        heading: { ...described, type: 'string', maxLength: 100, default: 'Orders' },
        count: { ...described, type: 'integer', minimum: 1, maximum: 1000, default: 10 },
        dry: { ...described, type: 'boolean', default: false },
      },
    },
  }));
}

/**
 * The gateway's people lane, as it is in production but for three things that answer at once: what runs jobs, what keeps records, and
 * luigid. Beside it a bare Fastify server. A process of its own, so that who asks costs it nothing; tells its ports by IPC.
 */
async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const jobs = Array.from({ length: JOBS }, (_, index) => job(index));
  const limits = { region: { enum: ['emea', 'apac'] }, count: { maximum: 100 } };
  const mappings = [
    aMapping('all', ['group:all'], { run: Array.from({ length: 10 }, (_, index) => ({ category: `category-${index}` })) }),
    aMapping('limited', ['group:limited'], { run: jobs.slice(0, 100).map(({ name }) => ({ job: name, parameters: limits })) }),
    aMapping('limited-too', ['group:limited'], { run: jobs.slice(100).map(({ name }) => ({ job: name, parameters: limits })) }),
    ...Array.from({ length: 100 }, (_, index) => aMapping(`other-${index}`, [`group:other-${index}`], { run: [{ job: `job-${index}` }] })),
  ];
  const lane = createPeopleLane({
    settings, luigid: new FakeLuigid([]), health: [],
    log: createLogger({ program: 'gateway', output: { add: () => undefined, flush: () => Promise.resolve() } }),
    decisions: new BatchingDecisionLog({ service: 'bench', sink: { write: () => Promise.resolve(), close: () => Promise.resolve() } }),
    policy: new AccessMap(mappings),
    fairShare: new FairShare({ callsPerMinute: 100_000_000, changesPerMinute: 100_000_000 }),
    jobs: {
      catalogue: { jobs: new Map(jobs.map((one) => [one.name, one])) }, runner: new FakeRunner(),
      tasks: new RunTracker({ luigid: { ask: () => Promise.reject(new Error('no luigid')) } }),
      workerRuns: { runOf: () => Promise.resolve(undefined) },
    },
    authenticatePerson: (head) => identityOfPeople.verify(head), authenticateWorker: () => Promise.reject(new Error('no workers')),
  });
  const { people: identityOfPeople } = identityOf(settings);
  const bare = fastify({ logger: false });
  const list = JSON.stringify({ jobs: jobs.map(({ name, description, category }) => ({ name, description, category, reasonRequired: false, maxConcurrentRuns: 50, address: `/jobs/${name}` })) });
  bare.get('/jobs', (_request, reply) => reply.type('application/json').send(list));
  bare.post('/jobs/job-1/runs', (request, reply) => reply.code(202).type('application/json').send(JSON.stringify(request.body)));
  for (const server of [lane, bare]) await server.listen({ host: '127.0.0.1', port: 0 });
  process.send?.({ lane: (lane.server.address() as AddressInfo).port, bare: (bare.server.address() as AddressInfo).port });
  process.once('disconnect', () => process.exit(0));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
