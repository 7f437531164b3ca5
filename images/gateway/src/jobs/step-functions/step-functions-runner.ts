import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import { LRUCache } from 'lru-cache';
import type { RunRecord } from '../../../../../lib/contract/run-table';
import { RUN_NAME } from '../../../../../lib/contract/run-worker';
import type { Clock } from '../../clock';
import { canonicalJson } from '../../json/canonical-json';
import type { Logger } from '../../log';
import type { Job } from '../description/job';
import { hasEnded, type Run } from '../runs/run';
import { assertRedrivable, assertStoppable, tooManyRuns, besideTwin, goesOn, noSuchRun, notRedrivable, WAS_REFUSED } from '../runs/run-problems';
import type { LogPage, LogPlace, Page, Runner, StartOutcome, StartRequest } from '../runs/runner';
import { AwsCalls, CLIENT_SETTINGS, unavailable } from './aws-calls';
import { Executions, isOver } from './executions';
import { placeOfToken, tokenOfPlace } from './page-token';
import { RunLog, streamOfTask } from './run-log';
import { REFUSALS, runOfBoth, runOfExecution, runOfRecord } from './run-of';
import { RunTable, type RecordPage } from './run-table';
import { Turnstile } from './turnstile';

/** What a StepFunctionsRunner works with. */
export interface StepFunctionsRunnerProps {
  /** ARN of the service's state machines up to the job's name. */
  readonly stateMachinePrefix: string;
  /** Name of the service's table of runs. */
  readonly runTable: string;
  /** A job as its document describes it; undefined where there is none any more. */
  readonly jobOf: (job: string) => Pick<Job, 'logGroup' | 'maxConcurrentRuns'> | undefined;
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** @default - clients of the environment's region and credentials */
  readonly clients?: AwsClients;
  /**
   * For one call to AWS with its retries, in milliseconds.
   * @default 8000
   */
  readonly patienceMs?: number;
  /** @default systemClock */
  readonly clock?: Clock;
}

/** The parts of AWS's clients that are used. */
export interface AwsClients {
  readonly sfn: Pick<SFNClient, 'send' | 'destroy'>;
  readonly dynamoDb: Pick<DynamoDBClient, 'send' | 'destroy'>;
  readonly logs: Pick<CloudWatchLogsClient, 'send' | 'destroy'>;
}

const RETRY_SECONDS = 30;
/** Between looks at a twin that ends just now, in milliseconds. */
const PAUSES = [250, 500, 1_000, 2_000];
/** How long the newest task's log stream is taken for the newest. */
const STREAM_MS = 5_000;
const LONGEST_CAUSE = 300;
/** How old what Step Functions said may be, in milliseconds: of one run, and of one in a list. */
const ONE = { goesOn: 1_000, ended: 5_000 };
const LISTED = { goesOn: 10_000, ended: 300_000 };
/** Runs of one list that Step Functions is asked of: AWS grants an account few such calls. */
const ASKED_IN_LIST = 20;

/**
 * Runs jobs as executions of Step Functions. What their state machines have written into the table is read first; Step Functions is
 * asked of runs that have no end there, since it alone knows of those that were stopped or timed out.
 */
export class StepFunctionsRunner implements Runner {
  private readonly clients: AwsClients;
  private readonly table: RunTable;
  private readonly executions: Executions;
  private readonly turnstile: Turnstile;
  private readonly log: RunLog;
  /** Of runs that go on: who follows a log asks every second or so. */
  private readonly streams = new LRUCache<string, string>({ max: 1_000, ttl: STREAM_MS });

