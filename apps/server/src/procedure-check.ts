import { nearest } from '@cliploop/core/schema';
import { ApiError, Applications, Procedures } from '@cliploop/vod';
import { openForReading } from './command-database.js';
import type { Config } from './config.js';

/**
 * Warns when an application does not have this task flow, or when this cannot be checked.
 * @param subAppId absent or 0: the main application
 */
export async function checkProcedure(
  config: Config,
  name: string,
  subAppId: number | undefined,
  warn: (message: string) => void,
): Promise<void> {
  const word = JSON.stringify(name);
  try {
    const warning = await missing(config, name, subAppId);
    if (warning !== undefined) warn(`Warning: ${warning}`);
  } catch (error) {
    warn(`Warning: could not check whether the task flow ${word} exists: ${(error as Error).message}`);
  }
}

/** @returns the warning; undefined when the task flow exists */
async function missing(config: Config, name: string, subAppId: number | undefined): Promise<string | undefined> {
  const { db, close } = await openForReading(config);
  try {
    const applications = await Applications.read(db);
    const application = await applications.resolve(subAppId).catch((error: unknown) => {
      if (error instanceof ApiError) return undefined;
      throw error;
    });
    if (application === undefined)
      return `the application ${subAppId} does not exist or is off, so uploads with this signature are refused`;
    const procedures = new Procedures(db);
    if (await procedures.find(application, name)) return undefined;
    const { page } = await procedures.list(application, { offset: 0, limit: 1000, order: 'asc' });
    const near = nearest(
      name,
      page.map((flow) => flow.name),
    );
    const hint = near === undefined ? '' : ` (did you mean ${JSON.stringify(near)}?)`;
    return `the application ${application} has no task flow ${JSON.stringify(name)}${hint}; uploads with this signature are refused until it exists`;
  } finally {
    await close();
  }
}
