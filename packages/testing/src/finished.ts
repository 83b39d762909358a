import type { Client } from './client.js';

export type Detail = Awaited<ReturnType<Client['DescribeTaskDetail']>>;

/** Waits until a task is finished or aborted. */
export async function finished(api: Client, TaskId = ''): Promise<Detail> {
  for (;;) {
    const detail = await api.DescribeTaskDetail({ TaskId });
    if (detail.Status === 'FINISH' || detail.Status === 'ABORTED') return detail;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
