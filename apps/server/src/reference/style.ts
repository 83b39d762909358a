/** Style sheet of the reference page, for light and dark mode and for wide and narrow screens. */
export const style = `
:root { --ground: #fff; --panel: #f5f7f9; --line: #e1e6eb; --text: #1c242d; --soft: #5b6875; --accent: #0b6e8a; --need: #a8430b;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #12171d; --panel: #1b222a; --line: #2c353f; --text: #dfe6ec; --soft: #94a2b0; --accent: #5cc3dd; --need: #f0a06a; }
}
* { box-sizing: border-box; }
html { color-scheme: light dark; scroll-padding-top: 1rem; }
body { margin: 0; display: grid; grid-template-columns: 19rem minmax(0, 1fr); background: var(--ground); color: var(--text);
  font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
a { color: var(--accent); text-decoration: none; }
a:hover, a:focus-visible { text-decoration: underline; }
code, pre, tbody th { font-family: var(--mono); }
code { font-size: .875em; overflow-wrap: anywhere; }
:not(pre) > code { background: var(--panel); border-radius: .25rem; padding: .1em .3em; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: .5rem; padding: .8rem 1rem; overflow-x: auto; margin: .5rem 0 1rem;
  font-size: .8125rem; line-height: 1.5; }
pre code { font-size: inherit; overflow-wrap: normal; }
.example pre { white-space: pre-wrap; } .example code { overflow-wrap: anywhere; }
pre i { font-style: normal; color: var(--accent); }

nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.25rem 1rem 2rem 1.5rem; border-right: 1px solid var(--line);
  font-size: .8125rem; }
nav summary { list-style: none; font-size: 1rem; margin-bottom: .75rem; }
nav summary::-webkit-details-marker { display: none; }
nav summary span, h1 span { color: var(--soft); font-weight: 400; white-space: nowrap; }
nav h2 { font-size: .75rem; text-transform: uppercase; letter-spacing: .06em; margin: 1.25rem 0 .25rem; color: var(--soft); }
nav h2 a { color: inherit; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { display: block; padding: .15rem .5rem; margin-left: -.5rem; border-radius: .3rem; color: inherit; overflow-wrap: anywhere; }
nav li a:hover { background: var(--panel); text-decoration: none; }
nav input { width: 100%; font: inherit; color: inherit; background: var(--panel); border: 1px solid var(--line); border-radius: .4rem;
  padding: .35rem .6rem; }
nav input:focus { outline: 2px solid var(--accent); outline-offset: -1px; }

main { padding: 2rem 2.5rem 6rem; max-width: 92rem; min-width: 0; }
main > header, main > section > p, main > section > ul, main > section > pre { max-width: 52rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 1rem; }
main h2 { font-size: 1.45rem; line-height: 1.25; margin: 3rem 0 .75rem; }
h3 { font-size: 1.15rem; margin: 0 0 .4rem; overflow-wrap: anywhere; }
h4 { font-size: .75rem; text-transform: uppercase; letter-spacing: .06em; color: var(--soft); margin: 1.1rem 0 .4rem; }
main h2 a, h3 a { color: inherit; }
main section section { border-top: 1px solid var(--line); padding: 1.75rem 0 1rem; }
main section section > p { margin: .4rem 0; max-width: 52rem; }
[hidden], .found main > header, .found .part:not(:has(> section:not([hidden]))),
.found nav h2:not(:has(+ ul > li:not([hidden]))) { display: none; }

table { border-collapse: collapse; table-layout: fixed; width: 100%; font-size: .875rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .75rem .45rem 0; border-top: 1px solid var(--line); font-weight: 400; }
thead th { color: var(--soft); border-top: 0; padding-top: 0; font-size: .8125rem; }
tbody th { font-weight: 600; font-size: .8125rem; overflow-wrap: anywhere; line-height: 1.7; }
td small { display: block; color: var(--soft); font-size: .8125rem; }
th b { color: var(--need); font: 600 .75rem/1 system-ui, sans-serif; }
th:nth-child(1) { width: 30%; } th:nth-child(2) { width: 24%; }
td { overflow-wrap: anywhere; }
.codes th:nth-child(1) { width: 45%; } .codes th:nth-child(2) { width: 55%; }
.statuses th:nth-child(1) { width: 6rem; } .statuses th:nth-child(2) { width: auto; }
.d1 { padding-left: .6rem; } .d2 { padding-left: 1.6rem; } .d3 { padding-left: 2.6rem; }
.d1::before, .d2::before, .d3::before { content: '└\\00a0'; color: var(--soft); font-weight: 400; }
main details { margin-top: 1rem; font-size: .875rem; }
main summary { cursor: pointer; color: var(--soft); }
main details table { margin-top: .6rem; }
.type, main > section > section:not(.action) { max-width: 60rem; }

@media (min-width: 68rem) {
  .example { display: grid; grid-template-columns: 1fr 1fr; gap: 1.5rem; }
}
@media (min-width: 100rem) {
  .two { display: grid; grid-template-columns: minmax(0, 1fr) 31rem; gap: 2.5rem; }
  .example { display: block; position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; }
}
@media (max-width: 60rem) {
  body { display: block; }
  nav { position: static; height: auto; background: var(--ground); border: 0; border-bottom: 1px solid var(--line);
    padding: .7rem 1rem; }
  nav.live { position: sticky; z-index: 1; max-height: 100vh; }
  nav summary { margin: 0; cursor: pointer; }
  nav summary::after { content: '☰'; float: right; }
  nav details[open] summary { margin-bottom: .75rem; }
  html { scroll-padding-top: 3.5rem; }
  main { padding: 1.25rem 1rem 4rem; }
}
@media (max-width: 40rem) {
  thead { display: none; }
  table, tbody { display: block; }
  tr { display: grid; grid-template-columns: minmax(0, 1fr) auto; border-top: 1px solid var(--line); padding: .5rem 0; }
  th, td { border: 0; padding: 0; width: auto !important; }
  td:last-child { grid-column: 1 / -1; }
  td:nth-child(2):not(:last-child) { color: var(--soft); text-align: right; max-width: 11rem; padding-left: 1rem; }
  .d1 { padding-left: .6rem; } .d2 { padding-left: 1.6rem; } .d3 { padding-left: 2.6rem; }
}
@media print { nav { display: none; } body { display: block; } }
`;
