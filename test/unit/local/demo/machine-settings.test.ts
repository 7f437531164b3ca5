import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeMachineSettings } from '../../../../local/demo/machine-settings';

test('settings for a machine are read by a shell, go before one\'s own, and are for their owner only', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'machine-settings-'));
  try {
    const file = writeMachineSettings({
      folder, url: 'http://127.0.0.1:8080',
      tokenIssuers: { url: 'http://127.0.0.1:8083', requestUrl: (repository) => `http://127.0.0.1:8083/github/token?repository=${repository}`, requestToken: 'secret' },
    });
    const names = ['LUIGI', 'AWS_ENDPOINT_URL_STS', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION', 'AWS_PROFILE', 'AWS_SESSION_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'];
    const values = execFileSync('/bin/sh', ['-c', `. "$1"; printf '%s\\n' ${names.map((name) => `"\${${name}-}"`).join(' ')}`, 'sh', file], {
      env: { PATH: process.env.PATH, AWS_PROFILE: 'production', AWS_SESSION_TOKEN: 'real', AWS_ACCESS_KEY_ID: 'real' },
    }).toString().split('\n').slice(0, -1);
    expect(Object.fromEntries(names.map((name, at) => [name, values[at]]))).toEqual({
      LUIGI: 'http://127.0.0.1:8080', AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:8083', AWS_ACCESS_KEY_ID: 'nightly', AWS_SECRET_ACCESS_KEY: 'none', AWS_REGION: 'eu-central-1',
      AWS_PROFILE: '', AWS_SESSION_TOKEN: '', ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:8083/github/token?repository=acme/reports', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'secret',
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
