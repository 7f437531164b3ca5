import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { SSMClient } from '@aws-sdk/client-ssm';
import { RevocationStore } from '../../images/gateway/src/access/revocation-store';
import { SsmSource } from '../../images/gateway/src/documents/ssm-source';
import { controlPath, revocationParameterName } from '../../lib/contract/parameter-names';
import { ensure } from '../../local/setup/ensure';
import { PROJECT } from '../../local/setup/paths';
import { startMoto, type Moto } from '../support/access/moto';

const RUNBOOK = readFileSync(path.join(PROJECT, 'docs/operations.md'), 'utf8').split('## Shut somebody out\n')[1]?.split(/^## /m)[0] ?? '';
const [, PUT = ''] = /```sh\n(.*?)```/s.exec(RUNBOOK) ?? [];
const DELETE = /`(aws ssm delete-parameter [^`]*)`/.exec(RUNBOOK)?.[1] ?? '';
const READ = (/`(aws ssm get-parameter [^`]*)`/.exec(RUNBOOK)?.[1] ?? '').replace('…', revocationParameterName('luigi'));

describe('the runbook for shutting somebody out, word for word with the AWS CLI, at a real SSM server', () => {
  let moto: Moto;
  let client: SSMClient;
  let store: RevocationStore;
  let tools: string;
  const events: string[] = [];
  const sh = async (script: string): Promise<string> => (await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
    env: {
      PATH: `${tools}/bin:${process.env.PATH}`, HOME: '/nonexistent', AWS_ENDPOINT_URL: moto.endpoint, AWS_DEFAULT_REGION: 'eu-central-1', AWS_PAGER: '',
      AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_EC2_METADATA_DISABLED: 'true',
    },
  })).stdout;
  const isOut = (principal: string): boolean => store.shutsOut({ principal, principals: [principal] });

  beforeAll(async () => {
    const environments = await ensure(['moto', 'aws-cli']);
    tools = environments['aws-cli'];
    moto = await startMoto(path.join(environments.moto, 'bin/python'));
    client = new SSMClient({ region: 'eu-central-1', endpoint: moto.endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 2 });
    const note = (event: string): void => { events.push(event); };
    store = new RevocationStore({ source: new SsmSource({ path: controlPath('luigi'), client }), log: { info: note, warn: note, error: note } });
    await store.start();
  });
  afterAll(async () => {
    store?.close();
    client?.destroy();
    await moto?.stop();
  });

  test('without the parameter nobody is out', () => {
    expect([store.health.ok, store.health.degraded, isOut('user:ada@example.com'), events]).toEqual([true, false, false, []]);
  });

  test('its line shuts ada out, and what it says to read is what was written', async () => {
    await sh(PUT);
    await store.refresh();
    expect([isOut('user:ada@example.com'), isOut('user:grace@example.com'), events]).toEqual([true, false, ['revocations-changed']]);
    expect(JSON.parse(await sh(READ))).toMatchObject({ version: 1, revoked: [{ principal: 'user:ada@example.com' }] });
  });

  test('it can be said again, and a parameter that is encrypted leaves it at that', async () => {
    await sh(PUT);
    await sh(PUT.replace('--type String', '--type SecureString').replace('ada@', 'grace@'));
    await store.refresh();
    expect([isOut('user:ada@example.com'), isOut('user:grace@example.com'), events.at(-1)]).toEqual([true, false, 'revocation-invalid']);
    expect(store.health).toMatchObject({ ok: true, degraded: true, invalidCount: 1 });
  });

  test('its last line lets everybody in', async () => {
    await sh(DELETE);
    await store.refresh();
    expect([isOut('user:ada@example.com'), store.health.degraded]).toEqual([false, false]);
  });
});
