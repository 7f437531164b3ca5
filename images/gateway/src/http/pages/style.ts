import { JOBS_STYLE } from './style-jobs';

const COMMON = `
:root { color-scheme: light dark; --ink: #1d2733; --soft: #5b6878; --line: #e1e6ec; --paper: #ffffff; --ground: #f5f7f9; --accent: #0b6b50; --accent-ink: #ffffff; --warn: #9a4b00; --chip: #e8f3ef; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ecf2; --soft: #9fadbd; --line: #2b3643; --paper: #18212b; --ground: #10171f; --accent: #4cc9a0; --accent-ink: #06231a; --warn: #f0a860; --chip: #17362c; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
a { color: var(--accent); }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 6px; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 12px; top: 12px; background: var(--paper); padding: 8px 12px; }
header { background: var(--paper); border-bottom: 1px solid var(--line); }
header > div, main { max-width: 60rem; margin: 0 auto; padding: 0 1.5rem; }
header > div { display: flex; align-items: center; justify-content: space-between; gap: .5rem 1rem; min-height: 4rem; flex-wrap: wrap; padding-top: .7rem; padding-bottom: .7rem; }
.brand { font-weight: 650; letter-spacing: -0.01em; color: var(--ink); text-decoration: none; display: inline-flex; align-items: center; gap: .6rem; }
.brand::before { content: ""; width: .8rem; height: .8rem; border-radius: 50%; background: var(--accent); }
.brand span { color: var(--soft); font-weight: 450; }
.brand span::before { content: "/"; margin-right: .6rem; opacity: .5; }
.who { display: flex; align-items: center; gap: .5rem 1rem; flex-wrap: wrap; color: var(--soft); overflow-wrap: anywhere; }
main { padding-top: 2rem; padding-bottom: 3rem; }
h1 { font-size: 1.6rem; line-height: 1.25; letter-spacing: -0.02em; margin: 0 0 .5rem; }
h2 { font-size: 1rem; margin: 0 0 .75rem; }
p { margin: 0 0 1rem; }
.lead { color: var(--soft); max-width: 44rem; margin-bottom: 1.5rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1rem; margin: 1.5rem 0; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 1.25rem; }
.card + p { margin-top: 1.5rem; }
main > .card + .card { margin-top: 1rem; }
.card p:last-child, .card ul:last-child { margin-bottom: 0; }
ul.plain, ol.plain { list-style: none; margin: 0; padding: 0; }
ul.chips { display: flex; flex-wrap: wrap; gap: .35rem; }
.chip { background: var(--chip); border-radius: 999px; padding: .1rem .7rem; font: .875rem/1.6 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.chips + .fact { margin-top: 1rem; }
.none { color: var(--soft); }
.button, button { display: inline-block; font: inherit; font-weight: 600; border: 1px solid transparent; border-radius: 8px; padding: .55rem 1.1rem; background: var(--accent); color: var(--accent-ink); text-decoration: none; cursor: pointer; }
button.quiet { background: transparent; color: var(--ink); border-color: var(--line); font-weight: 500; padding: .35rem .8rem; }
form { margin: 0; }
.notice { position: relative; overflow: hidden; margin: 1.25rem 0; padding-left: 1.5rem; }
.notice::before { content: ""; position: absolute; inset: 0 auto 0 0; width: 4px; background: var(--warn); }
.fact { color: var(--soft); font-size: .9rem; }
code { font: .9em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.aside { color: var(--soft); font-size: .9rem; }
section + .aside { margin-top: 1.5rem; }
`;

/** The one style sheet of our pages. Inline, allowed by its hash: a page is one request. */
export const STYLE = COMMON + JOBS_STYLE;
