import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DecisionRecord } from '../../images/gateway/src/records/decision';
import { PEOPLE } from '../../local/identity-provider/people';
import { PersonClient } from '../../local/person-client';
import { waitFor, type WaitOptions } from '../../local/process-runner/wait-for';
import { type Service, startService } from '../../local/service';
import type { ServiceOptions } from '../../local/service-options';
import { programsToTest } from './containers/in-container';

/** The people that tests log in as. */
export type PersonName = 'ada' | 'grace' | 'alan';

/** The real service, for one test file. */
export interface TestService {
  readonly service: Service;
  /** A client that has logged in by the real provider's form: ada operates, grace views report.*, alan may nothing. */
  login(person: PersonName): Promise<PersonClient>;
  /** A client without a session. */
  stranger(): PersonClient;
  /** All records so far, oldest first. */
  decisions(): DecisionRecord[];
  /** Waits for a record that fits: views are written just behind. */
  decision(fits: (record: DecisionRecord) => boolean, options?: Partial<WaitOptions>): Promise<DecisionRecord>;
  /** A call straight to luigid, beside the gateway: to bring about a state, or to see what is true. */
  luigid(method: string, args?: Readonly<Record<string, unknown>>): Promise<unknown>;
  /** Stops all and removes its folder. */
  stop(): Promise<void>;
}

/**
 * Starts the real service in a folder of its own, on free ports: as processes, or as containers where LUIGI_TEST_PROGRAMS says so.
 * Takes two to five seconds: once for a test file.
 */
export async function startTestService(options: ServiceOptions = {}): Promise<TestService> {
  const parent = mkdtempSync(path.join(tmpdir(), 'luigi-service-'));
  let service: Service;
  try {
    service = await startService({ parent, replace: programsToTest(), ...options });
  } catch (error) {
    rmSync(parent, { recursive: true, force: true });
    throw error;
  }
  const decisions = () => readFileSync(service.decisionLog, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as DecisionRecord);
  return {
    service,
    async login(person) {
      const client = new PersonClient(service.url);
      await client.login(person, PEOPLE.find(({ username }) => username === person)?.password ?? '');
      return client;
    },
    stranger: () => new PersonClient(service.url),
    decisions,
    decision: (fits, wait) => waitFor(() => decisions().find(fits), { what: 'the decision log has the record', ...wait }),
    async luigid(method, args = {}) {
      const answer = await fetch(`http://127.0.0.1:${service.layout.ports.luigid}/api/${method}`, {
        method: 'POST', body: new URLSearchParams({ data: JSON.stringify(args) }),
      });
      if (!answer.ok) throw new Error(`luigid answered ${method} with ${answer.status}`);
      return (await answer.json() as { response: unknown }).response;
    },
    async stop() {
      await service.stop();
      rmSync(parent, { recursive: true, force: true });
    },
  };
}
