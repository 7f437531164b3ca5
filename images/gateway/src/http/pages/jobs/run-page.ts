import { addressOf, hasEnded } from '../../../jobs/runs/run';
import type { Chrome } from '../chrome';
import { html } from '../html';
import { page } from '../layout';
import { crumbs } from './crumbs';
import { logView } from './log-view';
import { liveParts } from './run-parts';
import type { LogView, RunView } from './run-view';
import { lookOf } from './states';
import { valuesTable } from './values-table';

const RELOAD_SECONDS = 5;

/** One run: how far it is, what it was asked, its Luigi tasks, its log. Live by the script; without it, by loading the page again. */
export function runPage(chrome: Chrome, view: RunView, log: LogView): string {
  const { job, run } = view;
  const { state, facts, actions, tasks } = liveParts(view);
  const address = addressOf(run);
  const goesOn = !hasEnded(run);
  return page({
    ...chrome,
    title: `${lookOf(run).word}: ${run.job}`,
    script: true,
    wide: true,
    ...(goesOn ? { reloadSeconds: RELOAD_SECONDS } : {}),
    main: html`${crumbs([['Jobs', '/jobs'], [run.job, `/jobs/${run.job}`]])}
<div id="watch" data-watch="${address}/live" data-next="${log === 'unavailable' ? '' : log.next ?? ''}" data-state="${run.state}" data-ended="${goesOn ? '' : 'yes'}" data-title="${run.job}">
<div class="title"><h1>${run.job}</h1><div id="part-state">${state}</div></div>
<p class="fact">Run <code>${run.id}</code></p>
<p class="notice card" id="notice" role="alert" hidden></p><p class="unseen" role="status" id="announce"></p>
${goesOn ? html`<noscript><p class="hint">This page loads itself again every ${RELOAD_SECONDS} seconds while the run goes on. <a href="${address}">Load it now</a></p></noscript>` : undefined}
<div id="part-actions">${actions}</div>
<section class="card"><h2 class="unseen">About this run</h2><div id="part-facts">${facts}</div>${valuesTable(job, run.parameters)}</section>
<section class="card"><h2>Luigi tasks</h2><div id="part-tasks">${tasks}</div></section>
<section class="card"><h2>Log</h2>${logView(log, address, goesOn)}</section>
</div>`,
  });
}

/** Asks before a run is stopped: what it was at is lost, or half done. */
export function stopPage(chrome: Chrome, { job, run }: Pick<RunView, 'job' | 'run'>): string {
  const address = addressOf(run);
  return page({
    ...chrome,
    title: `Stop ${run.job}?`,
    script: true,
    main: html`${crumbs([['Jobs', '/jobs'], [run.job, `/jobs/${run.job}`], ['Run', address]])}<h1>Stop this run?</h1>
<p class="lead">Its tasks are ended wherever they are. Those that are done stay done; it can be run again from where it was.</p>
<div class="card">${valuesTable(job, run.parameters)}</div>
<form method="post" action="${address}/stop" class="buttons"><button class="danger">Stop the run</button><a class="button quiet" href="${address}">Let it go on</a></form>`,
  });
}
