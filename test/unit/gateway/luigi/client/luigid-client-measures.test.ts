import { LINES_BOUNDS } from '../../../../../images/gateway/src/luigi/client/line-bounds';
import { LuigidClient } from '../../../../../images/gateway/src/luigi/client/luigid-client';
import { NO_MEASURES, type LuigidLine } from '../../../../../images/gateway/src/metrics/measures';
import { StagedLuigid } from '../../../../support/luigi/staged-luigid';

test('the lines before luigid are those that are measured: alarms watch them', async () => {
  const luigid = new StagedLuigid();
  const waited: LuigidLine[] = [];
  const client = new LuigidClient({ url: await luigid.listen(), measures: { ...NO_MEASURES, waited: (line) => { waited.push(line); } } });
  try {
    await client.people.call('task_list', {});
    await client.people.call('pause', {});
    await client.workers.call('ping', { worker: 'w' });

    expect(waited).toEqual(['viewers', 'workers', 'workers']);
  } finally {
    await client.close();
    await luigid.close();
  }
});

describe('views that are told that luigid does not answer are counted', () => {
  let luigid: StagedLuigid;
  let client: LuigidClient;
  let [unanswered, turnedAway] = [0, 0];
  const codes = (calls: ReadonlyArray<Promise<unknown>>) => Promise.all(calls.map((call) => call.then(() => 'answered', ({ code }: { code: string }) => code)));
  beforeEach(async () => {
    luigid = new StagedLuigid();
    [unanswered, turnedAway] = [0, 0];
    client = new LuigidClient({
      url: await luigid.listen(), answerMs: 600,
      // As many as one at once: all others stand in line
      lines: { ...LINES_BOUNDS, atOnce: { all: 2, viewers: 1, heavy: 1 }, silenceMs: 200 },
      measures: { ...NO_MEASURES, unanswered: () => { unanswered += 1; }, turnedAway: () => { turnedAway += 1; } },
    });
  });
  afterEach(async () => {
    await client.close();
    await luigid.close();
  });

  test('where it hangs: the one that was with it, those in line, and those who come; no worker', async () => {
    luigid.handler = () => undefined;
    const asked = [...['a', 'b', 'c'].map((search) => client.people.call('task_list', { search })), client.workers.call('ping', { worker: 'w' })];
    expect(await codes(asked)).toEqual(Array(4).fill('scheduler-unavailable'));
    expect([unanswered, turnedAway]).toEqual([3, 0]);
  });

  test('where it is away; and not where it answers, or says that it could not', async () => {
    expect(await codes([client.people.call('task_list', {})])).toEqual(['answered']);
    luigid.handler = (_request, response) => response.writeHead(500).end();
    expect(await codes([client.people.call('task_list', {})])).toEqual(['scheduler-failed']);
    expect(unanswered).toBe(0);
    await luigid.close();
    expect(await codes([client.people.call('task_list', {}), client.people.call('pause', {})])).toEqual(['scheduler-unavailable', 'scheduler-unavailable']);
    // A change is no view.
    expect(unanswered).toBe(1);
  });
});
