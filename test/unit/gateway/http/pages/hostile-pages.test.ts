import fc from 'fast-check';
import { AccessMap } from '../../../../../images/gateway/src/access/access-map';
import { explain } from '../../../../../images/gateway/src/explain/explain';
import { explainPage } from '../../../../../images/gateway/src/http/pages/access/explain-page';
import { whoamiPage } from '../../../../../images/gateway/src/http/pages/access/whoami-page';
import { type Chrome } from '../../../../../images/gateway/src/http/pages/chrome';
import { errorPage } from '../../../../../images/gateway/src/http/pages/error';
import { ICON_ADDRESS } from '../../../../../images/gateway/src/http/pages/icon';
import { confirmationPage } from '../../../../../images/gateway/src/http/pages/jobs/confirmation';
import { formAgainPage, jobPage, runsPage } from '../../../../../images/gateway/src/http/pages/jobs/job-page';
import { jobsPage } from '../../../../../images/gateway/src/http/pages/jobs/jobs-page';
import { runPage, stopPage } from '../../../../../images/gateway/src/http/pages/jobs/run-page';
import { liveParts } from '../../../../../images/gateway/src/http/pages/jobs/run-parts';
import type { RunView } from '../../../../../images/gateway/src/http/pages/jobs/run-view';
import { STYLE } from '../../../../../images/gateway/src/http/pages/style';
import type { Evidence } from '../../../../../images/gateway/src/identity/evidence';
import type { Job } from '../../../../../images/gateway/src/jobs/description/job';
import { narrowedSchema } from '../../../../../images/gateway/src/jobs/judgement/narrowed-schema';
import { heldGrant } from '../../../../../images/gateway/src/jobs/judgement/run-grants';
import type { Run, RunState } from '../../../../../images/gateway/src/jobs/runs/run';
import type { RunTask, TaskStatus } from '../../../../../images/gateway/src/jobs/tasks/run-tasks';
import { Problem } from '../../../../../images/gateway/src/problem';
import { aMapping } from '../../../../support/access/mappings';
import { anyText } from '../../../../support/arbitrary-text';
import { aRun } from '../../../../support/jobs/fake-runner';

const text = anyText(60);
const MARKUP = fc.constantFrom(
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '\' autofocus onfocus=alert(1) x=\'', '</pre></style></title><b>', 'javascript:alert(1)', '&lt;b&gt;',
);
const hostile = fc.oneof(text, MARKUP, fc.tuple(text, MARKUP).map((parts) => parts.join('')));
const STATES: readonly RunState[] = ['starting', 'running', 'succeeded', 'failed', 'timed-out', 'stopped', 'refused'];
const STATUSES: readonly TaskStatus[] = ['PENDING', 'RUNNING', 'DONE', 'FAILED', 'DISABLED', 'UNKNOWN'];

const someTask = fc.record({ id: hostile, family: hostile, status: fc.constantFrom(...STATUSES), dependsOn: fc.array(fc.nat(5), { maxLength: 3 }) });
type Task = typeof someTask extends fc.Arbitrary<infer T> ? T : never;
const MANY: Task[] = Array.from({ length: 150 }, (_, index) => ({ id: `${index}`, family: `<i>${index % 7}</i>`, status: 'DONE', dependsOn: [] }));

/** All pages of jobs, with hostile text wherever anybody but the gateway writes. */
const somePages = fc.record({
  said: fc.array(hostile, { minLength: 14, maxLength: 14 }), state: fc.constantFrom(...STATES),
  tasks: fc.oneof(fc.array(someTask, { maxLength: 6 }), fc.constant(MANY)),
}).map(({ said, state, tasks }) => {
  const [name, display, description, title, choice, value, reason] = said as [string, string, string, string, string, string, string];
  const [cause, who, mapping, line, typed, error, detail] = said.slice(7) as [string, string, string, string, string, string, string];
  const chrome: Chrome = { serviceName: name, signedInAs: display };
  const job: Job = {
    name: 'report', description, category: name, family: title, required: [], reasonRequired: true, maxConcurrentRuns: 1, taskRole: undefined, logGroup: undefined,
    parameters: {
      a: { type: 'string', enum: [choice], title, description }, b: { type: 'string', maxLength: 100, default: value, pattern: '<b>"' }, c: { type: 'boolean' }, d: { type: 'string', format: 'luigi-date-interval', default: value },
    },
  };
  const run: Run = aRun({ id: 'x', state, parameters: { a: choice, [title]: value }, requestedBy: who, mapping, reason, cause, exitCode: 1, endedAt: '2026-01-31T09:31:00.000Z' });
  const schema = narrowedSchema(job, [heldGrant(mapping, { job: job.name })]);
  const known: RunTask[] = tasks.map((task) => ({ ...task, dependsOn: task.dependsOn.flatMap((index) => tasks[index]?.id ?? []) }));
  const view: RunView = { job, run, tasks: known, mayChange: true, now: new Date() };
  const now = new Date();
  return [
    jobsPage(chrome, [job]), jobPage(chrome, { job, schema, runs: [run], now }), runsPage(chrome, { job, runs: [run], now }),
    confirmationPage(chrome, { job, verdict: { parameters: run.parameters, mapping }, reason, key: 'k', seen: 's' }),
    formAgainPage(chrome, job, schema, { typed: new Map([['a', typed], ['b', typed]]), reason, detail, errors: [{ field: 'parameters.b', message: error }, { field: 'parameters', message: error }] }),
    runPage(chrome, view, { lines: [{ time: '2026-01-31T09:30:00.000Z', message: line }], cut: true, next: line }), stopPage(chrome, view),
    ...Object.values(liveParts(view)).map((part) => part.toString()), ...accessPages(chrome, job, { mapping, who, typed, value, name }),
  ];
});

