import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { waitFor } from '../../../local/process-runner/wait-for';
import { LUIGI_ENDED, SamplePipeline } from '../../../local/sample-pipeline/pipeline';
import { startTestService, type TestService } from '../../support/service';
import { workerTells } from '../../support/worker-lane';

describe('faults of the scheduler\'s state', () => {
  let running: TestService;
  let state: string;
  beforeAll(async () => {
    running = await startTestService({ env: { luigid: { LUIGID_DUMP_MIN_INTERVAL_SECONDS: '0.2', LUIGID_DUMP_MAX_INTERVAL_SECONDS: '1' } } });
    state = path.join(running.service.folder, 'state');
  });
  afterAll(() => running?.stop());

  const tell = (name: string) =>
    workerTells(running.service, 'add_task', { task_id: `etl.${name}_x_0123456789`, worker: 'loader-host-7', family: `etl.${name}`, status: 'DONE' });
  const knows = async (name: string) => `etl.${name}_x_0123456789` in (await running.luigid('task_list') as object);
  const stateFile = () => path.join(state, readdirSync(state).find((name) => /^state\.\d+$/.test(name)) ?? 'no state file');
  const log = () => readFileSync(running.service.program('luigid').logFile, 'utf8');

  test.each([
    ['cut short', (content: Buffer) => content.subarray(0, content.length >> 1)],
    ['turned over in one place', (content: Buffer) => { const copy = Buffer.from(content); copy[copy.length >> 1] = (copy[copy.length >> 1] as number) ^ 0xff; return copy; }],
    ['empty', () => Buffer.alloc(0)],
    ['a pickle that runs code', () => Buffer.from('cposix\nsystem\n(S\'touch ran\'\ntR.')],
  ])('a state file that is %s is set aside and told of; the scheduler starts empty, and work goes on', async (_how, spoil) => {
    const luigid = running.service.program('luigid');
    await tell('Before');
    await luigid.stop();
    const file = stateFile();
    writeFileSync(file, spoil(readFileSync(file)));
    const [spoiled, told] = [readFileSync(file), log().length];
    await luigid.start();
    const line = log().slice(told).split('\n').find((one) => one.includes('state-corrupt'));
    // Kept for whoever wants to know, byte by byte.
    expect(readFileSync((JSON.parse(line ?? '{}') as { kept_as: string }).kept_as)).toEqual(spoiled);
    expect(readdirSync(running.service.folder)).not.toContain('ran');
    expect(await knows('Before')).toBe(false);
    await tell('After');
    const ada = await running.login('ada');
    expect(Object.keys(await ada.call('task_list') as object)).toContain('etl.After_x_0123456789');
    // It does not come back.
    await luigid.restart();
    expect([await knows('Before'), await knows('After')]).toEqual([false, true]);
  });

  test('a disk that refuses: the scheduler goes on, a pipeline finishes, and once the disk is back all of it is safe', async () => {
    const luigid = running.service.program('luigid');
    const away = `${state}-away`;
    const told = log().length;
    renameSync(state, away);
    // Nothing can be made where a file stands in the folder's place.
    writeFileSync(state, '');
    const pipeline = new SamplePipeline(running.service);
    await pipeline.deliver('2026-11-21');
    expect(await pipeline.work('2026-11-21')).toBe(LUIGI_ENDED.ok);
    await tell('Unsaved');
    await waitFor(() => log().slice(told).includes('state-not-saved'), { what: 'luigid tells of the disk' });
    expect((await (await running.login('ada')).request('/livez')).status).toBe(200);

    rmSync(state);
    renameSync(away, state);
    await waitFor(() => log().slice(told).includes('state-saved-again'), { what: 'luigid has dumped again' });
    const restarts = luigid.restarts;
    luigid.kill('SIGKILL');
    await waitFor(() => luigid.restarts > restarts, { what: 'luigid is started again' });
    await luigid.untilReady();
    expect(await knows('Unsaved')).toBe(true);
  });
});
