import {
  CloudWatchLogsClient, CreateLogStreamCommand, PutLogEventsCommand, ResourceAlreadyExistsException, ResourceNotFoundException,
  type InputLogEvent,
} from '@aws-sdk/client-cloudwatch-logs';
import { systemClock, type Clock } from '../clock';
import type { DecisionSink, RecordLine } from './decision';
import { eventBatches } from './event-batches';

/** What a CloudWatchSink is made of; times in milliseconds. */
export interface CloudWatchSinkProps {
  /** @see cloudWatchLogsClient */
  readonly client: Pick<CloudWatchLogsClient, 'send' | 'destroy'>;
  /** Name of the log group, which must exist. */
  readonly logGroup: string;
  /** Name of the log stream, made with the first write. @see logStreamName */
  readonly logStream: string;
  /**
   * How long one call may take.
   * @default 2000
   */
  readonly callMs?: number;
  /**
   * How long one write goes on trying.
   * @default 4000
   */
  readonly writeMs?: number;
  /** @default systemClock */
  readonly clock?: Clock;
  /**
   * Spreads pauses: a number from 0 to below 1.
   * @default Math.random
   */
  readonly random?: () => number;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;

/**
 * A client that makes each call once: the sink itself tries again, within its own deadline.
 * Region and credentials come from the environment.
 */
export function cloudWatchLogsClient(): CloudWatchLogsClient {
  const requestHandler = { connectionTimeout: 1_000, requestTimeout: 2_000, throwOnRequestTimeout: true };
  return new CloudWatchLogsClient({ maxAttempts: 1, requestHandler });
}

/**
 * A log stream of its own for each run of the process: `<service>/<year>/<month>/<day>/<instance>`.
 * @param instance as in the records
 */
export function logStreamName(service: string, startedAt: Date, instance: string): string {
  return `${service.replace(/[:*]/g, '_')}/${startedAt.toISOString().slice(0, 10).replaceAll('-', '/')}/${instance}`;
}

/**
 * Decision log in CloudWatch Logs. A write resolves when CloudWatch Logs has acknowledged every event.
 * Needs logs:CreateLogStream and logs:PutLogEvents on the log group.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
 */
export class CloudWatchSink implements DecisionSink {
  private readonly clock: Clock;
  private streamExists = false;
  private closed = false;

  constructor(private readonly props: CloudWatchSinkProps) {
    this.clock = props.clock ?? systemClock;
  }

  async write(lines: readonly RecordLine[]): Promise<void> {
    const deadline = this.clock.monotonic() + (this.props.writeMs ?? 4_000);
    for (const batch of eventBatches(lines, this.clock.now())) await this.retried(deadline, () => this.put(batch));
  }

  async close(): Promise<void> {
    this.closed = true;
    this.props.client.destroy();
  }

  private async put(logEvents: InputLogEvent[]): Promise<void> {
    const { client, logGroup: logGroupName, logStream } = this.props;
    const stream = { logGroupName, logStreamName: logStream };
    if (!this.streamExists) {
      await this.timed((abortSignal) => client.send(new CreateLogStreamCommand(stream), { abortSignal })).catch((error: unknown) => {
        if (!(error instanceof ResourceAlreadyExistsException)) throw error;
      });
      this.streamExists = true;
    }
    const { rejectedLogEventsInfo: rejected } = await this.timed((abortSignal) => (
      client.send(new PutLogEventsCommand({ ...stream, logEvents }), { abortSignal })
    )).catch((error: unknown) => {
      // Somebody deleted the stream: it is made again.
      if (error instanceof ResourceNotFoundException) this.streamExists = false;
      throw error;
    });
    if (rejected !== undefined) {
      const why = rejected.tooNewLogEventStartIndex !== undefined ? 'too new' : 'too old or expired';
      throw new EventsRejected(`got decision records rejected by CloudWatch Logs as ${why}, expected none: set this machine's clock right`);
    }
  }

  private async timed<T>(call: (abortSignal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const cancel = this.clock.after(this.props.callMs ?? 2_000, () => controller.abort());
    try {
      return await call(controller.signal);
    } finally {
      cancel();
    }
  }

  private async retried(deadline: number, attempt: () => Promise<void>): Promise<void> {
    for (let failures = 1; ; failures += 1) {
      try {
        return await attempt();
      } catch (error) {
        const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (failures - 1)) * (0.5 + (this.props.random ?? Math.random)() / 2);
        const streamGone = error instanceof ResourceNotFoundException && failures === 1;
        if (this.closed || !(streamGone || mayPass(error)) || this.clock.monotonic() + pause >= deadline) throw error;
        await new Promise<void>((resolve) => { this.clock.after(pause, resolve); });
      }
    }
  }
}

class EventsRejected extends Error {
  override readonly name = 'EventsRejected';
}

const THROTTLED = /throttl|toomanyrequests|limitexceeded|slowdown/i;

/**
 * Whether the same call may succeed a moment later: there was no answer at all, it was throttled, the server failed,
 * or the clocks differed and the client now allows for that.
 */
function mayPass(error: unknown): boolean {
  if (error instanceof EventsRejected) return false;
  const { name = '', $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number; clockSkewCorrected?: boolean } };
  const status = $metadata?.httpStatusCode;
  return status === undefined || status === 429 || status >= 500 || $metadata?.clockSkewCorrected === true || THROTTLED.test(name);
}
