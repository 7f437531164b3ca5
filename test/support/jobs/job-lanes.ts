import { AccessMap } from '../../../images/gateway/src/access/access-map';
import type { Job } from '../../../images/gateway/src/jobs/description/job';
import { parseJob } from '../../../images/gateway/src/jobs/description/parse-job';
import { RunTracker } from '../../../images/gateway/src/jobs/tasks/run-tracker';
import { FairShare } from '../../../images/gateway/src/limits/fair-share';
import type { AccessGrants } from '../../../lib/contract/access-mapping';
import { aMapping } from '../access/mappings';
import { by, GatewayLanes, PROOF, type LaneAnswer } from '../gateway-lanes';
import { FakeRunner } from './fake-runner';

/** A job as the gateway holds it; say only what matters to the test. */
export function aJob(name: string, over: Readonly<Record<string, unknown>> = {}, properties: object = { n: { type: 'integer' } }, required: readonly string[] = []): Job {
  return parseJob(name, JSON.stringify({
    version: 1, category: 'reports', family: 'report.Daily', parameters: { type: 'object', additionalProperties: false, required, properties }, ...over,
  }));
}

/** The gateway's lanes, with jobs that a fake runner runs: ada may run all of the category reports, grace what is said, alan nothing. */
export class JobLanes {
  readonly runner = new FakeRunner();

  /** @param tasks what workers have told of their runs' tasks */
  private constructor(readonly lanes: GatewayLanes, runner: FakeRunner, readonly tasks: RunTracker) {
    this.runner = runner;
  }

  static async start(jobs: readonly Job[], hers: AccessGrants['run'] = []): Promise<JobLanes> {
    const runner = new FakeRunner();
    const tasks = new RunTracker({ luigid: { ask: () => Promise.reject(new Error('no luigid')) } });
    const mappings = [
      aMapping('operators', ['group:engineers'], { view: ['*'], run: [{ category: 'reports' }] }),
      aMapping('analysts', ['group:analysts'], { view: ['report.*'], ...(hers?.length ? { run: hers } : {}) }),
    ];
    const lanes = await GatewayLanes.start({
      parts: {
        policy: new AccessMap(mappings),
        fairShare: new FairShare({ callsPerMinute: 1_000_000, changesPerMinute: 1_000_000 }),
        jobs: {
          catalogue: { jobs: new Map(jobs.map((job) => [job.name, job])) }, runner, tasks,
          workerRuns: { runOf: () => Promise.resolve(undefined) },
        },
      },
    });
    return new JobLanes(lanes, runner, tasks);
  }

  get(path: string, who: Parameters<typeof by>[0] = 'ada'): Promise<LaneAnswer & { readonly json: never }> {
    return this.read(this.lanes.people(path, { ...by(who), accept: 'application/json' }));
  }

  /** Asks as a script of our own pages does. */
  post(path: string, body: unknown, headers: Readonly<Record<string, string | string[]>> = {}, who: Parameters<typeof by>[0] = 'ada'): Promise<LaneAnswer & { readonly json: never }> {
    return this.read(this.lanes.people(path, { ...by(who), ...PROOF, 'content-type': 'application/json', ...headers },
      { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) }));
  }

  /** Asks as a browser does, by a form of our own pages. */
  form(path: string, body: string, headers: Readonly<Record<string, string>> = {}, who: Parameters<typeof by>[0] = 'ada'): Promise<LaneAnswer & { readonly json: never }> {
    const origin = 'https://luigi.example.com';
    return this.read(this.lanes.people(path, {
      ...by(who), 'content-type': 'application/x-www-form-urlencoded', 'accept': 'application/json', origin, 'referer': `${origin}/jobs/report`,
      'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document', ...headers,
    }, { method: 'POST', body }));
  }

  stop(): Promise<void> { return this.lanes.stop(); }

  private async read(asked: Promise<LaneAnswer>): Promise<LaneAnswer & { readonly json: never }> {
    const answer = await asked;
    return { ...answer, json: (/json/.test(answer.headers['content-type'] ?? '') ? JSON.parse(answer.text) : undefined) as never };
  }
}
