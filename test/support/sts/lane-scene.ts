import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CallerVerifier } from '../../../images/gateway/src/identity/caller-verifier';
import { openRoles } from '../../../images/gateway/src/identity/role/open-roles';
import { RoleAuthenticator } from '../../../images/gateway/src/identity/role/role-authenticator';
import type { Job } from '../../../images/gateway/src/jobs/description/job';
import type { Run, RunState } from '../../../images/gateway/src/jobs/runs/run';
import type { Runner } from '../../../images/gateway/src/jobs/runs/runner';
import { RunTracker } from '../../../images/gateway/src/jobs/tasks/run-tracker';
import { BoundWorkerRuns } from '../../../images/gateway/src/jobs/workers/bound-worker-runs';
import { CredentialWorkerRuns } from '../../../images/gateway/src/jobs/workers/credential-worker-runs';
import { RunsGoingOn } from '../../../images/gateway/src/jobs/workers/runs-going-on';
import { certificateFingerprint } from '../../../images/gateway/src/lane-certificate/certificate-fingerprint';
import { LanePublisher } from '../../../images/gateway/src/lane-certificate/lane-publisher';
import { createLogger } from '../../../images/gateway/src/log';
import { LuigidClient } from '../../../images/gateway/src/luigi/client/luigid-client';
import { Problem } from '../../../images/gateway/src/problem';
import { parseLaneDocument } from '../../../lib/contract/lane-document';
import { freePorts } from '../../../local/process-runner/free-ports';
import { GatewayLanes } from '../gateway-lanes';
import { startLighttpd, type Lighttpd } from '../lighttpd';
import { startLuigid, type Luigid } from '../luigid';
import { AwsStandIn } from './aws-stand-in';
import { credentialOf } from './credentials';
import { StsStandIn } from './sts-stand-in';

export const AUDIENCE = '111122223333/eu-central-1/luigi';
export const LANE_PARAMETER = '/luigi/luigi/lane';
const REGION = 'eu-central-1';

/** The service of a job, with real lighttpd, gateway lanes and luigid; AWS is a stand-in that checks signatures. It can go and come back. */
export class LaneScene {
  /** Runs by `job:run`. */
  readonly runs = new Map<string, RunState>([['daily:r1', 'running']]);
  readonly jobs = new Map<string, Job>([aJob('daily', 'arn:aws:iam::111122223333:role/jobs/DailyRole'), aJob('other', 'arn:aws:iam::111122223333:role/Other')]);
  lanes!: GatewayLanes;
  lighttpd!: Lighttpd;
  luigid!: Luigid;
  private publisher: LanePublisher | undefined;
  private readonly stateDir = mkdtempSync(join(tmpdir(), 'lane-scene-'));

  private constructor(readonly sts: StsStandIn, readonly aws: AwsStandIn, readonly workerPort: number, private readonly luigidPort: number) {}

  static async start(): Promise<LaneScene> {
    const [sts, aws, [workerPort, luigidPort]] = await Promise.all([StsStandIn.start({ region: REGION }), AwsStandIn.start(), freePorts(2)]);
    const scene = new LaneScene(sts, aws, workerPort as number, luigidPort as number);
    aws.credential = credentialOf();
    sts.knows(aws.credential);
    await scene.up();
    return scene;
  }

  /** What a lane agent beside a job's container is told. */
  get environment(): Record<string, string> {
    return {
      ...this.aws.environment, LUIGI_LANE_URL: `https://127.0.0.1:${this.workerPort}`, LUIGI_LANE_PARAMETER: LANE_PARAMETER,
      LUIGI_WORKER_AUDIENCE: AUDIENCE, LUIGI_STS_URL: this.sts.origin, LUIGI_JOB: 'daily', LUIGI_RUN_ID: 'r1',
    };
  }

  /** The fingerprint that is told of. */
  get told(): string | undefined {
    return parseLaneDocument(this.aws.parameters.get(LANE_PARAMETER) ?? '')?.fingerprint;
  }

  /** Starts what a deployment starts. */
  async up(): Promise<void> {
    this.luigid = await startLuigid({ port: this.luigidPort, stateDir: this.stateDir });
    const luigid = new LuigidClient({ url: this.luigid.url, patienceMs: 2000 }).workers;
    const catalogue = { jobs: this.jobs };
    const runner = new ScriptedRunner(this.runs) as unknown as Runner;
    const log = createLogger({ program: 'test', output: { add: () => undefined, flush: () => Promise.resolve() } });
    const roles = openRoles({ audience: AUDIENCE, region: REGION, stsOrigin: this.sts.origin }, catalogue, log);
    if (roles === undefined) throw new Error('there are roles');
    const verifier = new CallerVerifier([new RoleAuthenticator(roles)]);
    this.lanes = await GatewayLanes.start({ parts: {
      luigid,
      jobs: {
        catalogue, runner, tasks: new RunTracker({ luigid }),
        workerRuns: new BoundWorkerRuns({ catalogue, going: new RunsGoingOn({ runner }), believed: new CredentialWorkerRuns({ catalogue, runner }) }),
      },
      authenticateWorker: (head) => verifier.verify(head),
    } });
    this.lighttpd = await startLighttpd({
      LIGHTTPD_WORKER_PORT: String(this.workerPort), LIGHTTPD_GATEWAY_WORKER_PORT: String(this.lanes.workerPort),
      LIGHTTPD_GATEWAY_PEOPLE_PORT: String(this.lanes.peoplePort),
    });
    this.publisher = new LanePublisher({
      parameter: {
        read: async () => parseLaneDocument(this.aws.parameters.get(LANE_PARAMETER) ?? ''),
        write: async (document) => { this.aws.parameters.set(LANE_PARAMETER, JSON.stringify(document)); },
        close: () => undefined,
      },
      fingerprint: () => certificateFingerprint({ host: '127.0.0.1', port: this.workerPort }), log,
    });
    this.publisher.start();
  }

  /** Stops what a deployment stops, in its order. */
  async down(): Promise<void> {
    this.publisher?.close();
    await this.lighttpd.stop();
    await this.lanes.stop();
    await this.luigid.stop();
  }

  async stop(): Promise<void> {
    await this.down();
    await Promise.all([this.sts.stop(), this.aws.stop()]);
    rmSync(this.stateDir, { recursive: true, force: true });
  }
}

function aJob(name: string, taskRole: string): [string, Job] {
  return [name, {
    name, taskRole, description: undefined, category: 'c', family: 'F', parameters: {}, required: [], reasonRequired: false, maxConcurrentRuns: 1, logGroup: undefined,
  }];
}

/** Knows how far runs are, and starts none. */
class ScriptedRunner {
  constructor(private readonly states: ReadonlyMap<string, RunState>) {}

  async run(job: string, id: string): Promise<Run> {
    const state = this.states.get(`${job}:${id}`);
    if (state === undefined) throw new Problem(404, 'no-such-run', 'there is no such run');
    return { id, job, state, parameters: {}, requestedBy: 'user:ada', startedAt: new Date(0).toISOString() };
  }

  async runs(job: string): Promise<{ readonly items: readonly Run[] }> {
    const ids = [...this.states.keys()].filter((key) => key.startsWith(`${job}:`)).map((key) => key.slice(job.length + 1));
    return { items: await Promise.all(ids.map((id) => this.run(job, id))) };
  }

  async close(): Promise<void> { /* nothing is open */ }
}
