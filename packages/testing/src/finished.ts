import type { Client } from './client.js';

export type Detail = Awaited<ReturnType<Client['DescribeTaskDetail']>>;

/** The task once it is over. */
export async function finished(api: Client, TaskId = ''): Promise<Detail> {
  for (;;) {
    const detail = await api.DescribeTaskDetail({ TaskId });
    if (detail.Status === 'FINISH' || detail.Status === 'ABORTED') return detail;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
