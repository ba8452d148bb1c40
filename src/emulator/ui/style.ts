/** The style of the pages: light or dark according to the reader's settings, at any width. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #f6f7f9; --card: #ffffff; --ink: #1f2328; --faint: #59636e; --line: #d8dee4; --link: #0b57b0;
  --submitted: #59636e; --ready: #8a5a00; --started: #0b57b0; --completed: #1a6f37; --failed: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0d1117; --card: #161b22; --ink: #e6edf3; --faint: #9aa4af; --line: #30363d; --link: #79b8ff;
    --submitted: #9aa4af; --ready: #e3b341; --started: #79b8ff; --completed: #56d364; --failed: #ff8a80;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 4px; }
header, main, footer { max-width: 1120px; margin: 0 auto; padding: 0 20px; }
header { display: flex; flex-wrap: wrap; gap: 4px 24px; align-items: baseline; padding-top: 20px; }
header strong { font-size: 18px; }
nav { display: flex; flex-wrap: wrap; gap: 4px 20px; }
nav a { color: var(--faint); padding: 4px 0; border-bottom: 2px solid transparent; }
nav a[aria-current] { color: var(--ink); border-color: var(--link); }
footer { color: var(--faint); font-size: 14px; padding-top: 12px; padding-bottom: 32px; }
footer a { margin-left: 16px; }
h1 { font-size: 22px; line-height: 1.3; margin: 24px 0 8px; overflow-wrap: anywhere; }
h2 { font-size: 16px; margin: 0 0 8px; }
code, pre, .id { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 13px; }
.id, .faint { color: var(--faint); }
.small { font-size: 14px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 16px 20px; margin: 16px 0; }
.chips { display: flex; flex-wrap: wrap; gap: 8px; margin: 20px 0 16px; padding: 0; list-style: none; }
.chips a {
  display: block; padding: 4px 12px; border: 1px solid var(--line); border-radius: 999px; background: var(--card);
  color: var(--ink); font-size: 14px;
}
.chips a[aria-current] { border-color: var(--link); color: var(--link); }
.list { padding: 0; overflow: hidden; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-weight: 500; font-size: 14px; color: var(--faint); }
th, td { padding: 10px 20px; border-top: 1px solid var(--line); vertical-align: top; }
tr:first-child > th { border-top: 0; }
td > div { overflow-wrap: anywhere; }
time { white-space: nowrap; }
.wide { min-width: 230px; }
.status { white-space: nowrap; font-weight: 500; font-size: 15px; }
.status::before { content: ""; display: inline-block; width: 9px; height: 9px; border-radius: 50%; margin-right: 8px; background: currentColor; }
.submitted, .canceled, .created, .ended, .retired { color: var(--submitted); }
.ready, .unavailable { color: var(--ready); }
.started { color: var(--started); }
.completed, .available { color: var(--completed); }
.failed { color: var(--failed); }
.canceled::before, .ended::before, .retired::before { background: none; border: 2px solid currentColor; }
progress { display: block; width: 100%; height: 4px; margin-top: 8px; border: 0; border-radius: 2px; background: var(--line); accent-color: var(--started); }
progress::-webkit-progress-bar { background: var(--line); border-radius: 2px; }
progress::-webkit-progress-value { background: var(--started); border-radius: 2px; }
.pages { display: flex; justify-content: space-between; padding: 12px 20px; border-top: 1px solid var(--line); }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(180px, 1fr)); gap: 12px 24px; margin: 0; }
dt { color: var(--faint); font-size: 14px; }
dd { margin: 0; overflow-wrap: anywhere; }
.steps { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 0; padding: 0; list-style: none; }
.steps li { border-top: 3px solid; padding-top: 8px; }
.steps li:not(.past) { border-color: var(--line); color: var(--faint); }
.steps .small { color: var(--faint); }
.failure { border-color: var(--failed); }
.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 460px), 1fr)); gap: 16px; margin: 16px 0; align-items: start; }
.pictures .card { margin: 0; overflow-x: auto; }
.pictures img { display: block; max-width: 100%; height: auto; }
pre { margin: 8px 0 0; overflow-x: auto; line-height: 1.45; }
summary { cursor: pointer; color: var(--link); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr)); gap: 16px; margin: 20px 0; }
.cards .card { margin: 0; }
.cards h2 { display: flex; justify-content: space-between; gap: 12px; }
.cards dl { grid-template-columns: 1fr 1fr; }
.offline { display: none; background: var(--failed); color: var(--paper); padding: 6px 20px; text-align: center; }
body[data-offline] .offline { display: block; }
@media (max-width: 640px) {
  header, main, footer { padding-left: 12px; padding-right: 12px; }
  .card { padding: 14px; }
  .list { padding: 0; }
  thead { display: none; }
  tbody tr { display: grid; grid-template-columns: 1fr auto; gap: 2px 12px; padding: 12px 14px; border-top: 1px solid var(--line); }
  tbody tr:first-child { border-top: 0; }
  td { padding: 0; border: 0; min-width: 0; }
  td.wide { grid-column: 1 / -1; }
  td.first { grid-row: 1; grid-column: 2; }
  td:not(.first) > div { display: inline; margin-right: 8px; }
  td.title > div { display: block; }
  td.title > .id { display: none; }
  .pages { padding: 12px 14px; }
  dl { grid-template-columns: 1fr 1fr; }
}
`
