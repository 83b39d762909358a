import type { JsonSchema, OpenApi } from '@cliploop/vod';
import { example } from './example.js';
import { linkTo } from './format-schema.js';
import { breakable, type Html, html } from './html.js';
import { inline } from './markdown.js';
import { meaningTable, memberTable, parameterTable } from './tables.js';

/** An operation of the document, in the form in which `openApi()` and `routes` write it. */
interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly requestBody: { content: { 'application/json': { schema: { $ref?: string }; example?: unknown } } };
  readonly responses: Readonly<
    Record<string, { description: string; content: { 'application/json': { example?: unknown } } }>
  >;
}

/** Renders the sections of the page. */
export class Sections {
  constructor(private readonly document: OpenApi) {}

  action(path: string): Html {
    const { operationId: name, summary, description, requestBody, responses } = operationAt(this.document.paths, path);
    const [success, failure] = this.answers(name);
    const { example: request, schema } = requestBody.content['application/json'];
    const answer = responses['200']?.content['application/json'].example;
    return html`<section class="action" id="${name}">
<h3><a href="#${name}">${breakable(name)}</a></h3>
<p>${inline(description === undefined ? summary : `${summary} ${description}`)}</p>
<div class="two"><div class="tables">
<h4>Parameters</h4>
${parameterTable(this.resolve(schema.$ref), this.resolve)}
<h4>Result</h4>
${result(success)}
${errorCodes(failure)}
</div><div class="example">
<div><h4>Request</h4>
<pre tabindex="0"><code>${example(request)}</code></pre></div>
<div><h4>Answer</h4>
<pre tabindex="0"><code>${example(answer)}</code></pre></div>
</div></div>
</section>
`;
  }

  /** A request that the service sends. */
  webhook(name: string): Html {
    const { summary, requestBody } = operationAt(this.document.webhooks, name);
    const { schema } = requestBody.content['application/json'];
    return html`<section class="action" id="callback"><h3><a href="#callback">Callback</a></h3>
<p>${inline(summary)}</p>
${memberTable(this.resolve(schema.$ref))}
</section>
`;
  }

  type(name: string): Html {
    const schema = this.resolve(name);
    const body = schema.oneOf ? meaningTable(schema, 'Value') : memberTable(schema);
    return html`<section class="type" id="${name}"><h3><a href="#${name}">${breakable(name)}</a></h3>
${body}
</section>
`;
  }

  /** A route that is not part of the API. */
  route(path: string): Html {
    const { operationId, summary, responses } = operationAt(this.document.paths, path);
    const rows = Object.entries(responses).map(
      ([status, { description }]) => html`<tr><th scope="row">${status}</th><td>${inline(description)}</td></tr>
`,
    );
    return html`<section id="${operationId}"><h3><a href="#${operationId}">GET ${breakable(path)}</a></h3>
<p>${inline(summary)}</p>
<table class="statuses"><thead><tr><th>Status</th><th>Meaning</th></tr></thead><tbody>
${rows}</tbody></table>
</section>
`;
  }

  private answers(action: string): [success: JsonSchema, failure: JsonSchema] {
    const { Response } = propertiesOf(this.resolve(`${action}Response`));
    return Response?.anyOf as [JsonSchema, JsonSchema];
  }

  private readonly resolve = (ref: unknown): JsonSchema =>
    this.document.components.schemas[String(ref).replace('#/components/schemas/', '')] ?? {};
}

export function operationAt(paths: Readonly<Record<string, JsonSchema>>, path: string): Operation {
  const { post, get } = paths[path] ?? {};
  return (post ?? get) as Operation;
}

function propertiesOf(schema: JsonSchema | undefined): Record<string, JsonSchema> {
  return (schema?.properties ?? {}) as Record<string, JsonSchema>;
}

/** Leaves out RequestId: the guide explains it once for all results. */
function result(success: JsonSchema): Html {
  const { RequestId: _, ...properties } = propertiesOf(success);
  if (Object.keys(properties).length === 0) return html`<p>Only RequestId.</p>`;
  return memberTable({ ...success, properties });
}

function errorCodes(failure: JsonSchema): Html {
  const { Code } = propertiesOf(propertiesOf(failure).Error);
  const [common, own] = (Code?.anyOf ?? [Code]) as JsonSchema[];
  if (!own) return html`<p>Error codes: those of ${linkTo(common?.$ref)}.</p>`;
  return html`<details><summary>Error codes, in addition to those of ${linkTo(common?.$ref)}</summary>
${meaningTable(own, 'Code')}
</details>`;
}
