import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock, type Clock } from '../../../images/gateway/src/clock';
import { NotRedrivable, StateMachineInterpreter, type Execution, type InterpreterOptions, type TaskHandlers } from './interpreter';
import { Faults, misbehaved, ServiceError } from './server-faults';
import { Shown } from './server-shown';

/** How the service is. */
export interface StepFunctionsServiceOptions {
  /** @default the machine's own */
  readonly clock?: Clock;
  /**
   * How long DescribeExecution takes to show what has happened, in milliseconds: it is eventually consistent.
   * @default 0
   */
  readonly showsAfterMs?: number;
}

/** A call that came. */
export interface Call {
  readonly operation: string;
  readonly body: Readonly<Record<string, unknown>>;
}

interface HistoryRequest {
  readonly executionArn?: string;
  readonly reverseOrder?: boolean;
  readonly maxResults?: number;
  readonly nextToken?: string;
  readonly includeExecutionData?: boolean;
}

const KEPT_MS = 90 * 86_400_000;
const EXECUTION = /^arn:[a-z0-9-]+:states:[a-z0-9-]+:[0-9]{12}:execution:[A-Za-z0-9_-]{1,80}:[A-Za-z0-9_-]{1,80}$/;

/**
 * As much of Step Functions as a caller of executions sees: JSON 1.0 over HTTP, with executions that the interpreter runs.
 * Names are kept for 90 days after an execution has ended, as its history is.
 */
export class StepFunctionsService {
  readonly faults = new Faults();
  /** Calls in the order they came. */
  readonly calls: Call[] = [];
  /** What broke inside, which no caller is to blame for. */
  readonly broken: unknown[] = [];
  private readonly machines = new Map<string, StateMachineInterpreter>();
  private readonly executions = new Map<string, { readonly execution: Execution; readonly shown: Shown; readonly input: string }>();
  /** Answers to redrives, by whom they were given to: the same caller's second try hears the same. */
  private readonly redrives = new Map<string, object>();
  private readonly clock: Clock;