  constructor(private readonly props: StepFunctionsRunnerProps) {
    this.clients = props.clients ?? {
      sfn: new SFNClient(CLIENT_SETTINGS),
      // One address for all accounts: what a VPC endpoint stands in for.
      dynamoDb: new DynamoDBClient({ ...CLIENT_SETTINGS, accountIdEndpointMode: 'disabled' }),
      logs: new CloudWatchLogsClient(CLIENT_SETTINGS),
    };
    const calls = new AwsCalls({ log: props.log, patienceMs: props.patienceMs, clock: props.clock });
    this.table = new RunTable(this.clients.dynamoDb, props.runTable, calls);
    this.executions = new Executions(this.clients.sfn, props.stateMachinePrefix, calls, props.clock);
    this.turnstile = new Turnstile(this.table, this.executions, props.clock);
    this.log = new RunLog(this.clients.logs, calls);
  }

  async start(request: StartRequest): Promise<StartOutcome> {
    const { id, job, parameters, requestedBy, mapping, reason, maxConcurrentRuns } = request;
    for (const pause of PAUSES) {
      const leave = await this.turnstile.ask({ job, id, parameters: canonicalJson(parameters), maxConcurrentRuns });
      switch (leave.kind) {
        case 'full': return { kind: 'full', retryAfterSeconds: RETRY_SECONDS };
        case 'recorded': return { kind: 'known', run: await this.complete(leave.record, ONE) };
        case 'begun':
          if (!await leave.begun.settled) continue;
          return { kind: 'known', run: await this.run(job, id) };
        case 'twin': {
          if (leave.begun !== undefined && !await leave.begun.settled) continue;
          const run = await this.maybeRun(job, leave.id);
          if (run !== undefined && !hasEnded(run)) return { kind: 'twin', run };
          // Its end is written, and its turn not yet given back.
          await new Promise((resolve) => { setTimeout(resolve, pause); });
          continue;
        }
        case 'begin':
          try {
            const { now, startedAt } = await this.executions.start(job, id, canonicalJson({ parameters, requestedBy, mapping, reason }));
            // Before others are told of it
            const run = now ? undefined : await this.found(job, id);
            leave.begun.began();
            return run === undefined ? { kind: 'started', run: {
              id, job, state: 'starting', parameters, requestedBy, mapping, ...(reason === undefined ? {} : { reason }), startedAt: startedAt.toISOString(),
            } } : { kind: 'known', run };
          } catch (error) {
            leave.begun.failed();
            throw error;
          }
      }
    }
    throw unavailable('runs of this job begin and end too fast to tell', { retryAfterSeconds: 1 });
  }

  async run(job: string, id: string): Promise<Run> {
    const run = await this.maybeRun(job, id);
    if (run === undefined) throw noSuchRun();
    return run;
  }

  async runs(job: string, { limit, next }: { readonly limit: number; readonly next?: string }): Promise<Page<Run>> {
    return this.page(job, await this.table.ofJob(job, limit, placeOfToken(job, next)));
  }

  async recent({ limit, next }: { readonly limit: number; readonly next?: string }): Promise<Page<Run>> {
    return this.page('*', await this.table.ofAll(limit, placeOfToken('*', next)));
  }

  async logs(job: string, id: string, place: LogPlace): Promise<LogPage> {
    const record = RUN_NAME.test(id) ? await this.table.record(job, id) : undefined;
    const run = record === undefined ? await this.run(job, id) : undefined;
    // What stands in the record is an earlier task's while a redriven or retried run goes on.
    const mayChange = record === undefined ? run === undefined || !hasEnded(run) : !hasEnded(record);
    const stream = mayChange ? await this.streamOf(job, id) ?? record?.logStream : record?.logStream ?? await this.streamOf(job, id);
    return this.log.page({ job, id, logGroup: this.props.jobOf(job)?.logGroup, stream }, place);
  }

  async stop(job: string, id: string, by: string): Promise<Run> {
    assertStoppable(await this.run(job, id));
    await this.executions.stop(job, id, `stopped by ${by}`.slice(0, LONGEST_CAUSE));
    return this.run(job, id);
  }

