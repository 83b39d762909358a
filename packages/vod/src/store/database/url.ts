import { type OpenedDatabase, openDatabase } from './database.js';
import { explain } from './explain.js';

/** Opens the database of DATABASE_URL. @throws Error that names the variable and the problem, but not the URL */
export async function openUrl(url: string, log: (error: Error) => void): Promise<OpenedDatabase> {
  return withVariableName(() => openDatabase({ connectionString: url }, log));
}

class UrlError extends Error {}

/** Runs an operation on the database of DATABASE_URL. Its errors name the variable. */
export async function withVariableName<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UrlError) throw error;
    throw new UrlError(`DATABASE_URL: ${explain(error as Error)}`, { cause: error });
  }
}
