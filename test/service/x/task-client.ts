import { credential } from '@cliploop/testing/credential';
import { expect } from 'vitest';
import type { RouteClient, RouteReply } from './client.ts';

/** An animation of `GET /x/v1/tasks/{TaskId}`. */
export interface TaskAnimation {
  readonly Definition: number;
  readonly Settings: Readonly<Record<string, unknown>> | null;
  readonly StartTimeOffset: number;
  readonly EndTimeOffset: number;
  readonly Status: string;
  readonly ErrCodeExt: string;
  readonly Message: string;
  readonly Output: Readonly<Record<string, unknown>> | null;
  readonly Facts: Readonly<Record<string, unknown>> | null;
}

export const createTask = (client: RouteClient, body: object, keys = credential): Promise<RouteReply> =>
  client.call({ method: 'POST', path: '/x/v1/tasks', body, keys });

/** @returns the ID of the task */
export async function started(client: RouteClient, body: object): Promise<string> {
  const { status, body: answer } = await createTask(client, body);
  expect(answer.Error ?? status).toBe(200);
  return String(answer.TaskId);
}

export const getTask = (client: RouteClient, taskId: string, query = '', keys = credential): Promise<RouteReply> =>
  client.call({ path: `/x/v1/tasks/${taskId}${query}`, keys });

/** Waits until a task has ended. */
export async function ended(client: RouteClient, taskId: string): Promise<readonly TaskAnimation[]> {
  const find = async () => (await getTask(client, taskId)).body;
  await expect.poll(async () => (await find()).Status, { timeout: 40_000, interval: 100 }).toBe('FINISH');
  return (await find()).Animations as TaskAnimation[];
}
