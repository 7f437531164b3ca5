import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import schema from '../../../lib/contract/decision-record.schema.json';
import { waitFor } from '../../../local/process-runner/wait-for';
import { requestText, type RawAnswer } from '../raw-tls';
import type { Attack } from './attack';
import { FORBIDDEN } from './planted-tasks';
import type { Scene } from './scene';

/** A line of the decision log, as far as attacks care. */
export interface Decision {
  readonly requestId: string;
  readonly event: string;
  readonly outcome: string;
  readonly reason: string;
  readonly status?: number;
  readonly lane: string;
  readonly principal: string | null;
  readonly change: boolean;
  readonly sourceAddress: string | null;
  readonly userAgent: string | null;
  readonly taskId?: string;
  readonly family?: string;
  readonly worker?: string;
}

/** What became of an attack. */
export interface Outcome {
  readonly attack: Attack;
  readonly answer: RawAnswer;
  /** What was recorded of it. */
  readonly decisions: readonly Decision[];
  /** What was recorded meanwhile of requests that nobody sent. */
  readonly strange: readonly Decision[];
  readonly state: unknown;
  readonly stateBefore: unknown;
  readonly pids: unknown;
}

const ajv = new Ajv2020({ allErrors: true });
addFormats(ajv);
const isRecord = ajv.compile(schema);

/** Headers whose value nobody may read in a log. */
const SECRET_HEADER = /^(?:x[-_]amzn[-_]oidc[-_](?:data|accesstoken)|cookie|authorization):[ \t]*(.*)$/gim;

/** What lighttpd says itself, which the process runner writes into the same file: fixed words and numbers, nothing of a caller's. */
const LIGHTTPDS_OWN = /^[\d-]{10} [\d:]{8}: \(\w+\.c\.\d+\) [\w ():=/.[\]>-]+$/;

/** Looks at the service after each attack: it is as it was, it goes on, it has noted what happened and nothing that is secret. */
export class Aftermath {
  private markers = 0;
  private read = 0;
  private readonly secrets = new Set<string>();
  private readonly answered: { readonly requestId: string; readonly status: number }[] = [];

  private readonly turnedAway = new Map<number, number>();

  private constructor(private readonly scene: Scene, private state: unknown, private readonly pids: unknown) {}

  /** As it is now is how it must stay. */
  static async of(scene: Scene): Promise<Aftermath> {
    const aftermath = new Aftermath(scene, await scene.state(), scene.service.pids);
    await aftermath.decisions();
    return aftermath;
  }

  /**
   * Sends attacks, one after the other, and looks after each whether anything changed. What was recorded is read once they are all
   * sent, by request id: the log is written in batches.
   */
  async launch(attacks: readonly Attack[]): Promise<ReadonlyMap<Attack, Outcome>> {
    const sent: { attack: Attack; answer: RawAnswer; state: unknown; stateBefore: unknown; pids: unknown }[] = [];
    for (const attack of attacks) {
      const request = attack.send(this.scene);
      this.remember(request);
      const answer = await this.scene[attack.lane](request);
      const stateBefore = this.state;
      // What one attack did is not held against the next
      this.state = await this.scene.state();
      sent.push({ attack, answer, stateBefore, state: this.state, pids: this.scene.service.pids });
    }
    const decisions = await this.decisions();
    const known = new Set(sent.map(({ answer }) => answer.headers['x-request-id']));
    const strange = decisions.filter(({ requestId }) => !known.has(requestId));
    return new Map(sent.map((each) => {
      const requestId = each.answer.headers['x-request-id'];
      return [each.attack, { ...each, strange, decisions: decisions.filter((decision) => decision.requestId === requestId) }];
    }));
  }

