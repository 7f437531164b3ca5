import { brotliCompressSync, gzipSync } from 'node:zlib';
import { callPath, decoded, tasksIn } from '../../../bench/load/connection';
import { countWithout, taskOf, TEAMS } from '../../../bench/load/tasks';
import { filesOf, TABLE_CALLS, tableCallsOf } from '../../../bench/load/visualiser';

describe('what a viewer asks for', () => {
  test('a call is written as the visualiser\'s script writes it', () => {
    expect(callPath('task_list', TABLE_CALLS[0] as object))
      .toBe('/api/task_list?data=%7B%22status%22%3A%22RUNNING%22%2C%22upstream_status%22%3A%22%22%2C%22search%22%3A%22%22%7D');
  });

  test('a page\'s scripts and style sheets are its files, once each, wherever it is', () => {
    expect(filesOf(`<link href="css/luigi.css" rel="stylesheet"><script src="lib/d3/d3.min.js" charset="utf-8"></script>
      <script src="lib/d3/d3.min.js"></script><script>var x;</script><a href="#tab">a</a>`))
      .toEqual(['/static/visualiser/css/luigi.css', '/static/visualiser/lib/d3/d3.min.js']);
  });

  test('the calls of a script are read from it', () => {
    expect(tableCallsOf('return jsonRPC(this.urlRoot + "/task_list", {status: "PENDING", upstream_status: "UPSTREAM_FAILED", search: searchTerm()}, f);'))
      .toEqual([{ status: 'PENDING', upstream_status: 'UPSTREAM_FAILED', search: '' }]);
  });
});

describe('what a viewer is answered', () => {
  const body = Buffer.from(JSON.stringify({ response: { 'a': {}, 'b': {} } }));

  test.each([['identity', body], ['gzip', gzipSync(body)], ['br', brotliCompressSync(body)]])('tasks are counted in a body coded as %s', (coding, coded) => {
    expect(tasksIn({ status: 200, headers: { 'content-encoding': coding }, body: coded })).toBe(2);
  });

  test('a cut body, a number in place of tasks and a refusal are no lists', () => {
    const whole = gzipSync(body);
    expect(() => tasksIn({ status: 200, headers: { 'content-encoding': 'gzip' }, body: whole.subarray(0, whole.length - 9) })).toThrow('unexpected end of file');
    expect(() => tasksIn({ status: 200, headers: {}, body: Buffer.from('{"response":{"num_tasks":7}}') }))
      .toThrow('got only the number of tasks, 7, expected the tasks');
    expect(() => tasksIn({ status: 503, headers: {}, body: Buffer.from('busy') })).toThrow('got status 503, expected a list of tasks: busy');
    expect(() => decoded({ headers: { 'content-encoding': 'zstd' }, body })).toThrow('got an answer coded as "zstd", expected identity, gzip, deflate or br');
  });
});

describe('tasks that fill a scheduler', () => {
  const tasks = Array.from({ length: 1600 }, (_, number) => taskOf(number));

  test('each has an id of its own, and is of one team of eight', () => {
    expect(new Set(tasks.map(({ task_id }) => task_id)).size).toBe(1600);
    expect(new Set(tasks.map(({ family }) => family.split('.')[0])).size).toBe(TEAMS);
    expect(countWithout(1600, 3)).toBe(tasks.filter(({ family }) => !family.startsWith('team3.')).length);
  });

  test('most are done, some wait, a few have failed, in each team', () => {
    for (let team = 0; team < TEAMS; team += 1) {
      const states = new Set(tasks.filter(({ family }) => family.startsWith(`team${team}.`)).map(({ status }) => status));
      expect([...states].sort()).toEqual(['DONE', 'FAILED', 'PENDING']);
    }
    expect(tasks.filter(({ status }) => status === 'DONE')).toHaveLength(1280);
  });
});