/** Pages that tell callers of themselves: mappings are others' words, and questions may stand in links that others send. */
function accessPages(chrome: Chrome, job: Job, { mapping, who, typed, value, name }: Readonly<Record<'mapping' | 'who' | 'typed' | 'value' | 'name', string>>): string[] {
  const caller = `user:${who}`;
  const mappings = [aMapping(mapping, [caller], { view: [], run: [{ job: 'report', parameters: { b: { const: value, title: name } } }] })];
  const asked = { action: typed, family: typed, job: typed, parameters: typed };
  const evidence: Evidence = { source: 'load-balancer', missing: [typed], claims: [{ name, used: false }, { name: typed, used: true, value: [value, who], header: name }, { name, used: true, value }] };
  return [
    explainPage(chrome, { asked }), explainPage(chrome, { asked, problem: new Problem(404, 'no-such-job', typed) }),
    ...[
      explain(mappings, [caller], { action: 'run', job: 'report' }, job),
      explain(mappings, [caller], { action: 'run', job: 'report', parameters: { b: typed, [typed]: 1 } }, job),
      explain(mappings, [caller], { action: 'run', job: 'report', parameters: { a: job.parameters.a?.enum?.[0], b: 'other' } }, { ...job, parameters: { ...job.parameters, b: { type: 'string' } } }),
      explain(mappings, [caller], { action: 'view', family: typed }), explain([], [caller], { action: 'view', family: typed }),
    ].flatMap((explanation) => [asked, { ...asked, action: 'run' }].map((question) => explainPage(chrome, { asked: question, answer: { explanation, caller: { principals: [caller, typed] } } }))),
    whoamiPage(chrome, { kind: 'machine', principal: who, displayName: name, groups: [], principals: [caller, typed], session: 'bearer', roleSession: typed, expiresAt: 0, evidence }, new AccessMap(mappings).accessOf([caller])),
    errorPage({ status: 401, title: 'Unauthorized', code: 'c', detail: typed, requestId: 'r', explain: `/access/explain?${typed}`, evidence }),
  ];
}

const ELEMENTS = new Set(('html head meta title style script body a header div span form button main nav ol ul li p h1 h2 h3 section label input select option '
  + 'dl dt dd table thead tbody tr th td code pre time strong details summary svg g rect path text noscript').split(' '));
const ATTRIBUTE = / ([a-z-]+)(?:="[^"]*")?/gy;
const ATTRIBUTES = new Set(('lang charset name content href class method action id for type value required min max minlength maxlength pattern title autocomplete spellcheck placeholder '
  + 'inputmode step checked selected disabled formaction src defer tabindex role hidden autofocus scope datetime viewBox width height preserveAspectRatio focusable x y rx d '
  + 'http-equiv data-ago data-ago-of data-since data-refresh data-watch data-next data-state data-ended data-title data-key data-kept aria-label aria-hidden aria-describedby aria-invalid').split(' ').map((one) => one.toLowerCase()));

/** What in a page's markup is not made of the elements and attributes that our pages have, each attribute in double quotes. */
function foreign(page: string): readonly string[] {
  const found: string[] = [];
  for (const [tag, , name = '', attributes = ''] of page.replace(STYLE, '').matchAll(/<(\/?)([^\s>/]*)([^>]*?)\/?>/g)) {
    if (tag.startsWith('<!doctype')) continue;
    let at = 0;
    ATTRIBUTE.lastIndex = 0;
    for (let match = ATTRIBUTE.exec(attributes.toLowerCase()); match !== null; match = ATTRIBUTE.exec(attributes.toLowerCase())) {
      at = ATTRIBUTE.lastIndex;
      if (!ATTRIBUTES.has(match[1] as string)) found.push(`attribute ${match[1]}`);
    }
    if (at !== attributes.length || !ELEMENTS.has(name)) found.push(tag);
  }
  return found;
}

test('the text of whoever writes stays text, on every page', () => {
  fc.assert(fc.property(somePages, (pages) => {
    // Our own icon, once, in the head.
    for (const page of pages.map((whole) => whole.replace(`<link rel="icon" href="${ICON_ADDRESS}">`, ''))) {
      expect(foreign(page)).toEqual([]);
      expect(page.match(/<script/g)?.length ?? 0).toBeLessThanOrEqual(1);
      for (const [, address = ''] of page.matchAll(/(?:href|src|action)="([^"]*)"/g)) expect(address).toMatch(/^[/#]/);
    }
  }), { numRuns: 60 });
});

test('what is foreign is found', () => {
  expect(foreign('<p onclick="x">')).toEqual(['attribute onclick']);
  expect(foreign('<img src="x">')).toEqual(['<img src="x">']);
  expect(foreign("<p class='x'>")).toEqual(["<p class='x'>"]);
});
