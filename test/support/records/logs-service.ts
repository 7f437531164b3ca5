import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Event { readonly timestamp: number; readonly message: string }

/** How the service is to misbehave on one call. */
export type Fault = (response: ServerResponse) => void;

/** As much of CloudWatch Logs as a log writer sees: JSON 1.1 over HTTP, with the limits of PutLogEvents. */
export class LogsService {
  /** Acknowledged events by log stream. */
  readonly streams = new Map<string, Event[]>();
  /** Calls in the order they came. */
  readonly calls: string[] = [];
  /** What goes wrong with the next PutLogEvents calls. */
  readonly faults: Fault[] = [];

  private constructor(private readonly server: Server, private readonly group: string) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.answer(request, response).catch((error: unknown) => error500(response, String(error)));
    });
  }

  /** Listens on a free port of the loopback interface. */
  static async start(group: string): Promise<LogsService> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new LogsService(server, group);
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as { logGroupName: string; logStreamName: string; logEvents?: Event[] };
    const operation = String(request.headers['x-amz-target']).replace('Logs_20140328.', '');
    this.calls.push(operation);
    if (body.logGroupName !== this.group) return refuse(response, 'ResourceNotFoundException');
    const stream = this.streams.get(body.logStreamName);
    if (operation === 'CreateLogStream') {
      if (stream !== undefined) return refuse(response, 'ResourceAlreadyExistsException');
      this.streams.set(body.logStreamName, []);
      return send(response, 200, {});
    }
    if (operation !== 'PutLogEvents') return refuse(response, 'UnknownOperationException');
    const fault = this.faults.shift();
    if (fault !== undefined) return fault(response);
    const events = body.logEvents ?? [];
    if (stream === undefined) return refuse(response, 'ResourceNotFoundException');
    if (breaksLimits(events)) return refuse(response, 'InvalidParameterException');
    stream.push(...events);
    send(response, 200, {});
  }
}

/** Faults of a real service. */
export const faults = {
  throttled: (response: ServerResponse): void => refuse(response, 'ThrottlingException'),
  unavailable: (response: ServerResponse): void => error500(response, 'ServiceUnavailableException'),
  cut: (response: ServerResponse): void => { response.destroy(); },
  silent: (): void => undefined,
  rejected: (response: ServerResponse): void => send(response, 200, { rejectedLogEventsInfo: { tooNewLogEventStartIndex: 0 } }),
} as const;

function breaksLimits(events: readonly Event[]): boolean {
  const bytes = events.reduce((sum, { message }) => sum + Buffer.byteLength(message) + 26, 0);
  const ordered = events.every(({ timestamp }, index) => index === 0 || timestamp >= (events[index - 1]?.timestamp ?? 0));
  return events.length === 0 || events.length > 10_000 || bytes > 1_048_576 || !ordered;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
}

function refuse(response: ServerResponse, type: string): void {
  send(response, 400, { __type: type, message: type });
}

function error500(response: ServerResponse, type: string): void {
  send(response, 503, { __type: type, message: type });
}
