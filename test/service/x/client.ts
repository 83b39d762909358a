import { type RouteCall, signedRoute } from '@cliploop/testing/signed-route';
import type { OpenApi } from '@cliploop/vod';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';

export interface RouteReply {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON object of the answer. */
  readonly body: Readonly<Record<string, unknown>> & {
    readonly Error?: { readonly Code: string; readonly Message: string };
  };
}

/** Calls routes under `/x/v1` of a running service, and checks every answer against its OpenAPI document. */
export class RouteClient {
  private constructor(
    readonly origin: string,
    private readonly document: OpenApi,
    private readonly ajv: Ajv2020,
  ) {}

  /** @param origin `http://HOST:PORT` */
  static async open(origin: string): Promise<RouteClient> {
    const document = (await (await fetch(`${origin}/openapi.json`)).json()) as OpenApi;
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema(closed(document) as object, 'document');
    return new RouteClient(origin, document, ajv);
  }

  /** Sends a signed request. @param headers replace those of the signed request */
  call(call: RouteCall, headers: Record<string, string> = {}): Promise<RouteReply> {
    const signed = signedRoute(call);
    return this.send(signed.method, signed.path, { ...signed.headers, ...headers }, signed.body);
  }

  async send(method: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<RouteReply> {
    const reply = await fetch(`${this.origin}${path}`, {
      method,
      headers,
      redirect: 'manual',
      ...(body !== undefined && { body }),
    });
    const answer = (await reply.json()) as RouteReply['body'];
    this.expectDescribed(method, path, reply.status, answer);
    return { status: reply.status, headers: reply.headers, body: answer };
  }

  /** Checks a value against a named type of the document. */
  expectType(name: string, value: unknown): void {
    const check = this.ajv.getSchema(`document#/components/schemas/${name}`);
    if (!check) throw new Error(`${name} is not described`);
    expect(check(value) ? [] : check.errors, JSON.stringify(value)).toEqual([]);
  }

  private expectDescribed(method: string, path: string, status: number, answer: object): void {
    const schema = status < 400 ? `${this.nameOf(method, path)}Response` : 'RouteError';
    const check = this.ajv.getSchema(`document#/components/schemas/${schema}`);
    if (!check) throw new Error(`${schema} is not described`);
    expect(check(answer) ? [] : check.errors, `${method} ${path}: ${JSON.stringify(answer)}`).toEqual([]);
  }

  private nameOf(method: string, path: string): string {
    const [plain = ''] = path.split('?');
    const found = Object.entries(this.document.paths).find(([template]) =>
      new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(plain),
    );
    const operation = found?.[1][method.toLowerCase()] as { operationId: string } | undefined;
    return operation?.operationId ?? `(${method} ${plain})`;
  }
}

/** The document with additional members forbidden, because an answer must contain only described members. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([name, member]) => [name, closed(member)]));
  return 'properties' in copy && copy.type === 'object' ? { ...copy, additionalProperties: false } : copy;
}