  async redrive(job: string, id: string, by: string): Promise<Run> {
    const run = await this.run(job, id);
    assertRedrivable(run);
    // A record says of one whose input was refused that it failed. An answer from when it went on would not know either.
    const execution = await this.executions.find(job, id, { ...ONE, goesOn: 0 });
    if (execution === undefined) throw notRedrivable(GONE);
    if (execution.error !== undefined && REFUSALS.has(execution.error)) throw notRedrivable(WAS_REFUSED);
    const leave = await this.turnstile.ask({
      job, id, parameters: canonicalJson(run.parameters), maxConcurrentRuns: this.props.jobOf(job)?.maxConcurrentRuns ?? 1, endedBefore: run.endedAt ?? '',
    });
    switch (leave.kind) {
      case 'full':
        throw tooManyRuns(RETRY_SECONDS);
      case 'twin':
        throw besideTwin({ job, id: leave.id });
      case 'begin':
        return this.redriven(run, by, leave.begun);
      default:
        throw goesOn();
    }
  }

  async close(): Promise<void> {
    for (const client of Object.values(this.clients) as AwsClients[keyof AwsClients][]) client.destroy();
  }

  private async redriven(run: Run, by: string, begun: { began(): void; failed(): void }): Promise<Run> {
    const { job, id } = run;
    try {
      const outcome = await this.executions.redrive(job, id);
      if (outcome !== 'redriven') {
        // Somebody else may have been faster
        assertRedrivable(await this.run(job, id));
        throw notRedrivable(outcome === 'gone' ? GONE : 'it ended more than 14 days ago, or its history is full');
      }
      begun.began();
      this.streams.delete(`${job}/${id}`);
    } catch (error) {
      begun.failed();
      throw error;
    }
    this.props.log.info('run-redriven', { job, run: id, by });
    return this.run(job, id);
  }

  /** An execution that was begun by somebody, sometime: Step Functions shows each within moments. */
  private async found(job: string, id: string): Promise<Run> {
    for (const pause of [100, 300, 1_000]) {
      const run = await this.maybeRun(job, id);
      if (run !== undefined) return run;
      await new Promise((resolve) => { setTimeout(resolve, pause); });
    }
    throw unavailable('the run was started before, and Step Functions does not show it yet', { retryAfterSeconds: 2 });
  }

  private async maybeRun(job: string, id: string): Promise<Run | undefined> {
    if (!RUN_NAME.test(id)) return undefined;
    const record = await this.table.record(job, id);
    if (record !== undefined) return this.complete(record, ONE);
    const execution = await this.executions.findUnrecorded(job, id, ONE);
    return execution === undefined ? undefined : runOfExecution(job, id, execution);
  }

  /** What Step Functions knows, where the record may not know it yet. */
  private async complete(record: RunRecord, age: typeof ONE): Promise<Run> {
    const { job, id } = record;
    if (!hasEnded(record)) return runOfBoth(record, await this.executions.find(job, id, age));
    if (!this.executions.redrivenAfter(job, id, record.endedAt)) return runOfRecord(record);
    // Just redriven through this process: its state machine has not written it yet, or has not let it run again.
    const execution = await this.executions.find(job, id, age);
    return isOver(execution) ? runOfRecord(record) : runOfBoth(record, execution);
  }

  private async page(list: string, { records, next }: RecordPage): Promise<Page<Run>> {
    let asked = 0;
    const items = await Promise.all(records.map(async (record) => {
      if (hasEnded(record) || (asked += 1) > ASKED_IN_LIST) return runOfRecord(record);
      // A list without what only Step Functions knows is better than none.
      return this.complete(record, LISTED).catch(() => runOfRecord(record));
    }));
    return { items, ...(next === undefined ? {} : { next: tokenOfPlace(list, next) }) };
  }

  private async streamOf(job: string, id: string): Promise<string | undefined> {
    const known = this.streams.get(`${job}/${id}`);
    if (known !== undefined) return known;
    const task = await this.executions.newestTask(job, id);
    if (task === undefined) return undefined;
    this.streams.set(`${job}/${id}`, streamOfTask(task));
    return streamOfTask(task);
  }
}

const GONE = 'Step Functions knows nothing of it any more';
