import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { describeService } from './document.js';

test('the document is valid OpenAPI 3.1, as others judge it', async () => {
  const validator = new Validator();
  const document = JSON.parse(JSON.stringify(describeService()));
  expect(await validator.validate(document)).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('the judge is awake', async () => {
  const document = JSON.parse(JSON.stringify(describeService()));
  document.paths['/healthz'].get.responses = { ok: {} };
  expect(await new Validator().validate(document)).toMatchObject({ valid: false });
});

test('operations have ids of their own', () => {
  const operations = Object.values(describeService().paths).flatMap((item) => Object.values(item));
  const ids = operations.map((operation) => (operation as { operationId: string }).operationId);
  expect(new Set(ids).size).toBe(ids.length);
});
