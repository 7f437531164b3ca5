import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseCall } from '../../images/gateway/src/luigi/calls/call';
import { LuigidClient } from '../../images/gateway/src/luigi/client/luigid-client';
import type { Luigid } from '../../images/gateway/src/luigi/client/upstream';
import { Problem } from '../../images/gateway/src/problem';
import { BareLuigid, LUIGI_PYTHON } from '../support/luigi/bare-luigid';

/** Uses as much of the worker's protocol as a pipeline can: batches, resources, messages, progress, retries, failures, owners. */
const PIPELINE = `
import luigi
class Day(luigi.Task):
    day = luigi.Parameter(batch_method=max)
    secret = luigi.Parameter(default="s", visibility=luigi.parameter.ParameterVisibility.PRIVATE)
    done = set()
    resources = {"slots": 1}
    accepts_messages = True
    owner_email = "ops@example.com"
    def complete(self):
        return any(self.day <= day for day in Day.done)
    def run(self):
        self.set_status_message("half-way \\x00 \\u00e9 & 50% + more")
        self.set_progress_percentage(50)
        self.set_tracking_url("http://tracker/?a=1&b=2")
        self.decrease_running_resources({"slots": 1})
        Day.done.add(self.day)
class Broken(luigi.Task):
    retry_count = 1
    def run(self):
        raise RuntimeError("broken \\x00 \\ud800 \\u2028")
class Report(luigi.Task):
    priority = 2.5
    def requires(self):
        return [Day(day=d) for d in "abc"]
    def run(self):
        yield Day(day="d")
        Report.complete = lambda self: True
class All(luigi.WrapperTask):
    def requires(self):
        return [Report(), Broken()]
`;

describe('an unmodified worker', () => {
  let luigid: BareLuigid;
  let client: Luigid;
  let lane: Server;
  let directory: string;
  const refused: string[] = [];
  const passed = new Set<string>();

  beforeAll(async () => {
    luigid = await BareLuigid.start();
    client = new LuigidClient({ url: luigid.url }).workers;
    directory = mkdtempSync(join(tmpdir(), 'stock-worker-'));
    writeFileSync(join(directory, 'pipeline.py'), PIPELINE);
    // A refusal ends the run at once
    writeFileSync(join(directory, 'luigi.cfg'), '[core]\nrpc-retry-attempts=1\nrpc-retry-wait=0\n');
    lane = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const [path = '', rawQuery = ''] = request.url!.split('?');
        const answer = async (): Promise<void> => {
          const call = parseCall({
            lane: 'workers', httpMethod: request.method!, name: path.slice('/api/'.length), rawQuery,
            contentType: request.headers['content-type'], body: Buffer.concat(chunks),
          });
          passed.add(call.method.name);
          const { contentType, body } = await client.call(call.method.name, call.args);
          response.setHeader('content-type', contentType).end(body);
        };
        answer().catch((error: unknown) => {
          refused.push(`${request.url} ${Buffer.concat(chunks).toString()}: ${String(error)}`);
          response.writeHead(error instanceof Problem ? error.status : 500).end();
        });
      });
    });
    await new Promise<void>((listening) => lane.listen(0, '127.0.0.1', listening));
  });
  afterAll(async () => {
    lane?.closeAllConnections();
    lane?.close();
    await client?.close();
    await luigid?.stop();
    if (directory) rmSync(directory, { recursive: true, force: true });
  });

  test('gets through with all it sends, and its tasks end as they should', async () => {
    const url = `http://127.0.0.1:${(lane.address() as AddressInfo).port}`;
    const run = promisify(execFile)(LUIGI_PYTHON, ['-m', 'luigi', '--module', 'pipeline', 'All', '--scheduler-url', url, '--worker-retry-external-tasks'], {
      cwd: directory, env: { ...process.env, PYTHONPATH: directory }, timeout: 60_000,
    });
    const { stderr } = await run.catch((error: { stderr: string }) => error);
    expect(refused).toEqual([]);
    expect(stderr).toContain('Scheduled 7 tasks');
    expect([...passed].sort()).toEqual([
      'add_task', 'add_task_batcher', 'add_worker', 'decrease_running_task_resources', 'get_work',
      'set_task_progress_percentage', 'set_task_status_message',
    ]);
    const tasks = Object.values(await client.ask('task_list', {}) as Record<string, { name: string; status: string }>);
    expect(Object.fromEntries(tasks.map(({ name, status }) => [name, status]))).toMatchObject({ Report: 'DONE', Broken: 'DISABLED', Day: 'DONE' });
  });
});
