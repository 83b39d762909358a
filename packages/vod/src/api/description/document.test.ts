import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { actionCodes } from '../../wire/error/action-codes.js';
import { type JsonSchema, parseParams } from '../../wire/params/kind.js';
import type { ParamTree } from '../../wire/params/wire.js';
import { actions } from '../actions.js';
import { openApi } from '../openapi.js';
import { groups } from './groups.js';

const document = openApi();
const { schemas } = document.components;
const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
ajv.addSchema(document, 'document');
const valid = (schema: string, value: unknown): boolean => {
  const check = ajv.getSchema(`document#/components/schemas/${schema}`);
  return check?.(value) === true;
};
const names = actions.map(({ name }) => name);

/** Returns every object schema with its path. */
function objects(schema: unknown, path: string): [path: string, properties: Record<string, JsonSchema>][] {
  if (typeof schema !== 'object' || schema === null) return [];
  const inner = Object.entries(schema).flatMap(([name, member]) => objects(member, `${path}/${name}`));
  const { properties } = schema as { properties?: Record<string, JsonSchema> };
  return 'type' in schema && properties ? [[path, properties], ...inner] : inner;
}

test('describes every action exactly once', () => {
  const described = groups.flatMap((group) => Object.keys(group.actions));
  expect(described.toSorted()).toEqual(names.toSorted());
  const paths = Object.keys(document.paths);
  expect(paths.filter((path) => path.startsWith('/#'))).toEqual(described.map((name) => `/#${name}`));
});

test('has error codes for every action', () => {
  expect(names.filter((name) => !(name in actionCodes))).toEqual([]);
});

test('describes every parameter and every member of a result', () => {
  const silent = objects(schemas, '').flatMap(([path, properties]) =>
    Object.entries(properties)
      .filter(([name, { description }]) => !description && name !== 'Response' && name !== 'Error' && name !== 'Code')
      .map(([name]) => `${path}/${name}`),
  );
  expect(silent).toEqual([]);
});

describe.each(groups.flatMap((group) => Object.entries(group.actions)))('example of %s', (name, { example }) => {
  test('is a valid request', () => {
    const action = actions.find((one) => one.name === name);
    if (!action) throw new Error('no action');
    parseParams(action.params, { wire: 'json', values: example.params as ParamTree });
    expect(valid(`${name}Request`, example.params)).toBe(true);
  });

  test('is a valid answer', () => {
    const answer = { Response: { ...example.result, RequestId: '6ca31e3a-6b8e-4b4e-9256-fdc700064ef3' } };
    expect(valid(`${name}Response`, answer)).toBe(true);
    expect(valid(`${name}Response`, { Response: example.result })).toBe(false);
  });
});

describe('request schemas accept what the service accepts', () => {
  const template = { Fps: 12 };
  const media = { FileId: '5', MediaProcessTask: { AnimatedGraphicTaskSet: [{ Definition: 20000 }] } };
  test.each<[boolean, string, object]>([
    [true, 'CreateAnimatedGraphicsTemplate', { ...template, Width: 0, Height: 128, Quality: 1.5, Format: 'webp' }],
    [false, 'CreateAnimatedGraphicsTemplate', {}],
    [false, 'CreateAnimatedGraphicsTemplate', { Fps: 61 }],
    [false, 'CreateAnimatedGraphicsTemplate', { Fps: 1.5 }],
    [false, 'CreateAnimatedGraphicsTemplate', { ...template, Width: 127 }],
    [false, 'CreateAnimatedGraphicsTemplate', { ...template, Format: 'GIF' }],
    [false, 'CreateAnimatedGraphicsTemplate', { ...template, Name: '图'.repeat(65) }],
    [true, 'CreateAnimatedGraphicsTemplate', { ...template, Name: '😀'.repeat(64) }],
    [true, 'ProcessMedia', { ...media, TasksNotifyMode: '' }],
    [false, 'ProcessMedia', { ...media, MediaProcessTask: { AnimatedGraphicTaskSet: [{}] } }],
    [false, 'ProcessMedia', { ...media, TasksPriority: -11 }],
    [true, 'DescribeTasks', { CreateTime: { After: '2026-01-31T08:00:00+08:00' } }],
    [false, 'DescribeTasks', { CreateTime: { After: '2026-02-30T08:00:00Z' } }],
    [false, 'DescribeMediaInfos', { FileIds: [] }],
    [true, 'ModifyEventConfig', { SignKey: 'abc123' }],
    [false, 'ModifyEventConfig', { SignKey: 'abc-123' }],
  ])('%s: %s %j', (accepted, name, params) => {
    const kind = actions.find((one) => one.name === name)?.params;
    if (!kind) throw new Error('no action');
    const read = () => parseParams(kind, { wire: 'json', values: params as ParamTree });
    if (accepted) read();
    else expect(read).toThrow();
    expect(valid(`${name}Request`, params)).toBe(accepted);
  });
});

test('lists the common codes, the codes of the action and the codes of its parameters', () => {
  const failure = (Code: string) => ({
    Response: { Error: { Code, Message: 'wrong' }, RequestId: '6ca31e3a-6b8e-4b4e-9256-fdc700064ef3' },
  });
  const known = (code: string): boolean => valid('CreateAnimatedGraphicsTemplateResponse', failure(code));
  expect(known('AuthFailure.SignatureFailure')).toBe(true);
  expect(known('InvalidParameterValue.FormatWebpLackWidthAndHeight')).toBe(true);
  // Code of the parameter SubAppId, which the contract does not declare for this action.
  expect(known('InvalidParameterValue.SubAppId')).toBe(true);
  expect(known('InvalidParameterValue.FileId')).toBe(false);
});
