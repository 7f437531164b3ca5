import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeWorkerSettings } from '../../../../local/demo/worker-settings';

describe('settings for a pipeline of one\'s own', () => {
  test('a shell reads them whatever the folder is called, and they are for their owner only', () => {
    const folder = mkdtempSync(path.join(tmpdir(), "it's a $(folder) "));
    try {
      const service = { folder, schedulerUrl: 'https://pipeline:secret@127.0.0.1:8444', workerCertificate: path.join(folder, 'lighttpd/cert.pem') };
      const file = writeWorkerSettings(service);
      const [configuration, certificate] = execFileSync('/bin/sh', ['-c', '. "$1"; printf "%s\\n" "$LUIGI_CONFIG_PATH" "$REQUESTS_CA_BUNDLE"', 'sh', file])
        .toString().split('\n');
      expect(certificate).toBe(service.workerCertificate);
      expect(readFileSync(configuration as string, 'utf8')).toContain(`scheduler_url = ${service.schedulerUrl}\n`);
      for (const secret of [file, configuration as string]) expect(statSync(secret).mode & 0o777).toBe(0o600);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
