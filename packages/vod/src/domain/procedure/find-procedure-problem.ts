import { nearest } from '@cliploop/core/schema';
import type { Database } from '../../store/database/database.js';
import { ApiError } from '../../wire/error/api-error.js';
import { Applications } from '../application/applications.js';
import { Procedures } from './procedures.js';

/**
 * Finds the reason why uploads with this task flow would be refused.
 * @param subAppId absent or 0: the main application
 * @returns undefined when the task flow exists
 */
export async function findProcedureProblem(
  db: Database,
  name: string,
  subAppId: number | undefined,
): Promise<string | undefined> {
  const applications = await Applications.read(db);
  const application = await applications.resolve(subAppId).catch((error: unknown) => {
    if (error instanceof ApiError) return undefined;
    throw error;
  });
  if (application === undefined) {
    return `application ${subAppId} does not exist or is off; uploads with this signature are refused`;
  }
  const procedures = new Procedures(db);
  if (await procedures.find(application, name)) return undefined;
  const { page } = await procedures.list(application, { offset: 0, limit: 1000, order: 'asc' });
  const near = nearest(
    name,
    page.map((procedure) => procedure.name),
  );
  const hint = near === undefined ? '' : ` (did you mean ${JSON.stringify(near)}?)`;
  return `application ${application} has no task flow ${JSON.stringify(name)}${hint}; uploads with this signature are refused until it exists`;
}
