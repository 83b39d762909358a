import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import openapiTypes, { astToString } from 'openapi-typescript';
import { apiDocument } from './api-document.js';

// Writes the types of all requests and answers of the service to .cache/api-types.d.ts.
const types = join(import.meta.dirname, '../.cache/api-types.d.ts');

// A parameter with a default may be left out.
const text = astToString(await openapiTypes(await apiDocument(), { defaultNonNullable: false }));

/** @param {string} path */
const current = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};
if (current(types) !== text) writeFileSync(types, text);
