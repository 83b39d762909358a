import type { OpenApi } from '@cliploop/vod';
import { breakable, type Html, html, raw } from './html.js';
import { inline, markdown } from './markdown.js';
import { type Located, operationsOf } from './operations.js';
import { script } from './script.js';
import { Sections } from './sections.js';
import { style } from './style.js';

interface Link {
  readonly id: string;
  readonly title: string;
}

interface Part extends Link {
  readonly body: Html;
  readonly links: readonly Link[];
}

/**
 * Renders the API reference as one page that loads no other file and works without scripts.
 * @param origin origin in the samples, which the script of the page replaces by the origin of the page
 */
export function renderPage(document: OpenApi, origin?: string): string {
  const { title, version, description } = document.info;
  const { intro, sections } = markdown(description);
  const guide = sections.map(({ title: heading, body }) => ({ ...titled(heading), body, links: [] }));
  const parts = [...guide, ...tagged(document), types(document)];
  const page = html`<!doctype html>
<html lang="en"${origin === undefined ? undefined : html` data-origin="${origin}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}: API reference</title>
<style>${raw(style)}</style>
</head>
<body>
<nav aria-label="Contents"><details open><summary><strong>${title}</strong> <span>API ${version}</span></summary>
<div class="find"></div>
${contents('Guide', guide)}
${parts.slice(guide.length).map((part) => contents(part.title, part.links, part.id))}
<p><a href="openapi.json">openapi.json</a></p>
</details></nav>
<main>
<header><h1>${title} <span>API reference</span></h1>
${intro}</header>
${parts.map(
  (part) => html`<section class="part" id="${part.id}"><h2><a href="#${part.id}">${part.title}</a></h2>
${part.body}
</section>
`,
)}</main>
<script>${raw(script)}</script>
</body>
</html>
`;
  return page.markup;
}

function contents(title: string, links: readonly Link[], id?: string): Html {
  const heading = id === undefined ? title : html`<a href="#${id}">${title}</a>`;
  return html`<h2>${heading}</h2>
<ul>${links.map(
    (link) => html`<li><a href="#${link.id}">${breakable(link.title)}</a></li>
`,
  )}</ul>
`;
}

/** Returns the parts with the actions, with the routes of the console and with the other routes. */
function tagged(document: OpenApi): Part[] {
  const sections = new Sections(document);
  const section = (one: Located) => {
    if (isPlain(one.path)) return sections.route(one);
    return one.path.startsWith('/#') ? sections.action(one) : sections.call(one);
  };
  return document.tags.map(({ name, description }) => {
    const own = operationsOf(document.paths, name);
    const hooks = operationsOf(document.webhooks, name);
    const links = own.map(({ path, operation }) => {
      const { operationId: id } = operation;
      return { id, title: isPlain(path) ? path.replace(/\{.*/, '…') : id };
    });
    const body = html`<p>${inline(description)}</p>
${own.map(section)}${hooks.map((hook) => sections.webhook(hook))}`;
    return { ...titled(name), body, links: [...links, ...hooks.map(({ path: id }) => ({ id, title: 'Callback' }))] };
  });
}

/** Whether a path is of a route that is not part of the API. */
const isPlain = (path: string): boolean => !/^\/(?:#|x\/)/.test(path);

/** Returns the part with the named types. */
function types(document: OpenApi): Part {
  const sections = new Sections(document);
  // Requests, responses and callbacks are described with their actions.
  const own = Object.keys(document.components.schemas).filter((name) => !/Request$|Response$|^Callback$/.test(name));
  const names = own.toSorted();
  return {
    ...titled('Types and codes'),
    body: html`<p>The types of results, and the error codes that every action can return.</p>
${names.map((name) => sections.type(name))}`,
    links: names.map((name) => ({ id: name, title: name })),
  };
}

function titled(title: string): Link {
  return { id: title.toLowerCase().replaceAll(' ', '-'), title };
}
