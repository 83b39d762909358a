import { NoSpace } from '../store/health/disk-space.js';
import { faultMessages, faultOf } from '../store/health/faults.js';
import type { Health } from '../store/health/health.js';
import { ApiError, apiError } from '../wire/error/api-error.js';

/** Actions that also run on a full disk: they read, or what they write is small and makes space or ends work. */
const withoutSpace: ReadonlySet<string> = new Set([
  ...['DescribeAllClass', 'DescribeAnimatedGraphicsTemplates', 'DescribeEventConfig', 'DescribeEventsState'],
  ...['DescribeMediaInfos', 'DescribeProcedureTemplates', 'DescribeSubAppIds', 'DescribeTaskDetail', 'DescribeTasks'],
  ...['SearchMedia', 'ParseStreamingManifest', 'PrepareUploadUGC'],
  ...['DeleteAnimatedGraphicsTemplate', 'DeleteClass', 'DeleteMedia', 'DeleteProcedureTemplate'],
  ...['ConfirmEvents', 'ManageTask', 'PullEvents'],
]);

/** Whether an action is refused while the disk is full. */
export function needsSpace(action: string): boolean {
  return !withoutSpace.has(action);
}

/** @throws ApiError ServiceUnavailable for an action that needs space while the disk is full */
export function checkSpace({ space }: Pick<Health, 'space'>, action: string): void {
  if (needsSpace(action)) checkFree({ space });
}

/** @throws ApiError ServiceUnavailable while the disk is full */
export function checkFree({ space }: Pick<Health, 'space'>): void {
  if (space.full) throw apiError('ServiceUnavailable', faultMessages['disk full']);
}

/** The error for clients when the machine or the database has a fault that its operator must correct. */
export function refusalOf(error: unknown): ApiError | undefined {
  const fault = faultOf(error);
  if (fault === undefined) return undefined;
  const message = error instanceof NoSpace ? error.message : faultMessages[fault];
  return new ApiError('ServiceUnavailable', message);
}
