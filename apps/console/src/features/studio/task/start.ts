import { client, unwrap } from '../../../api/client.ts';
import type { Application } from '../../../shell/application.ts';
import type { Recipe } from '../pictures/pictures.ts';

interface Start {
  readonly application: Application;
  readonly fileId: string;
  readonly recipe: Recipe;
}

/** Starts the task that makes an animation. @returns its TaskId @throws ApiError */
export async function startTask({ application, fileId, recipe }: Start): Promise<string> {
  const body = { ...application, FileId: fileId, Animations: [recipe] };
  return (await unwrap(client.POST('/x/v1/tasks', { body }))).TaskId;
}
