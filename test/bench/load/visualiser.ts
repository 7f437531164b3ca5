import { callPath, Connection, decoded, tasksIn, type Answer } from './connection';

const PAGE = '/static/visualiser/index.html';
/** What Chromium asks for over TLS, without what none of the sides has. */
export const ACCEPT_ENCODING = { 'accept-encoding': 'gzip, deflate, br' };
/** So many connections to one host has a browser. */
const CONNECTIONS = 6;

/** The eight calls of Luigi 3.8.1's visualiser that fill its table, in its order: when the page is opened, and at each refresh. */
export const TABLE_CALLS: ReadonlyArray<Readonly<Record<string, string>>> = [
  { status: 'RUNNING', upstream_status: '', search: '' },
  { status: 'BATCH_RUNNING', upstream_status: '', search: '' },
  { status: 'FAILED', upstream_status: '', search: '' },
  { status: 'PENDING', upstream_status: 'UPSTREAM_FAILED', search: '' },
  { status: 'DISABLED', upstream_status: '', search: '' },
  { status: 'PENDING', upstream_status: 'UPSTREAM_DISABLED', search: '' },
  { status: 'PENDING', upstream_status: '', search: '' },
  { status: 'DONE', upstream_status: '', search: '' },
];

/** What the page asks for besides, once, when it is opened. */
export const OPENING_CALLS = ['has_task_history', 'is_pause_enabled', 'worker_list', 'resource_list'] as const;

/** One list of all tasks, by the visualiser's arguments. */
export const ALL_TASKS = callPath('task_list', { status: '', upstream_status: '', search: '' });

/** The files that a page names: its scripts and style sheets. */
export function filesOf(html: string): string[] {
  const named = [...html.matchAll(/<(?:script[^>]*\ssrc|link[^>]*\shref)="([^"]+)"/g)].map(([, file]) => file as string);
  return [...new Set(named)].map((file) => new URL(file, `http://localhost${PAGE}`).pathname);
}

/** The lists that a copy of the visualiser's own `luigi.js` asks for, whose search field is empty. */
export function tableCallsOf(script: string): Array<Readonly<Record<string, string>>> {
  return [...script.matchAll(/"\/task_list", \{status: "(\w*)", upstream_status: "(\w*)", search: searchTerm\(\)\}/g)]
    .map(([, status, upstream]) => ({ status: status as string, upstream_status: upstream as string, search: '' }));
}

/** Somebody with the visualiser open. */
export class Viewer {
  private readonly connection: Connection;
  private readonly known = new Map<string, string>();

  /**
   * @param remembers whether answers are kept and asked for with their validators, as a browser does where it may
   */
  constructor(url: string, headers: Readonly<Record<string, string>>, private readonly remembers = false) {
    const accept = 'application/json, text/javascript, */*; q=0.01';
    this.connection = new Connection(url, { ...ACCEPT_ENCODING, accept, 'x-requested-with': 'XMLHttpRequest', ...headers }, CONNECTIONS);
  }

  /** Opens the page: its files, then what its script asks for. */
  async open(): Promise<{ readonly milliseconds: number; readonly files: number; readonly tasks: number; readonly script: string }> {
    const began = performance.now();
    const page = await this.ask(PAGE);
    const files = filesOf(decoded(page));
    // A browser that has none of them in its cache.
    const answers = await Promise.all(files.map((file) => this.ask(file)));
    const opening = OPENING_CALLS.map((method) => this.ask(callPath(method, {})));
    const { tasks } = await this.refresh();
    await Promise.all(opening);
    const milliseconds = performance.now() - began;
    const script = answers[files.findIndex((file) => file.endsWith('/js/luigi.js'))];
    return { milliseconds, files: files.length, tasks, script: script === undefined ? '' : decoded(script) };
  }

  /** Fills the table anew. */
  async refresh(): Promise<{ readonly milliseconds: number; readonly tasks: number }> {
    const began = performance.now();
    const lists = await Promise.all(TABLE_CALLS.map((args) => this.ask(callPath('task_list', args))));
    return { milliseconds: performance.now() - began, tasks: lists.reduce((sum, list) => sum + (list.status === 304 ? 0 : tasksIn(list)), 0) };
  }

  /** The whole answer to one request. @throws Error where it is neither the thing nor word that it is unchanged */
  async ask(path: string): Promise<Answer> {
    const etag = this.remembers ? this.known.get(path) : undefined;
    const answer = await this.connection.get(path, etag === undefined ? {} : { 'if-none-match': etag });
    if (answer.status !== 200 && !(answer.status === 304 && etag !== undefined)) {
      throw new Error(`${path.slice(0, 80)} was answered with ${answer.status}: ${answer.body.toString('utf8').slice(0, 300)}`);
    }
    if (answer.headers.etag !== undefined) this.known.set(path, answer.headers.etag);
    return answer;
  }

  close(): void {
    this.connection.close();
  }
}
