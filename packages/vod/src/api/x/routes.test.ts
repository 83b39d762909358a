import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { actionNames } from '../actions.js';
import { openApi } from '../openapi.js';
import type { AnyRoute } from './route.js';
import { routes } from './routes.js';

const document = openApi();
const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
ajv.addSchema(document, 'document');
const namesIn = (kind: { readonly json: object } | undefined): string[] =>
  Object.keys((kind?.json as { properties?: object } | undefined)?.properties ?? {});
const operationOf = ({ path, method }: AnyRoute) =>
  (document.paths[path] as Record<string, { description: string; responses: object; parameters: object[] }>)[
    method.toLowerCase()
  ];

test('gives each route a name of its own, which no action has', () => {
  const names = routes.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => actionNames.has(name) || !/^[A-Z][a-z]+[A-Z]\w+$/.test(name))).toEqual([]);
  const places = routes.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(places).size).toBe(places.length);
});

describe.each(routes.map((route) => [route.name, route] as const))('%s', (_, route) => {
  test('describes exactly the parameters in its path, and uses each name once', () => {
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(namesIn(route.params)).toEqual(inPath);
    const all = [route.params, route.query, route.body].flatMap(namesIn);
    expect(new Set(all).size).toBe(all.length);
    // The parameters of a signed URL have the names of the options of animate().
    const named = route.signedUrl ? namesIn(route.params) : all;
    expect(named.filter((name) => !/^[A-Z]/.test(name))).toEqual([]);
  });

  test('has only parameters and members with a description', () => {
    const operation = operationOf(route);
    const body = document.components.schemas[`${route.name}Request`] as { properties?: Record<string, object> };
    const described = [...(operation?.parameters ?? []), ...Object.values(body?.properties ?? {})];
    expect(described.filter((one) => !(one as { description?: string }).description)).toEqual([]);
  });

  test('has an example that is a valid answer', () => {
    if (!('result' in route.answer)) return;
    const check = ajv.getSchema(`document#/components/schemas/${route.name}Response`);
    const RequestId = '6ca31e3a-6b8e-4b4e-9256-fdc700064ef3';
    expect(check?.({ ...route.answer.example, RequestId }), JSON.stringify(check?.errors)).toBe(true);
    expect(check?.(route.answer.example)).toBe(false);
  });

  test('says which right it needs, and describes its errors', () => {
    const { description, responses } = operationOf(route) ?? {};
    const needed = { none: 'any rights', optional: 'no key pair', public: 'no signature' } as Record<string, string>;
    expect(description).toContain(needed[route.right] ?? `\`${route.right}\``);
    expect(Object.keys(responses ?? {})).toEqual(['200', 'default']);
  });
});
