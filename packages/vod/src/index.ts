export { actionNames } from './api/actions.js';
export { admitBody, formSecretId } from './api/admit.js';
export { type Answer, answer } from './api/answer.js';
export { type OpenApi, openApi } from './api/openapi.js';
export { refusalOf as unavailableOf } from './api/outage.js';
export type { Service } from './api/service.js';
export { answerUgc, refusedUgc, type UgcAnswer, ugcBodyLimit } from './api/ugc/answer.js';
export { answerRoute, noRoute, type RouteAnswer, refusedRoute } from './api/x/answer.js';
export { Binary, Stream } from './api/x/reply.js';
export type { AnyRoute } from './api/x/route.js';
export { routes } from './api/x/routes.js';
export { UploadCaller, type UploadHead, type UploadMethod, uploadCalls } from './api/x/uploads/caller.js';
export { tusRoutes } from './api/x/uploads/description.js';
export { type AuditRow, readAudit } from './domain/audit/read.js';
export { recordCommand } from './domain/audit/record-command.js';
export type { Cos } from './domain/cos/cos.js';
export {
  type CallbackList,
  callbackStates,
  type LeftOut,
  type ListedCallback,
} from './domain/event/callback-list.js';
export { type HandOver, KeyAdmin, KeyError, type KeyFields, type KeyInfo } from './domain/key/key-admin.js';
export { KeyHolder } from './domain/key/key-holder.js';
export { type KeyPair, KeyPairs, MIN_SECRET_LENGTH, newKeyPair } from './domain/key/key-pairs.js';
export { allRights, rights } from './domain/key/rights.js';
export { findProcedureProblem } from './domain/procedure/find-procedure-problem.js';
export { LINK_S, SignInLinks } from './domain/sign-in/links.js';
export type { BacklogCount } from './domain/task/backlog.js';
export type { UploadLimits } from './domain/upload/limits.js';
export { Interrupted } from './domain/upload/resumable/received-file.js';
export type { Resumable } from './domain/upload/resumable/row.js';
export type { Writer } from './domain/upload/resumable/writer.js';
export { compareFiles, openCallbacks, openLibrary } from './open/library.js';
export { open, type Parts } from './open.js';
export { isAway } from './store/database/away.js';
export type { OpenedDatabase } from './store/database/database.js';
export { type CommandDatabase, openForCommand } from './store/database/open-for-command.js';
export { openStore } from './store/database/open-store.js';
export type { Condition, Conditions } from './store/health/conditions.js';
export { checkDiskSpace } from './store/health/disk-space.js';
export { type Health, NO_DATABASE } from './store/health/health.js';
export { loopTurns } from './store/loop-turns.js';
export { applicationOwner, workFor } from './store/owner.js';
export { openVault } from './store/secret/vault.js';
export { isKey } from './store/storage/key.js';
export type { Storage } from './store/storage/storage.js';
export { ApiError } from './wire/error/api-error.js';
export { httpStatusOf } from './wire/error/http-status.js';
export type { JsonSchema } from './wire/params/kind.js';
export { cookieName, cookieOf, isSecure, type ReceivedRequest } from './wire/signature/cookie.js';
export { type SignedRequest, sizeLimits } from './wire/signature/request.js';
export { signUpload, type UploadParams, verifyUpload } from './wire/signature/upload.js';
export type { AttemptReport } from './work/animate/slot.js';
export { checkSandbox, type SandboxLayer, trySandbox } from './work/media-process/sandbox.js';
export { missingText, type SandboxMode } from './work/media-process/sandbox-mode.js';
export type { PullReport } from './work/pull/puller.js';
