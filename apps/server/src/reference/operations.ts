import type { JsonSchema } from '@cliploop/vod';

/** An operation of the document, in the form in which `openApi()` and `routes` write it. */
export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly JsonSchema[];
  readonly requestBody?: { content: { 'application/json'?: { schema: { $ref?: string }; example?: unknown } } };
  readonly responses: Readonly<Record<string, { description: string; content?: Readonly<Record<string, Content>> }>>;
}

interface Content {
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

/** Where an operation is in the document. */
export interface Located {
  /** Path, or name of a webhook. */
  readonly path: string;
  /** In capital letters. */
  readonly method: string;
  readonly operation: Operation;
}

/** Lists the operations of a tag, in the order of the document. */
export function operationsOf(paths: Readonly<Record<string, JsonSchema>>, tag: string): Located[] {
  return Object.entries(paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => {
        return { path, method: method.toUpperCase(), operation: operation as Operation };
      }),
    )
    .filter(({ operation }) => operation.tags.includes(tag));
}
