import { chooseFrontPort } from '../local/demo/front-port';
import { writeMachineSettings } from '../local/demo/machine-settings';
import { runOnce } from '../local/demo/once';
import { workOnceReEnabled } from '../local/demo/waiting-worker';
import { welcome } from '../local/demo/welcome';
import { writeWorkerSettings } from '../local/demo/worker-settings';
import { freePorts, isFree } from '../local/process-runner/free-ports';
import { stopOnSignals } from '../local/process-runner/stop-on-signals';
import { SamplePipeline } from '../local/sample-pipeline/pipeline';
import { type Service, startService } from '../local/service';
import { ensure, NEEDED_BY_SERVICE } from '../local/setup/ensure';
import { requireNode } from '../local/setup/node-version';
import { Report } from '../local/setup/report';

const USAGE = 'usage: npm run demo [-- --once]   (--once: run the sample pipeline through the front door, print a JSON summary, exit)';
/** Seconds that each step of the pipeline takes longer while somebody watches. */
const PACE = 0.15;

const report = new Report();
const ending = new AbortController();
let service: Service | undefined;

/** `npm run demo`: the whole service on this machine, until Ctrl-C. */
async function main(args: readonly string[]): Promise<number | undefined> {
  const wrong = args.find((arg) => arg !== '--once');
  if (wrong !== undefined) {
    report.say(USAGE);
    return wrong === '--help' ? 0 : 2;
  }
  requireNode();
  stopOnSignals({
    stop: async () => {
      ending.abort();
      await service?.stop();
    },
    killNow: () => service?.killNow(),
  }, () => report.say('\n  Stopping. (Ctrl-C again kills.)'));
  const once = args.includes('--once');
  const front = once && !process.env.DEMO_PORT ? { port: (await freePorts(1))[0] as number } : await chooseFrontPort(process.env.DEMO_PORT);
  await ensure(NEEDED_BY_SERVICE, report);
  // Beside the front door where that is free: who forwards ports by hand then forwards two that are easy to remember.
  const identityPort = await nearby(front.port + 1);
  // Not the one after it: that is luigi's own, where a worker without settings looks for its scheduler.
  const tokensPort = await nearby(front.port + 3);
  if (front.notice) report.warn(`  ${front.notice}`);
  service = await report.step('Starting the service',
    (progress) => startService({ name: once ? 'demo-once' : 'demo', port: front.port, identityPort, tokensPort, progress }));
  return once ? await summarise(service) : await show(service);
}

/** The port, where it is one and is free. */
async function nearby(port: number): Promise<number | undefined> {
  return port <= 65_535 && await isFree(port) ? port : undefined;
}

async function summarise(running: Service): Promise<number> {
  try {
    const summary = await runOnce(running, (line) => report.say(`  ${line}`));
    if (summary.ok) report.say(`  All is as it should be, after ${summary.seconds} s.`);
    else for (const problem of summary.problems) report.warn(`  Wrong: ${problem}`);
    process.stdout.write(`${JSON.stringify(summary, null, 2)}\n`);
    return summary.ok ? 0 : 1;
  } finally {
    await running.stop();
  }
}

async function show(running: Service): Promise<undefined> {
  const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
  const days = { done: day(1), waiting: day(0) };
  const pipeline = new SamplePipeline(running, PACE);
  await report.step(`Making the sample report of ${days.done}`, async (progress) => {
    await pipeline.deliver(days.done);
    await pipeline.work(days.done, ending.signal, progress);
  });
  await report.step(`Trying that of ${days.waiting}, with a bad file`, async (progress) => {
    await pipeline.deliver(days.waiting, 'spoiled');
    await pipeline.work(days.waiting, ending.signal, progress);
    await pipeline.mend(days.waiting);
  });
  const settings = { worker: writeWorkerSettings(running), machine: writeMachineSettings(running) };
  process.stdout.write(`${welcome(running, pipeline, settings, days, process.stdout.isTTY === true)}\n`);
  await workOnceReEnabled(running, pipeline, days.waiting, (line) => process.stdout.write(`${line}\n`), ending.signal);
  return undefined;
}

main(process.argv.slice(2)).then((status) => {
  // Without one, the service stays: its load balancer keeps this process alive.
  if (status !== undefined) process.exit(status);
}, async (error: unknown) => {
  if (ending.signal.aborted) return;
  report.warn(`demo: ${error instanceof Error ? error.message : String(error)}`);
  await service?.stop().catch(() => undefined);
  process.exit(1);
});
