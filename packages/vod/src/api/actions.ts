import { apiError } from '../wire/error/api-error.js';
import { cut } from '../wire/params/message.js';
import type { AnyAction } from './action.js';
import { applicationActions } from './actions/application.js';
import { eventActions } from './actions/event.js';
import { manifestActions } from './actions/manifest.js';
import { mediaActions } from './actions/media.js';
import { mediaClassActions } from './actions/media-class.js';
import { procedureActions } from './actions/procedure.js';
import { pullActions } from './actions/pull.js';
import { taskActions } from './actions/task.js';
import { templateActions } from './actions/template.js';
import { uploadActions } from './actions/upload.js';

/** The only version of the API. */
export const API_VERSION = '2018-07-17';

/** All actions of the API. */
export const actions: readonly AnyAction[] = [
  ...applicationActions,
  ...templateActions,
  ...procedureActions,
  ...mediaClassActions,
  ...mediaActions,
  ...uploadActions,
  ...taskActions,
  ...pullActions,
  ...eventActions,
  ...manifestActions,
];

const byName: ReadonlyMap<string, AnyAction> = new Map(actions.map((action) => [action.name, action]));

/** The names of all actions. */
export const actionNames: ReadonlySet<string> = new Set(byName.keys());

/** Throws ApiError: InvalidAction, NoSuchVersion. */
export function findAction(name: string, version: string): AnyAction {
  if (version !== API_VERSION) {
    throw apiError('NoSuchVersion', `Version must be ${API_VERSION}, got ${JSON.stringify(cut(version))}`);
  }
  const found = byName.get(name);
  if (found) return found;
  throw apiError('InvalidAction', `Action ${JSON.stringify(cut(name))} not found (Action)`);
}
