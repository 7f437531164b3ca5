import { setTimeout as pause } from 'node:timers/promises';
import { couldCall } from './access/could-call';
import { MappingStore } from './access/mapping-store';
import { RevocationStore } from './access/revocation-store';
import { openSource } from './documents/open-source';
import { HealthReport } from './health-report';
import { createPeopleLane, createWorkerLane, type LaneParts } from './http/lanes';
import { BACKLOG } from './http/listener/lane-sockets';
import { LaneSocketsKeeper } from './http/listener/lane-sockets-keeper';
import { IssuersWatch } from './identity/bearer/issuers-watch';
import { identityOf } from './identity/identity';
import { openRoles } from './identity/role/open-roles';
import { JobStore } from './jobs/description/job-store';
import { LocalRunner } from './jobs/local/local-runner';
import type { Runner } from './jobs/runs/runner';
import { StepFunctionsRunner } from './jobs/step-functions/step-functions-runner';
import { RunTracker } from './jobs/tasks/run-tracker';
import { BoundWorkerRuns } from './jobs/workers/bound-worker-runs';
import { CredentialWorkerRuns } from './jobs/workers/credential-worker-runs';
import { RunsGoingOn } from './jobs/workers/runs-going-on';
import { openPublisher } from './lane-certificate/open-publisher';
import { FairShare } from './limits/fair-share';
import { createLogger, type Logger } from './log';
import { LuigidClient } from './luigi/client/luigid-client';
import type { Luigid } from './luigi/client/upstream';
import { KeptMeasures } from './metrics/kept-measures';
import { LuigidHealth } from './metrics/luigid-figures';
import { MetricsReport } from './metrics/metrics-report';
import { OwnFigures } from './metrics/own-figures';
import { CloudWatchSink, cloudWatchLogsClient, logStreamName } from './records/cloudwatch-sink';
import type { DecisionSink } from './records/decision';
import { BatchingDecisionLog, newInstance } from './records/decision-log';
import { loggingWatcher } from './records/decision-log-watcher';
import { FileSink } from './records/file-sink';
import type { JobRunnerSetting } from './settings/jobs-setting';
import type { Settings } from './settings/settings';

