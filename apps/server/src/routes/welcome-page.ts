import { html, raw } from '../reference/html.js';

export const welcomeStyle = `
:root { --ground: #fff; --panel: #f5f7f9; --line: #e1e6eb; --text: #1c242d; --soft: #5b6875; --accent: #0b6e8a; --on: #fff;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #12171d; --panel: #1b222a; --line: #2c353f; --text: #dfe6ec; --soft: #94a2b0; --accent: #5cc3dd; --on: #12171d; }
}
* { box-sizing: border-box; }
html { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground);
  color: var(--text); font: 1rem/1.6 system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif; }
main { width: 100%; max-width: 36rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .75rem; }
p { margin: 0 0 1rem; }
code { font: .875em var(--mono); background: var(--panel); border-radius: .25rem; padding: .1em .3em; overflow-wrap: anywhere; }
a { color: var(--accent); }
.main { display: inline-block; margin: .25rem 0 1.25rem; padding: .6rem 1.1rem; border-radius: .5rem; background: var(--accent);
  color: var(--on); font-weight: 600; text-decoration: none; }
.main:hover, .main:focus-visible { text-decoration: underline; }
ul { margin: 0; padding: 1rem 0 0; border-top: 1px solid var(--line); list-style: none; color: var(--soft); font-size: .875rem; }
li { padding: .15rem 0; }
`;

/** Renders the page at `/` for browsers, with links to the API reference and to /readyz. */
export function welcomePage(): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>cliploop-server</title>
<style>${raw(welcomeStyle)}</style>
</head>
<body>
<main>
<h1>cliploop-server</h1>
<p>This server turns segments of videos into animated GIF, WebP and AVIF files. It implements the animated graphics part of the
Tencent Cloud VOD API, so the official SDKs work with it.</p>
<p>The API is at this address: clients send signed requests to <code>POST /</code> or <code>GET /</code>. This page is for
browsers.</p>
<p><a class="main" href="reference">API reference</a></p>
<ul>
<li><a href="openapi.json">openapi.json</a>: the reference for programs (OpenAPI 3.1)</li>
<li><a href="readyz">readyz</a>: whether the service works fully</li>
</ul>
</main>
</body>
</html>
`.markup;
}
