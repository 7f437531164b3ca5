import { addressOf, hasEnded } from '../../../jobs/runs/run';
import { html, type SafeHtml } from '../html';
import type { RunView } from './run-view';
import { badge, lookOf } from './states';
import { taskPicture } from './task-picture';
import { momentInFull, took } from './times';
import { VISUALISER, visualiserOf } from './visualiser-links';
import { whoAsked } from './who';

/** The parts of a run's page that change while it goes on, by id. The script puts new ones in their place. */
export function liveParts(view: RunView): Readonly<Record<'state' | 'facts' | 'actions' | 'tasks', SafeHtml>> {
  return {
    state: badge(lookOf(view.run)),
    facts: facts(view),
    actions: actions(view),
    tasks: taskPicture(view.tasks, !hasEnded(view.run)),
  };
}

function facts({ run, now }: RunView): SafeHtml {
  const { startedAt, endedAt, requestedBy, mapping, reason, exitCode, cause } = run;
  return html`<dl class="facts">
<div><dt>Started</dt><dd>${momentInFull(startedAt)}</dd></div>
${endedAt === undefined ? undefined : html`<div><dt>Ended</dt><dd>${momentInFull(endedAt)}</dd></div>`}
<div><dt>${hasEnded(run) ? 'Took' : 'Running for'}</dt><dd>${took(run, now) ?? html`<span class="none">not known</span>`}</dd></div>
<div><dt>Asked for by</dt><dd>${whoAsked(requestedBy)}</dd></div>
<div><dt>By mapping</dt><dd>${mapping ?? html`<span class="none">none was needed</span>`}</dd></div>
<div><dt>Reason</dt><dd>${reason ?? html`<span class="none">none given</span>`}</dd></div>
${exitCode === undefined ? undefined : html`<div><dt>Exit code</dt><dd>${exitCode}</dd></div>`}
</dl>${cause === undefined ? undefined : html`<p class="cause"><strong>Why it ended:</strong> ${cause}</p>`}`;
}

function actions({ job, run, tasks, mayChange }: RunView): SafeHtml {
  const address = addressOf(run);
  const changes = !mayChange ? undefined
    : !hasEnded(run) ? html`<a class="button quiet" data-key="stop" href="${address}/stop">Stop…</a>`
      : run.state === 'succeeded' || run.state === 'refused' ? undefined
        : html`<form method="post" action="${address}/redrive"><button class="quiet" data-key="redrive">Run again from where it ${run.state === 'stopped' ? 'was' : 'failed'}</button></form>`;
  return html`<div class="buttons"><a class="button quiet" data-key="visualiser" href="${tasks.length === 0 && !hasEnded(run) ? VISUALISER : visualiserOf(job.family, tasks)}">Open in the visualiser</a>${changes}
<a class="button quiet" data-key="again" href="${mayChange ? `${address}/again` : `/jobs/${run.job}`}">Start another</a></div>`;
}