/** A gateway that is listening. */
export interface Gateway {
  /** Takes nothing new, answers what was accepted, writes what is to be recorded. */
  stop(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
const FIRST_MAPPINGS_WITHIN_MS = 3000;

/**
 * Puts the gateway together and lets it listen on its two ports, and on its sockets where it is to.
 * @throws SettingError, or what the operating system says to a port that is taken
 */
export async function startGateway(settings: Settings): Promise<Gateway> {
  const began = performance.now();
  const log = createLogger({ program: 'gateway', credentials: settings.workerCredentials });
  const instance = newInstance();
  const measures = new KeptMeasures();
  const decisions = new BatchingDecisionLog({
    sink: sinkOf(settings, instance), service: settings.serviceName, instance, watcher: loggingWatcher(log),
  });
  const mappings = new MappingStore({
    source: openSource(settings.mappings),
    log,
    refreshSeconds: settings.mappingsRefreshSeconds,
    maxAgeSeconds: settings.mappingsMaxAgeSeconds,
  });
  const revocations = settings.control === undefined ? undefined : new RevocationStore({
    source: openSource(settings.control),
    log,
    couldCall: couldCall(settings),
    refreshSeconds: settings.mappingsRefreshSeconds,
    maxAgeSeconds: settings.mappingsMaxAgeSeconds,
  });
  const luigid = new LuigidClient({ url: settings.luigidUrl.href, patienceMs: settings.workerPatienceSeconds * 1000, measures });
  const jobs = settings.jobs === undefined ? undefined : jobPartsOf(settings.jobs, settings, luigid.people, log);
  const identity = identityOf({ ...settings, log, roles: openRoles(settings.workerRoles, jobs?.catalogue, log) });
  const issuers = identity.issuerKeys.size === 0 ? undefined : new IssuersWatch(identity.issuerKeys);
  const parts: Omit<LaneParts, 'luigid'> = {
    settings,
    log,
    decisions,
    measures,
    policy: mappings,
    revocations,
    fairShare: new FairShare({ callsPerMinute: settings.callsPerMinute, changesPerMinute: settings.changesPerMinute }),
    jobs,
    health: [
      { name: 'mappings', health: () => mappings.health },
      ...(revocations === undefined ? [] : [{ name: 'revocations', health: () => revocations.health }]),
      { name: 'decision log', health: () => decisions.health },
      ...(issuers === undefined ? [] : [{ name: 'token issuers', health: () => issuers.health }]),
      ...(jobs === undefined ? [] : [{ name: 'jobs', health: () => jobs.catalogue.health }]),
    ],
    authenticatePerson: (head) => identity.people.verify(head),
    authenticateWorker: (head) => identity.workers.verify(head),
  };
  const people = createPeopleLane({ ...parts, luigid: luigid.people });
  const workers = createWorkerLane({ ...parts, luigid: luigid.workers });

  // Who has logged in need not wait for keys of machines.
  void issuers?.start();
  // A source that hangs must not keep the port closed: what is alive is told, and callers get a 503 until mappings are there.
  const read = Promise.all([mappings.start(), revocations?.start(), jobs?.catalogue.start()]);
  await Promise.race([read, pause(FIRST_MAPPINGS_WITHIN_MS, undefined, { ref: false })]);
  await people.listen({ host: LOOPBACK, port: settings.peoplePort, backlog: BACKLOG });
  await workers.listen({ host: LOOPBACK, port: settings.workerPort, backlog: BACKLOG });
  const sockets = settings.socketFolder === undefined
    ? undefined
    : new LaneSocketsKeeper({ folder: settings.socketFolder, servers: { people: people.server, workers: workers.server }, log });
  const hasSockets = await sockets?.open() ?? false;
  log.info('gateway is listening', {
    service: settings.serviceName,
    peoplePort: settings.peoplePort,
    workerPort: settings.workerPort,
    sockets: hasSockets,
    milliseconds: Math.round(performance.now() - began),
  });
  const report = new HealthReport({ log, mappings, revocations, decisions });
  const own = new OwnFigures();
  const metrics = new MetricsReport({
    log, serviceName: settings.serviceName, sources: [measures, own, ...(issuers === undefined ? [] : [issuers])],
    luigid: new LuigidHealth(settings.luigidUrl, log),
  });
  const publisher = settings.lane === undefined ? undefined : openPublisher(settings.lane, log);

  return {
    async stop() {
      log.info('gateway is stopping');
      report.close();
      issuers?.close();
      publisher?.close();
      await sockets?.close();
      await Promise.all([people.close(), workers.close()]);
      metrics.close();
      own.close();
      await mappings.close();
      revocations?.close();
      jobs?.catalogue.close();
      await jobs?.runner.close();
      await decisions.close();
      await luigid.close();
      await log.flush();
    },
  };
}

function jobPartsOf(
  { documents, runner: setting }: NonNullable<Settings['jobs']>, settings: Pick<Settings, 'mappingsRefreshSeconds' | 'mappingsMaxAgeSeconds'>, luigid: Luigid, log: Logger,
) {
  const catalogue = new JobStore({
    source: openSource(documents), log, refreshSeconds: settings.mappingsRefreshSeconds, maxAgeSeconds: settings.mappingsMaxAgeSeconds,
  });
  const runner = runnerOf(setting, catalogue, log);
  const workerRuns = new BoundWorkerRuns({
    catalogue, going: new RunsGoingOn({ runner }), believed: new CredentialWorkerRuns({ catalogue, runner }),
  });
  return { catalogue, runner, tasks: new RunTracker({ luigid }), workerRuns };
}

function runnerOf(setting: JobRunnerSetting, catalogue: JobStore, log: Logger): Runner {
  switch (setting.kind) {
    case 'local':
      return new LocalRunner({ folder: setting.path, log });
    case 'step-functions':
      return new StepFunctionsRunner({ ...setting, jobOf: (job) => catalogue.jobs.get(job), log });
  }
}

function sinkOf({ decisionLog, serviceName }: Settings, instance: string): DecisionSink {
  switch (decisionLog.kind) {
    case 'file':
      return new FileSink(decisionLog.path);
    case 'cloudwatch':
      return new CloudWatchSink({
        client: cloudWatchLogsClient(), logGroup: decisionLog.group, logStream: logStreamName(serviceName, new Date(), instance),
      });
  }
}
