import { expect, test } from 'vitest';
import createTemplate from '#api-schema/CreateAnimatedGraphicsTemplateRequest';
import createProcedure from '#api-schema/CreateProcedureTemplateRequest';
import { ApiError } from './api-error.ts';
import { parameterOf, rulesOf, violationOf } from './request-rules.ts';

test('reads limits and defaults from the OpenAPI document of the service', () => {
  expect(rulesOf(createTemplate, 'Width')).toMatchObject({
    min: 128,
    max: 4096,
    or: 0,
    integer: true,
    required: false,
  });
  expect(rulesOf(createTemplate, 'Fps')).toMatchObject({ min: 1, max: 60, required: true });
  expect(rulesOf(createTemplate, 'Format')).toMatchObject({ choices: ['gif', 'webp', 'avif'], default: 'gif' });
  expect(() => rulesOf(createTemplate, 'Depth')).toThrow('no parameter Depth');
});

test.each([
  ['Fps', '', 'missing'],
  ['Fps', 'fast', 'number'],
  ['Fps', 2.5, 'integer'],
  ['Fps', 61, 'range'],
  ['Fps', 60, undefined],
  ['Width', '', undefined],
  ['Width', 0, undefined],
  ['Width', 100, 'range'],
  ['Quality', 74.5, undefined],
  ['Format', 'png', 'choice'],
  ['Name', '😀'.repeat(64), undefined],
  ['Name', 'a'.repeat(65), 'long'],
])('says which rule %s = %j breaks: %s', (name, value, violation) => {
  expect(violationOf(rulesOf(createTemplate, name), value)).toBe(violation);
});

test('finds the parameter that an error is about by its code, else by its message', () => {
  const names = ['Width', 'Height', 'Fps', 'Name'] as const;
  const find = (code: string, message: string) => parameterOf(createTemplate, new ApiError(code, message), names);
  expect(find('InvalidParameterValue.Fps', 'must be 1 to 60')).toBe('Fps');
  expect(find('InvalidParameterValue.Resolution', 'Height must be 0 or 128 to 4096, got 5')).toBe('Height');
  expect(find('InvalidParameterValue.FormatWebpLackWidthAndHeight', 'Width and Height are missing')).toBe('Width');
  expect(find('LimitExceeded.TooMuchTemplate', 'An application can have at most 16 templates')).toBeUndefined();
  const existing = new ApiError('InvalidParameter.ExistedProcedureName', 'Task flow "a" already exists (Name)');
  expect(parameterOf(createProcedure, existing, ['Name', 'Comment'])).toBe('Name');
});
