import path from 'node:path';
import { PEOPLE } from '../identity-provider/people';
import type { SamplePipeline } from '../sample-pipeline/pipeline';
import type { Service } from '../service';

/** What is said once everything runs: where to go, as whom, what to try. */
export function welcome(
  service: Service, pipeline: SamplePipeline, settings: { readonly worker: string; readonly machine: string },
  days: { readonly done: string; readonly waiting: string }, colour: boolean,
): string {
  const strong = (text: string) => (colour ? `\x1b[1m${text}\x1b[0m` : text);
  const quiet = (text: string) => (colour ? `\x1b[2m${text}\x1b[0m` : text);
  const here = (file: string) => path.relative(process.cwd(), file) || '.';
  const people = PEOPLE.map(({ username, password, shows }) => `    ${username.padEnd(7)}${password.padEnd(10)}${quiet(shows)}`);
  return [
    '',
    `  ${strong('Luigi is ready:')} open ${strong(service.url)}`,
    '',
    '  Sign in as',
    ...people,
    '',
    '  What you find there',
    '    A shop\'s daily report, made by an unmodified luigi.',
    `    ${days.done}  is made.`,
    `    ${days.waiting}  is stuck: London sent a bad file, so etl.CleanOrders failed`,
    '                and was disabled. A good file has come since.',
    '',
    '  Try',
    '    1  As ada, open the visualiser, choose "Disabled Tasks", and re-enable',
    '       etl.CleanOrders. luigi goes on by itself; this terminal says when.',
    '    2  As grace, open the graph of report.DailyReport and untick "Hide Done":',
    '       tasks that are not report.* are there, without their names.',
    '    3  Take a mapping away, or spoil it, and give it back; each time, reload',
    '       the start page two seconds later. /healthz says what is wrong:',
    `       ${here(service.mappings)}`,
    `    4  As grace, start the job shop-report of ${days.done} on the start page, and`,
    '       watch it run. She may start London\'s only; ada may start them all.',
    '       Runs of days other than these two fail: they have no raw data.',
    '    5  Run a pipeline of your own: docs/one-machine.md',
    '    6  Be a machine: call it as the role ci/nightly, by a token, without login:',
    `       curl -H "Authorization: Bearer $(curl -s ${service.tokenIssuers.url}/token)" \\`,
    `         ${service.url}/jobs`,
    '       How pipelines, functions and scripts do this: docs/machines.md',
    '',
    quiet('  Files of this run'),
    quiet(`    records  ${here(service.decisionLog)}`),
    quiet(`    report   ${here(pipeline.report(days.done))}`),
    quiet(`    worker   ${here(settings.worker)}`),
    quiet(`    machine  ${here(settings.machine)}`),
    quiet(`    logs     ${here(service.supervisor.logDirectory)}`),
    '',
    '  Ctrl-C stops everything.',
    '',
  ].join('\n');
}
