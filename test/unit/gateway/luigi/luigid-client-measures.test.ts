import { LuigidClient } from '../../../../images/gateway/src/luigi/luigid-client';
import { NO_MEASURES, type LuigidLine } from '../../../../images/gateway/src/metrics/measures';
import { StagedLuigid } from '../../../support/luigi/staged-luigid';

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
