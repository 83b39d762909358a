import type { Repeat } from '../domain/key/used-signatures.js';
import type { Right } from '../store/tables/key.js';
import type { ActionName } from '../wire/error/action-codes.js';

/** The right that each action needs. A key pair with the right `read` alone changes nothing. */
export const rightOf: { readonly [A in ActionName]: Right } = {
  DescribeSubAppIds: 'read',
  DescribeAnimatedGraphicsTemplates: 'read',
  DescribeProcedureTemplates: 'read',
  DescribeAllClass: 'read',
  DescribeMediaInfos: 'read',
  SearchMedia: 'read',
  DescribeTaskDetail: 'read',
  DescribeTasks: 'read',
  DescribeEventConfig: 'read',
  DescribeEventsState: 'read',
  ParseStreamingManifest: 'read',

  ProcessMedia: 'process',
  ProcessMediaByProcedure: 'process',
  ManageTask: 'process',
  // A pulled event is hidden from other clients for a while.
  PullEvents: 'process',
  ConfirmEvents: 'process',

  CreateSubAppId: 'manage',
  CreateAnimatedGraphicsTemplate: 'manage',
  ModifyAnimatedGraphicsTemplate: 'manage',
  DeleteAnimatedGraphicsTemplate: 'manage',
  CreateProcedureTemplate: 'manage',
  ResetProcedureTemplate: 'manage',
  DeleteProcedureTemplate: 'manage',
  CreateClass: 'manage',
  ModifyClass: 'manage',
  DeleteClass: 'manage',
  ModifyMediaInfo: 'manage',
  DeleteMedia: 'manage',
  ModifyEventConfig: 'manage',

  ApplyUpload: 'upload',
  CommitUpload: 'upload',
  PullUpload: 'upload',
};

/** Whether the same signed request is accepted again. */
export function repeatOf(action: ActionName): Repeat {
  if (rightOf[action] === 'read') return 'always';
  // Upload SDKs that give their requests no ids upload files of one name in one second. All commits of an upload have one result.
  if (action === 'ApplyUpload' || action === 'CommitUpload') return 'few';
  // Clients pull several times in a second, and TC3 signs these requests equally.
  return action === 'PullEvents' ? 'shortly' : 'never';
}

/** Whether the audit log has the action when it succeeds. */
export function isAudited(action: ActionName): boolean {
  return rightOf[action] !== 'read' && action !== 'PullEvents';
}