  private constructor(private readonly server: Server, private readonly options: StepFunctionsServiceOptions) {
    this.clock = options.clock ?? systemClock;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.answer(request, response).catch((error: unknown) => {
        if (!(error instanceof ServiceError)) this.broken.push(error);
        const { type, status, message } = error instanceof ServiceError ? error : new ServiceError('InternalFailure', String(error), 500);
        send(response, status, { __type: `com.amazonaws.stepfunctions#${type}`, message });
      });
    });
  }

  /** Listens on a free port of the loopback interface. */
  static async start(options: StepFunctionsServiceOptions = {}): Promise<StepFunctionsService> {
    const server = createServer();
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 });
    await once(server, 'listening');
    return new StepFunctionsService(server, options);
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Ends the executions that go on, and stops listening. */
  stop(): void {
    for (const { execution } of this.executions.values()) execution.stop();
    this.server.close();
    this.server.closeAllConnections();
  }

  /** Puts a state machine in place, or in the place of another: executions that go on keep theirs. */
  create(stateMachineArn: string, definition: object, tasks: TaskHandlers, options: Omit<InterpreterOptions, 'stateMachineArn'> = {}): void {
    this.machines.set(stateMachineArn, new StateMachineInterpreter(definition, tasks, { clock: this.clock, ...options, stateMachineArn }));
  }

  delete(stateMachineArn: string): void {
    this.machines.delete(stateMachineArn);
  }

  /** All executions of a state machine, in the order they were started. */
  executionsOf(stateMachineArn: string): Execution[] {
    return [...this.executions.values()].map(({ execution }) => execution).filter((execution) => execution.stateMachineArn === stateMachineArn);
  }

  execution(executionArn: string): Execution | undefined {
    return this.known(executionArn)?.execution;
  }

  /** Its 90 days are over. */
  forget(executionArn: string): void {
    this.executions.delete(executionArn);
  }

  /** Starts one as a schedule or somebody at the console would. */
  startExecution({ stateMachineArn, name = crypto.randomUUID(), input = '{}' }: { stateMachineArn: string; name?: string; input?: string }): object {
    const machine = this.machines.get(stateMachineArn);
    if (machine === undefined) throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) throw new ServiceError('InvalidName');
    let value: unknown;
    try {
      value = JSON.parse(input);
    } catch {
      throw new ServiceError('InvalidExecutionInput');
    }
    const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
    const before = this.known(executionArn);
    if (before !== undefined) {
      if (before.execution.status === 'RUNNING' && before.input === input) return { executionArn, startDate: seconds(before.execution.startDate) };
      throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
    }
    const execution = machine.start(value, { name, executionArn });
    const shown = new Shown(this.clock);
    this.executions.set(executionArn, { execution, shown, input });
    this.follow(execution, shown);
    return { executionArn, startDate: seconds(execution.startDate) };
  }

  stopExecution({ executionArn = '', error, cause }: { executionArn?: string; error?: string; cause?: string }): object {
    const { execution, shown } = this.must(executionArn);
    execution.stop(error, cause);
    shown.now(execution);
    return { stopDate: seconds(execution.stopDate ?? new Date(this.clock.now())) };
  }

  redriveExecution({ executionArn = '', clientToken }: { executionArn?: string; clientToken?: string }): object {
    const { execution, shown } = this.must(executionArn);
    const again = this.redrives.get(`${executionArn} ${clientToken}`);
    if (again !== undefined) return again;
    try {
      execution.redrive();
    } catch (error) {
      if (error instanceof NotRedrivable) throw new ServiceError('ExecutionNotRedrivable', error.message);
      throw error;
    }
    this.follow(execution, shown);
    const answer = { redriveDate: seconds(execution.redriveDate ?? new Date(this.clock.now())) };
    if (clientToken !== undefined) this.redrives.set(`${executionArn} ${clientToken}`, answer);
    return answer;
  }

  /** As DescribeExecution tells of it. */
  describe(executionArn: string): object {
    return this.describeExecution({ executionArn });
  }

  private describeExecution({ executionArn = '', includedData }: { executionArn?: string; includedData?: string }): object {
    const seen = this.must(executionArn).shown.at(this.clock.now() - (this.options.showsAfterMs ?? 0));
    if (seen === undefined) throw notThere(executionArn);
    if (includedData !== 'METADATA_ONLY') return seen;
    return Object.fromEntries(Object.entries(seen).filter(([name]) => !['input', 'output', 'error', 'cause'].includes(name)));
  }

  private getExecutionHistory(body: HistoryRequest): object {
    const { execution } = this.must(body.executionArn ?? '');
    const withData = body.includeExecutionData ?? true;
    const events = body.reverseOrder === true ? [...execution.events].reverse() : execution.events;
    const from = Number(body.nextToken ?? 0);
    if (!Number.isInteger(from) || from < 0 || from > events.length) throw new ServiceError('InvalidToken');
    const to = from + (body.maxResults === undefined || body.maxResults === 0 ? 100 : body.maxResults);
    const page = events.slice(from, to).map(({ timestamp, ...event }) => ({
      timestamp: seconds(timestamp), ...(withData ? event : { id: event.id, previousEventId: event.previousEventId, type: event.type }),
    }));
    return { events: page, ...(to < events.length ? { nextToken: String(to) } : {}) };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const operation = /^AWSStepFunctions\.([A-Za-z]+)$/.exec(String(request.headers['x-amz-target']))?.[1] ?? '';
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, never>;
    this.calls.push({ operation, body });
    if (!/^AWS4-HMAC-SHA256 /.test(request.headers.authorization ?? '')) throw new ServiceError('MissingAuthenticationTokenException');
    const fault = this.faults.next(operation);
    if (await misbehaved(fault, response)) return;
    const answer = this.perform(operation, body);
    if (fault === 'answer-lost') response.destroy();
    else send(response, 200, answer);
  }

  private perform(operation: string, body: Record<string, never>): object {
    switch (operation) {
      case 'StartExecution': return this.startExecution(body as never);
      case 'DescribeExecution': return this.describeExecution(body);
      case 'StopExecution': return this.stopExecution(body);
      case 'RedriveExecution': return this.redriveExecution(body);
      case 'GetExecutionHistory': return this.getExecutionHistory(body);
      default: throw new ServiceError('UnknownOperationException');
    }
  }

  private follow(execution: Execution, shown: Shown): void {
    shown.now(execution);
    execution.done.then(() => shown.now(execution), (error: unknown) => this.broken.push(error));
  }

  private must(executionArn: string): { readonly execution: Execution; readonly shown: Shown } {
    if (!EXECUTION.test(executionArn)) throw new ServiceError('InvalidArn', `Invalid Arn: '${executionArn}'`);
    const found = this.known(executionArn);
    if (found === undefined) throw notThere(executionArn);
    return found;
  }

  private known(executionArn: string) {
    const found = this.executions.get(executionArn);
    const { stopDate } = found?.execution ?? {};
    return stopDate !== undefined && this.clock.now() - stopDate.getTime() > KEPT_MS ? undefined : found;
  }
}

function notThere(executionArn: string): ServiceError {
  return new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
}

function seconds(date: Date): number {
  return date.getTime() / 1000;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
}
