import path from 'node:path';
import { PEOPLE } from '../identity-provider/people';
import type { SamplePipeline } from '../sample-pipeline/pipeline';
import type { Service } from '../service';

/** What is said once everything runs: where to go, as whom, what to try. */
export function welcome(
  service: Service, pipeline: SamplePipeline, days: { readonly done: string; readonly waiting: string }, colour: boolean,
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
    '  Two days of a shop\'s daily report have been worked on by an unmodified luigi.',
    `  ${days.done} is made. ${days.waiting} waits: London had sent a bad file, so etl.CleanOrders`,
    '  failed and was disabled. A good file lies there by now.',
    '',
    '  Try',
    '    1  As ada, open the visualiser, choose "Disabled Tasks" and re-enable etl.CleanOrders.',
    '       The worker here then goes on by itself; the graph of report.DailyReport turns green.',
    '    2  As grace, open the same graph: what is not report.* is shown, but not what it is.',
    `    3  Take a mapping away and give it back: ${here(service.mappings)}`,
    '',
    quiet(`  records  ${here(service.decisionLog)}`),
    quiet(`  report   ${here(pipeline.report(days.done))}`),
    quiet(`  logs     ${here(service.supervisor.logDirectory)}`),
    '',
    '  Ctrl-C stops everything.',
    '',
  ].join('\n');
}
