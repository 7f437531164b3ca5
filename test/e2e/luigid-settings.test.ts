import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnLuigid } from '../support/luigid';
import { newDirectory, start } from '../support/luigid-harness';

describe('a wrong setting ends it with code 2 and one line that says which, what and how', () => {
  const missing = '/nonexistent/dir';
  test.each<[Record<string, string>, RegExp | string]>([
    [{ LUIGID_PORT: 'abc' }, 'luigid: LUIGID_PORT: got "abc", expected an integer from 0 to 65535'],
    [{ LUIGID_PORT: '65536' }, 'luigid: LUIGID_PORT: got "65536", expected an integer from 0 to 65535'],
    [{ LUIGID_PORT: '80\n82' }, 'luigid: LUIGID_PORT: got "80\\n82", expected an integer from 0 to 65535'],
    [{ LUIGID_ADDRESS: '0.0.0.0' }, 'luigid: LUIGID_ADDRESS: got "0.0.0.0", expected a loopback address such as 127.0.0.1 or ::1, since luigid has no login'],
    [{ LUIGID_ADDRESS: 'localhost' }, 'luigid: LUIGID_ADDRESS: got "localhost", expected a loopback address such as 127.0.0.1 or ::1, since luigid has no login'],
    [{ LUIGID_STATE_DIR: missing }, /^luigid: LUIGID_STATE_DIR: got "\/nonexistent\/dir", expected the absolute path of a directory that user \d+ can write to$/],
    [{ LUIGID_STATE_DIR: 'here' }, /^luigid: LUIGID_STATE_DIR: got "here", expected the absolute path of a directory that user \d+ can write to$/],
    [{ LUIGID_DUMP_MIN_INTERVAL_SECONDS: '0' }, 'luigid: LUIGID_DUMP_MIN_INTERVAL_SECONDS: got "0", expected a number of seconds from 0.05 to 3600'],
    [{ LUIGID_DUMP_MIN_INTERVAL_SECONDS: 'nan' }, 'luigid: LUIGID_DUMP_MIN_INTERVAL_SECONDS: got "nan", expected a number of seconds from 0.05 to 3600'],
    [{ LUIGID_DUMP_MIN_INTERVAL_SECONDS: '5', LUIGID_DUMP_MAX_INTERVAL_SECONDS: '4' },
      'luigid: LUIGID_DUMP_MAX_INTERVAL_SECONDS: got "4", expected a number of seconds from 5 to 86400'],
    [{ LUIGID_DUMP_BYTES_PER_SECOND: '1' }, 'luigid: LUIGID_DUMP_BYTES_PER_SECOND: got "1", expected an integer from 1024 to 1000000000'],
    [{ LUIGID_TAKEOVER_SECONDS: '-1' }, 'luigid: LUIGID_TAKEOVER_SECONDS: got "-1", expected a number of seconds from 0 to 300'],
    [{ LUIGID_STOP_SECONDS: '0' }, 'luigid: LUIGID_STOP_SECONDS: got "0", expected a number of seconds from 1 to 110'],
    [{ LUIGID_LOG_LEVEL: 'loud' }, 'luigid: LUIGID_LOG_LEVEL: got "loud", expected one of debug, info, warning, error'],
    [{ LUIGI_CONFIG_PATH: missing }, 'luigid: LUIGI_CONFIG_PATH: got "/nonexistent/dir", expected a readable configuration file of luigi'],
    [{ LUIGID_TASK_HISTORY_URL: 'mysql://u:pa55word@h/d' }, /^luigid: LUIGID_TASK_HISTORY_URL: got the scheme "mysql", expected sqlite:.* or postgresql:.*$/],
    [{ LUIGID_TASK_HISTORY_URL: 'sqlite:///relative.db' }, /^luigid: LUIGID_TASK_HISTORY_URL: got a sqlite address without an absolute path, expected .*$/],
    [{ LUIGID_TASK_HISTORY_URL: 'postgresql://u:pa55word@127.0.0.1:1/d?sslmode=disable' },
      /^luigid: LUIGID_TASK_HISTORY_URL: got a database that answers with \w+ \(.*\), expected a database that can be reached and written to$/],
  ])('%j', async (env, expected) => {
    const luigid = spawnLuigid({ stateDir: newDirectory(), env });

    expect(await luigid.ended).toEqual({ code: 2, signal: null });

    expect(luigid.logs).toHaveLength(1);
    expect(luigid.logs[0]?.text).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
    expect(luigid.logs[0]?.text).not.toContain('pa55word');
  });

  test.each<[string, RegExp]>([
    ['[scheduler]\nretry_delay = soon\n', /^luigid: LUIGI_CONFIG_PATH: got a configuration that luigi refuses \(ValueError: .*retry_delay.*\), expected one that luigi can read$/],
    ['no section\n', /^luigid: LUIGI_CONFIG_PATH: got a configuration that luigi refuses \(MissingSectionHeaderError: .*\), expected one that luigi can read$/],
  ])('a configuration of luigi with %j', async (content, expected) => {
    const config = join(newDirectory(), 'luigi.cfg');
    writeFileSync(config, content);
    const luigid = spawnLuigid({ stateDir: newDirectory(), env: { LUIGI_CONFIG_PATH: config } });

    expect(await luigid.ended).toEqual({ code: 2, signal: null });

    expect(luigid.logs).toEqual([{ text: expect.stringMatching(expected) as string }]);
  });

  test('a port that is taken, without touching the state of the luigid that has it', async () => {
    const first = await start();

    const second = spawnLuigid({ stateDir: first.stateDir, port: first.port });

    expect(await second.ended).toEqual({ code: 2, signal: null });
    expect(second.logs).toEqual([{ text: `luigid: LUIGID_PORT: got ${first.port} (Address already in use), expected a free port on 127.0.0.1` }]);
    expect(readFileSync(join(first.stateDir, 'generation'), 'utf8')).toBe('1\n');
  });
});
