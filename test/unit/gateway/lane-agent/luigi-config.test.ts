import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { luigiConfig, writeLuigiConfig } from '../../../../images/gateway/src/lane-agent/luigi-config';

test('Luigi finds the agent, is called as the run, is patient, and tells by its exit code how it ended', () => {
  expect(luigiConfig({ job: 'daily', run: 'r-1' }, 8082).split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([
    '[core]', 'default_scheduler_url=http://127.0.0.1:8082', 'rpc_connect_timeout=30', 'rpc_retry_attempts=60', 'rpc_retry_wait=5',
    '[worker]', 'id=run:daily:r-1', 'ping_interval=10',
    '[retcode]', 'already_running=10', 'missing_data=20', 'not_run=25', 'task_failed=30', 'scheduling_error=35', 'unhandled_exception=40',
  ]);
});

test('the file is for everybody to read, whatever the umask, and there as a whole', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'luigi-config-'));
  const umask = process.umask(0o077);
  try {
    await writeLuigiConfig(folder, 'one');
    await writeLuigiConfig(folder, 'two');

    expect(readdirSync(folder)).toEqual(['luigi.cfg']);
    expect(readFileSync(join(folder, 'luigi.cfg'), 'utf8')).toBe('two');
    expect((statSync(join(folder, 'luigi.cfg')).mode & 0o777).toString(8)).toBe('644');
  } finally {
    process.umask(umask);
    rmSync(folder, { recursive: true });
  }
});
