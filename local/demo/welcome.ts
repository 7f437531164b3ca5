import path from 'node:path';
import { PEOPLE } from '../identity-provider/people';
import type { SamplePipeline } from '../sample-pipeline/pipeline';
import type { Service } from '../service';

/** What is said once everything runs: where to go, as whom, what to try. */
export function welcome(
  service: Service, pipeline: SamplePipeline, workerSettings: string, days: { readonly done: string; readonly waiting: string }, colour: boolean,
): string {
  const strong = (text: string) => (colour ? `\x1b[1m${text}\x1b[0m` : text);
  const quiet = (text: string) => (colour ? `\x1b[2m${text}\x1b[0m` : text);
  const here = (file: string) => path.relative(process.cwd(), file) || '.';
  const people = PEOPLE.map(({ username, password, shows }) => `    ${username.padEnd(7)}${password.padEnd(10)}${quiet(shows)}`);
  return [
    '',
    `  ${strong('Luigi is ready')}   ${strong(service.url)}`,
    '',
    '  Sign in as',
    ...people,
    '',
    '  Two days of a shop\'s daily report were worked on by an unmodified luigi.',
    `  ${days.done} is made. ${days.waiting} waits: London had sent a bad file, so`,
    '  etl.CleanOrders failed and was disabled. A good file lies there by now.',
    '',
    '  Try',
    '    1  As ada, open the visualiser, choose "Disabled Tasks", and re-enable',
    '       etl.CleanOrders. The worker here then goes on by itself, to the end.',
    '    2  As grace, open the graph of report.DailyReport and untick "Hide Done":',
    '       what is not report.* is there, but not what it is.',
    '    3  Take a mapping away, spoil it, give it back; /healthz says what is wrong:',
    `       ${here(service.mappings)}`,
    '    4  Run a pipeline of your own: docs/one-machine.md',
    '',
    quiet(`  records  ${here(service.decisionLog)}`),
    quiet(`  report   ${here(pipeline.report(days.done))}`),
    quiet(`  worker   ${here(workerSettings)}`),
    quiet(`  logs     ${here(service.supervisor.logDirectory)}`),
    '',
    '  Ctrl-C stops everything.',
    '',
  ].join('\n');
}
