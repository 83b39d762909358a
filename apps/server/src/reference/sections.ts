import type { JsonSchema, OpenApi } from '@cliploop/vod';
import { example } from './example.js';
import { linkTo } from './format-schema.js';
import { breakable, type Html, html } from './html.js';
import { inline } from './markdown.js';
import type { Located } from './operations.js';
import { meaningTable, memberTable, parameterTable } from './tables.js';

/** Renders the sections of the page. */
export class Sections {
  constructor(private readonly document: OpenApi) {}

  action({ operation }: Located): Html {
    const { operationId: name, summary, description, requestBody, responses } = operation;
    const [success, failure] = this.answers(name);
    const { example: request, schema } = requestBody?.content['application/json'] ?? { schema: {} };
    const answer = responses['200']?.content?.['application/json']?.example;
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
  webhook({ operation }: Located): Html {
    const { summary, requestBody } = operation;
    const { schema } = requestBody?.content['application/json'] ?? { schema: {} };
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

  /** A route of the console: like an action, but with its own method and path. */
  call({ path, method, operation }: Located): Html {
    const { operationId: name, summary, description = '', parameters = [], requestBody, responses } = operation;
    const given = parameters.map(({ name: of, required, description: text, schema }) => {
      return { name: String(of), required, schema: { ...(schema as JsonSchema), description: text } };
    });
    const body = this.resolve(requestBody?.content['application/json']?.schema.$ref);
    const properties = {
      ...Object.fromEntries(given.map(({ name: of, schema }) => [of, schema])),
      ...propertiesOf(body),
    };
    const required = [
      ...given.filter((one) => one.required).map((one) => one.name),
      ...((body.required as string[]) ?? []),
    ];
    const [success] = Object.entries(responses).filter(([status]) => status.startsWith('2'));
    const [type, content] = Object.entries(success?.[1].content ?? {})[0] ?? [];
    return html`<section class="action" id="${name}">
<h3><a href="#${name}">${breakable(name)}</a></h3>
<p><code>${method} ${path}</code></p>
<p>${inline(`${summary} ${description}`)}</p>
<div class="two"><div class="tables">
<h4>Parameters</h4>
${Object.keys(properties).length === 0 ? html`<p>None.</p>` : parameterTable({ properties, required }, this.resolve)}
<h4>Result</h4>
${type === undefined ? html`<p>Status ${success?.[0]}: ${inline(success?.[1].description ?? '')}</p>` : type === 'application/json' ? result(this.resolve(content?.schema.$ref)) : html`<p><code>${type}</code>: ${inline(String(content?.schema.description))}</p>`}
</div>${
      content?.example === undefined
        ? undefined
        : html`<div class="example">
<div><h4>Answer</h4>
<pre tabindex="0"><code>${example(content.example)}</code></pre></div>
</div>`
    }</div>
</section>
`;
  }

  /** A route that is not part of the API. */
  route({ path, operation }: Located): Html {
    const { operationId, summary, responses } = operation;
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
