/** What jobs and runs look like. States have a colour and always a word. */
export const JOBS_STYLE = `
:root { --good: #0b5c44; --good-ground: #e2f3eb; --bad: #9b1c1c; --bad-ground: #fdeaea; --busy: #1b4f91; --busy-ground: #e5eefa; --odd: #7a4100; --odd-ground: #fcf0df; --idle: #45515f; --idle-ground: #ecf0f4; --danger: #b42318; --danger-ink: #ffffff; --field: #7d8896; }
@media (prefers-color-scheme: dark) { :root { --good: #7fe0bd; --good-ground: #12352a; --bad: #ffb1ab; --bad-ground: #43201f; --busy: #a9cdfb; --busy-ground: #1a3050; --odd: #f5c489; --odd-ground: #3d2b12; --idle: #b9c4d0; --idle-ground: #273341; --danger: #ffb1ab; --danger-ink: #3a0d0a; --field: #74849a; } }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
h1, h2, h3, .lead, .fact { overflow-wrap: anywhere; }
h3 { font-size: .95rem; font-weight: 600; color: var(--soft); margin: 1.25rem 0 .5rem; }
section > h2 { margin-top: 1.5rem; font-size: 1.1rem; }
.card > h2:first-child { margin-top: 0; }
#watch > .card { margin-top: 1rem; }
h2.part { margin: 2.25rem 0 .75rem; font-size: 1.1rem; }
.crumbs ol { display: flex; flex-wrap: wrap; gap: .25rem .5rem; margin-bottom: .75rem; font-size: .9rem; }
.crumbs li { overflow-wrap: anywhere; }
.crumbs li + li::before { content: "/"; color: var(--soft); margin-right: .5rem; }
.state { display: inline-block; border-radius: 999px; padding: .05rem .65rem; font-size: .85rem; font-weight: 600; white-space: nowrap; }
.state.good { color: var(--good); background: var(--good-ground); }
.state.bad { color: var(--bad); background: var(--bad-ground); }
.state.busy { color: var(--busy); background: var(--busy-ground); }
.state.odd { color: var(--odd); background: var(--odd-ground); }
.state.idle { color: var(--idle); background: var(--idle-ground); }
.button.quiet { background: transparent; color: var(--ink); border-color: var(--line); font-weight: 500; padding: .35rem .8rem; }
a.button.quiet:hover, button.quiet:hover { background: var(--ground); border-color: var(--field); }
button.danger { background: var(--danger); color: var(--danger-ink); }
.buttons { display: flex; flex-wrap: wrap; align-items: center; gap: .6rem; margin: 1.25rem 0; }
.buttons button.quiet, .buttons .button.quiet { padding: .55rem 1.1rem; }
.cards h2 { font-size: 1rem; }
main.wide, body:has(main.wide) header > div { max-width: 78rem; }
.button.soft { background: var(--chip); color: var(--ink); padding: .35rem .9rem; }
.button.soft:hover { outline: 1px solid var(--accent); }
.jobs { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(26rem, 100%), 1fr)); gap: .75rem; }
details.category { padding: .75rem 1.25rem; }
details.category + details.category { margin-top: .5rem; }
details.category > ul { margin-top: .75rem; }
.category summary { cursor: pointer; font-weight: 600; }
.category .soft { font-weight: 400; }
.job { display: flex; align-items: center; justify-content: space-between; gap: 1rem; padding: 1rem 1.25rem; }
.job > div { min-width: 0; }
.lead + .fact { margin-top: -1rem; }
.job .name, .runs .job-name { font-weight: 600; overflow-wrap: anywhere; }
.job p { margin: .1rem 0 0; color: var(--soft); font-size: .95rem; overflow-wrap: anywhere; }
.job .button { flex: none; }
ul.runs { padding: .25rem 1.25rem; }
.runs li { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: .1rem .9rem; padding: .8rem 0; align-items: baseline; }
.runs li + li { border-top: 1px solid var(--line); }
.runs .what { overflow-wrap: anywhere; font-weight: 500; }
.runs .values { font-weight: 400; }
.runs .values { color: var(--soft); }
.runs .about { grid-column: 2; display: flex; flex-wrap: wrap; gap: 0 1.1rem; color: var(--soft); font-size: .9rem; overflow-wrap: anywhere; }
.beside { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 2rem; }
@media (min-width: 56rem) { .beside { grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr); } }
.field { margin-bottom: 1.35rem; }
.field label { display: block; font-weight: 600; overflow-wrap: anywhere; }
.optional { color: var(--soft); font-weight: 400; font-size: .9rem; }
.hint { color: var(--soft); font-size: .9rem; margin: .1rem 0; overflow-wrap: anywhere; }
.wrong { color: var(--bad); font-weight: 600; font-size: .95rem; margin: .2rem 0; overflow-wrap: anywhere; }
.field input:not([type=checkbox]), .field select { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--field); border-radius: 8px; padding: .5rem .7rem; margin-top: .35rem; width: 100%; min-height: 2.75rem; }
.field input[type=date], .field input[type=number] { max-width: 14rem; }
.field input:not([type=checkbox])[aria-invalid=true], .field select[aria-invalid=true] { border: 2px solid var(--bad); }
.field .tick { display: flex; align-items: center; gap: .6rem; min-height: 2rem; }
.field .tick input { width: 1.2rem; height: 1.2rem; flex: none; margin: 0; accent-color: var(--accent); }
.errors { margin-top: 1rem; }
.errors h2 { margin: 0 0 .5rem; color: var(--bad); }
.errors::before { background: var(--bad); }
.errors ul { margin: 0; padding-left: 1.25rem; }
dl.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(13rem, 100%), 1fr)); gap: 1rem 1.5rem; margin: 0 0 1rem; }
dl.facts dt { color: var(--soft); font-size: .875rem; }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
.cause { overflow-wrap: anywhere; border-top: 1px solid var(--line); padding: .8rem 0; margin: 0; white-space: pre-wrap; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: baseline; padding: .45rem .75rem .45rem 0; border-top: 1px solid var(--line); font-weight: 400; overflow-wrap: anywhere; }
thead th { border-top: 0; color: var(--soft); font-size: .875rem; }
table.values { table-layout: fixed; }
table.values thead th:first-child { width: 40%; }
table.values td code { white-space: pre-wrap; }
code.soft, .soft { color: var(--soft); }
.title { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem .9rem; margin-bottom: .3rem; }
.title h1 { margin: 0; }
.tally { margin-bottom: .4rem; }
.bar { display: block; width: 100%; height: 6px; border-radius: 3px; margin-bottom: 1rem; }
.bar .good { fill: var(--good); } .bar .bad { fill: var(--bad); } .bar .busy { fill: var(--busy); } .bar .odd { fill: var(--odd); } .bar .idle { fill: var(--field); }
.picture, .scroll { overflow: auto; max-height: 28rem; }
.picture svg { display: block; font-size: 12px; }
.edges path { fill: none; stroke: var(--field); stroke-width: 1.5; }
.box text { fill: currentColor; font-weight: 600; }
.box .word { font-weight: 400; font-size: 11px; }
.box.good { color: var(--good); } .box.good rect { fill: var(--good-ground); stroke: var(--good); }
.box.bad { color: var(--bad); } .box.bad rect { fill: var(--bad-ground); stroke: var(--bad); stroke-width: 2; }
.box.busy { color: var(--busy); } .box.busy rect { fill: var(--busy-ground); stroke: var(--busy); stroke-width: 2; }
.box.odd { color: var(--odd); } .box.odd rect { fill: var(--odd-ground); stroke: var(--odd); stroke-dasharray: 5 3; }
.box.idle { color: var(--idle); } .box.idle rect { fill: var(--idle-ground); stroke: var(--field); stroke-dasharray: 2 3; }
.tasks { margin-top: .9rem; }
.tasks summary { cursor: pointer; font-weight: 600; width: max-content; }
.tasks table { margin-top: .5rem; font-size: .95rem; min-width: 26rem; }
.tasks tr > :first-child { white-space: nowrap; }
.id { font-size: .85rem; overflow-wrap: anywhere; }
.broken { margin-bottom: .35rem; }
.log { margin: 0; max-height: 26rem; min-height: 3rem; overflow: auto; background: var(--ground); border: 1px solid var(--line); border-radius: 8px; padding: .75rem .9rem; font: .85rem/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
.log:empty { display: none; }
.log time { color: var(--soft); user-select: none; }
#log-note:empty { display: none; }
@media (max-width: 40rem) { main, header > div { padding-left: 1rem; padding-right: 1rem; } .runs li { grid-template-columns: minmax(0, 1fr); } .runs .about { grid-column: 1; } .card { padding: 1rem; } ul.runs { padding: .25rem 1rem; } .notice { padding-left: 1.25rem; } .job { flex-wrap: wrap; } dl.facts { grid-template-columns: repeat(2, minmax(0, 1fr)); } .tasks table { min-width: 20rem; } .tasks .id { display: none; } }
@media (forced-colors: active) { .state { border: 1px solid; } }
`;
