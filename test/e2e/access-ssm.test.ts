import { DeleteParameterCommand, PutParameterCommand, SSMClient, type ParameterType } from '@aws-sdk/client-ssm';
import { MappingStore } from '../../images/gateway/src/access/mapping-store';
import { SsmSource } from '../../images/gateway/src/documents/ssm-source';
import { aDocument } from '../support/access/mappings';
import { motoPython, startMoto, type Moto } from '../support/access/moto';

const PATH = '/luigi/etl/access';
const python = motoPython();
if (python === undefined) {
  const message = 'moto is not installed: SSM mappings are not tested against a server; set MOTO_PYTHON, or run `npm run setup`';
  if (process.env.CI !== undefined) throw new Error(message);
  console.warn(`SKIPPED: ${message}`);
}

(python === undefined ? describe.skip : describe)('mappings in a real SSM server', () => {
  let moto: Moto;
  let client: SSMClient;
  let store: MappingStore;
  const events: string[] = [];

  const put = (name: string, text: string, type: ParameterType = 'String'): Promise<unknown> =>
    client.send(new PutParameterCommand({ Name: name, Value: text, Type: type, Overwrite: true, Tier: 'Advanced' }));
  const views = (group: string): string => store.accessOf([`group:${group}`]).view.key;

  beforeAll(async () => {
    moto = await startMoto(python ?? '');
    client = new SSMClient({ region: 'eu-central-1', endpoint: moto.endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 2 });
    const note = (event: string): void => { events.push(event); };
    store = new MappingStore({ source: new SsmSource({ path: PATH, client }), log: { info: note, warn: note, error: note } });
  });

  afterAll(async () => {
    store?.close();
    client?.destroy();
    await moto?.stop();
  });

  test('are read over several pages, by name, and nothing beside or below the path is', async () => {
    // given: more mappings than two pages hold, one that fills its 8192 bytes, one encrypted, one broken, and neighbours
    for (let index = 0; index < 23; index += 1) {
      await put(`${PATH}/team-${index}`, JSON.stringify(aDocument({ principals: [`group:team-${index}`], grants: { view: [`team${index}.*`] } })));
    }
    await put(`${PATH}/full`, JSON.stringify(aDocument({ principals: ['group:full'] })).padEnd(8192));
    await put(`${PATH}/encrypted`, JSON.stringify(aDocument({ principals: ['group:encrypted'] })), 'SecureString');
    await put(`${PATH}/broken`, '{"version":2}');
    await put(`${PATH}/deeper/x`, JSON.stringify(aDocument({ principals: ['group:deeper'] })));
    await put(`${PATH}-other/x`, JSON.stringify(aDocument({ principals: ['group:other'] })));
    await put('/luigi/web/access/x', JSON.stringify(aDocument({ principals: ['group:web'] })));
    // when
    await store.start();
    // then
    expect(store.health).toMatchObject({ ok: true, source: `ssm:${PATH}`, mappings: 24, invalidCount: 2, lastError: null });
    expect(store.health.invalid.map(({ name }) => name)).toEqual(['broken', 'encrypted']);
    expect(['team-0', 'team-22', 'full', 'encrypted', 'deeper', 'other', 'web'].map(views)).toEqual(['team0.*', 'team22.*', 'etl.*', '', '', '', '']);
    expect(store.accessOf(['group:team-7']).grantedBy('view', 'team7.Report')).toBe('team-7');
  });

  test('change with the parameters, without a restart', async () => {
    await put(`${PATH}/team-0`, JSON.stringify(aDocument({ principals: ['group:team-0'], grants: { view: ['new.*'] } })));
    await client.send(new DeleteParameterCommand({ Name: `${PATH}/team-22` }));
    await store.refresh();
    expect(['team-0', 'team-22'].map(views)).toEqual(['new.*', '']);
  });

  test('hold on while the server is gone', async () => {
    await moto.stop();
    await store.refresh();
    expect(store.health).toMatchObject({ ok: true, mappings: 23, failuresInARow: 1 });
    expect(views('team-1')).toBe('team1.*');
    expect(events.at(-1)).toBe('mappings-unreadable');
  });
});
