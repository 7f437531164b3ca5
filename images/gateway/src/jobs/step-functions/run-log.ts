import { GetLogEventsCommand, type CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { JOB_STREAM_PREFIX } from '../../../../../lib/contract/job-container';
import type { LogPage, LogPlace } from '../runs/runner';
import { ExpectedAnswer, type AwsCalls } from './aws-calls';
import { badToken, logPlaceOfToken, tokenOfLog } from './page-token';

/** A run's log stream, as far as it is known. */
export interface RunStream {
  readonly job: string;
  readonly id: string;
  /** @default - its job has none, or it isn't known */
  readonly logGroup?: string;
  /** @default - none yet */
  readonly stream?: string;
}

const LINES = 1_000;

/** Reads runs' logs from CloudWatch Logs. Needs logs:GetLogEvents on the streams of the jobs' log groups. */
export class RunLog {
  constructor(private readonly client: Pick<CloudWatchLogsClient, 'send'>, private readonly calls: AwsCalls) {}

  /**
   * The log from a place on. Where a run has got another task since the token was given, its log begins anew.
   * @throws Problem 400 `bad-token`
   */
  async page({ job, id, logGroup, stream }: RunStream, { next: token, tail = false }: LogPlace): Promise<LogPage> {
    const place = logPlaceOfToken(job, id, token);
    if (logGroup === undefined || stream === undefined) return { items: [], next: tokenOfLog(job, id, { stream: '' }) };
    const from = place?.stream === stream ? place.token : undefined;
    const ofEnd = tail && token === undefined;
    try {
      const { events = [], nextForwardToken } = await this.calls.call('logs:GetLogEvents', (abortSignal) => this.client.send(new GetLogEventsCommand({
        logGroupName: logGroup, logStreamName: stream, startFromHead: !ofEnd, limit: LINES, ...(from === undefined ? {} : { nextToken: from }),
      }), { abortSignal }), ['ResourceNotFoundException', ...(from === undefined ? [] : ['InvalidParameterException'])]);
      const items = events.map(({ timestamp = 0, message = '' }) => ({ time: new Date(timestamp).toISOString(), message: message.replace(/\r?\n$/, '') }));
      const next = tokenOfLog(job, id, { stream, ...(nextForwardToken === undefined ? {} : { token: nextForwardToken }) });
      return { items, next, ...(ofEnd && items.length >= LINES ? { cut: true } : {}) };
    } catch (error) {
      if (!(error instanceof ExpectedAnswer)) throw error;
      if (error.answer === 'InvalidParameterException') throw badToken(error);
      // The task has not written yet, or its log was deleted
      return { items: [], next: tokenOfLog(job, id, { stream: '' }) };
    }
  }
}

/** The log stream of an ECS task of a job. */
export function streamOfTask(taskArn: string): string {
  return `${JOB_STREAM_PREFIX}${taskArn.split('/').at(-1)}`;
}
