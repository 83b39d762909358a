import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { describeService } from './document.js';

test('is valid OpenAPI 3.1 for the schema validator', async () => {
  const validator = new Validator();
  const document = JSON.parse(JSON.stringify(describeService()));
  expect(await validator.validate(document)).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('uses a validator that finds an invalid document', async () => {
  const document = JSON.parse(JSON.stringify(describeService()));
  document.paths['/healthz'].get.responses = { ok: {} };
  expect(await new Validator().validate(document)).toMatchObject({ valid: false });
});

test('gives each operation its own operationId', () => {
  const operations = Object.values(describeService().paths).flatMap((item) => Object.values(item));
  const ids = operations.map((operation) => (operation as { operationId: string }).operationId);
  expect(new Set(ids).size).toBe(ids.length);
});
