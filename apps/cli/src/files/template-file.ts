import { readFile } from 'node:fs/promises';
import { rawPath } from '@cliploop/core/path';

/** Reads a template from a JSON file. Its fields are checked later, by the library. */
export async function readTemplate(path: string): Promise<object> {
  const { CliploopError } = await import('@cliploop/core');
  const init = { stage: 'options', option: 'template' };
  const text = await readFile(rawPath(path), 'utf8').catch((error: NodeJS.ErrnoException) => {
    const problem = error.code === 'ENOENT' ? 'not found' : `cannot be read: ${error.message}`;
    throw new CliploopError('TEMPLATE_NOT_FOUND', `Template ${path} ${problem}`, { ...init, cause: error });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new CliploopError('TEMPLATE_INVALID', `${path} is not JSON: ${(error as Error).message}`, {
      ...init,
      cause: error,
    });
  }
  if (typeof value === 'object' && value !== null) return value;
  throw new CliploopError('TEMPLATE_INVALID', `${path} does not contain a JSON object`, init);
}
