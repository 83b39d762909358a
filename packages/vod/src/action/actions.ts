import { applicationActions } from '../application/actions.js';
import { apiError } from '../error/api-error.js';
import { eventActions } from '../event/actions.js';
import { manifestActions } from '../manifest/actions.js';
import { mediaActions } from '../media/actions.js';
import { mediaClassActions } from '../media-class/actions.js';
import { cut } from '../params/message.js';
import { procedureActions } from '../procedure/actions.js';
import { pullActions } from '../pull/actions.js';
import { taskActions } from '../task/actions.js';
import { templateActions } from '../template/actions.js';
import { uploadActions } from '../upload/actions.js';
import type { AnyAction } from './action.js';

/** Of every request: there has been no other. */
export const API_VERSION = '2018-07-17';

/** All that the API can do. */
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

const byName = new Map(actions.map((action) => [action.name, action]));

/** Throws ApiError: InvalidAction, NoSuchVersion. */
export function findAction(name: string, version: string): AnyAction {
  if (version !== API_VERSION) {
    throw apiError('NoSuchVersion', `Version is ${JSON.stringify(cut(version))}; it must be ${API_VERSION}`);
  }
  const found = byName.get(name);
  if (found) return found;
  throw apiError('InvalidAction', `Action is ${JSON.stringify(cut(name))}, and there is no such action here`);
}