  /** Holds the service to all that is promised of a refusal. */
  judge({ attack, answer, decisions, strange, state, stateBefore, pids }: Outcome): void {
    const text = answer.body.toString('utf8');
    // A HEAD's answer has no body to hold the code
    const code = text === '' ? attack.code : (JSON.parse(text) as { code?: string }).code;
    expect([answer.status, code]).toEqual([attack.status, attack.code]);
    expect(text).not.toContain(FORBIDDEN);
    expect(text).not.toMatch(/node:internal|\.[jt]s:\d|Traceback|\bat \S+ \(/);
    expect(state).toEqual(stateBefore);
    expect(pids).toEqual(this.pids);
    expect(strange).toEqual([]);
    if (attack.by === 'lighttpd') {
      expect(answer.headers['x-request-id']).toBeUndefined();
      this.turnedAway.set(attack.status, (this.turnedAway.get(attack.status) ?? 0) + 1);
    } else {
      expect(decisions).toMatchObject([{ event: 'decision', outcome: 'deny', reason: attack.code, status: attack.status, lane: attack.lane }]);
      this.noted(answer);
    }
  }

  /** An answer whose line in the access log must say the same. */
  noted(answer: RawAnswer): void {
    this.answered.push({ requestId: answer.headers['x-request-id'] ?? '', status: answer.status });
  }

  /** Text whose tokens and credentials must not be found in any log. */
  remember(request: string | Buffer): void {
    for (const [, value = ''] of request.toString('latin1').matchAll(SECRET_HEADER)) {
      for (const part of value.split(/[.,;=\s]+/)) if (part.length >= 16) this.secrets.add(part);
      const credential = /^Basic (.+)$/i.exec(value.trim())?.[1];
      const password = /:(.*)$/.exec(Buffer.from(credential ?? '', 'base64').toString('latin1'))?.[1] ?? '';
      if (password.length >= 8) this.secrets.add(password);
    }
  }

  /** What was decided since this was asked last. Somebody honest calls, who must be served: once that is on record, all before it is. */
  async decisions(): Promise<Decision[]> {
    const marker = await this.scene.people(requestText('GET', '/whoami', this.scene.as(`marker-${++this.markers}`)));
    expect(marker.status).toBe(200);
    this.noted(marker);
    const lines = await waitFor(() => {
      const all = readFileSync(this.scene.service.decisionLog, 'utf8').split('\n').slice(this.read, -1).map((line) => JSON.parse(line) as Decision);
      return all.some(({ requestId }) => requestId === marker.headers['x-request-id']) ? all : undefined;
    }, { what: 'the decision log holds an honest call', everyMs: 5 });
    this.read += lines.length;
    for (const line of lines) {
      isRecord(line);
      expect(isRecord.errors ?? []).toEqual([]);
    }
    return lines.filter(({ requestId }) => requestId !== marker.headers['x-request-id']);
  }

  /** Nothing changed, nothing was restarted. */
  async unharmed(): Promise<void> {
    const before = this.state;
    // What one attack did is not held against the next
    this.state = await this.scene.state();
    expect(this.state).toEqual(before);
    expect(this.scene.service.pids).toEqual(this.pids);
  }

  /**
   * What all logs say in the end: each request in the access log, none of them a 500, one JSON object a line everywhere, no secret anywhere.
   * @returns the access log
   */
  async logs(): Promise<Record<string, unknown>[]> {
    const last = this.answered.at(-1)?.requestId ?? '';
    const text = await waitFor(() => {
      const now = readFileSync(this.scene.service.accessLog, 'utf8');
      return now.includes(last) ? now : undefined;
    }, { what: 'lighttpd has written its access log' });
    const access = text.split('\n').slice(0, -1).filter((line) => !LIGHTTPDS_OWN.test(line)).map((line) => JSON.parse(line) as Record<string, unknown>);
    const byId = new Map<unknown, unknown[]>();
    for (const { requestId, status } of access) byId.set(requestId, [...byId.get(requestId) ?? [], status]);
    for (const { requestId, status } of this.answered) expect([requestId, byId.get(requestId)]).toEqual([requestId, [status]]);
    for (const [status, count] of this.turnedAway) {
      expect(access.filter((line) => line.status === status && line.requestId === '-').length).toBeGreaterThanOrEqual(count);
    }
    expect(access.filter(({ status }) => status === 500)).toEqual([]);
    const logs = this.scene.logs();
    expect(logs['gateway.log']).not.toMatch(/"level":"error"/);
    expect(this.secrets.size).toBeGreaterThan(100);
    for (const [name, log] of Object.entries(logs)) {
      expect([name, [...this.secrets].filter((secret) => log.includes(secret))]).toEqual([name, []]);
      // The provider is for trying out, and speaks as its library does
      if (name !== 'identity-provider.log') expect(log.split('\n').slice(0, -1).filter((line) => !isObject(line) && !LIGHTTPDS_OWN.test(line))).toEqual([]);
    }
    return access;
  }
}

function isObject(line: string): boolean {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
