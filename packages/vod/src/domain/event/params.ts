import { readUrl } from '@cliploop/fetch';
import { array } from '../../wire/params/array.js';
import { described, type Kind, optional } from '../../wire/params/kind.js';
import { refusal } from '../../wire/params/message.js';
import { object } from '../../wire/params/object.js';
import { onOff, string } from '../../wire/params/string.js';
import { extInfo, subAppId } from '../application/sub-app-id.js';
import { BATCH } from './queue.js';

/** Code of the configuration actions in the contract. */
const code = 'InvalidParameter';

/** May contain a password or a token, so messages do not show it. */
const urlText = string({ max: 2048, form: 'an http:// or https:// URL', code, secret: true });

export const notificationUrl: Kind<string> = {
  ...urlText,
  read: (value, at) => {
    const text = urlText.read(value, at);
    const url = readUrl(text);
    if (text === '' || url?.protocol === 'http:' || url?.protocol === 'https:') return text;
    throw refusal(code, at.name, '(not shown)', urlText.rule);
  },
};

const signKey = string({ max: 32, pattern: /^[A-Za-z0-9]*$/, form: 'text of letters and digits', code, secret: true });

export const modifyConfigParams = object({
  Mode: described(
    optional(string({ enum: ['PUSH', 'PULL'], code })),
    'How the application receives events. `PUSH`: as callbacks to NotificationUrl. `PULL`: from a queue, with PullEvents. Initially `PUSH`.',
  ),
  NotificationUrl: described(
    optional(notificationUrl),
    'http:// or https:// URL that receives callbacks. Empty disables callbacks.',
  ),
  UploadMediaCompleteEventSwitch: described(
    optional(onOff({ code })),
    'Whether NewFileUpload events are sent. Initially `OFF`.',
  ),
  DeleteMediaCompleteEventSwitch: described(
    optional(onOff({ code })),
    'Whether FileDeleted events are sent. Initially `OFF`.',
  ),
  PersistenceCompleteEventSwitch: described(
    optional(onOff({ code })),
    'Whether PersistenceComplete events are sent. Initially `OFF`. Stored, but this service has no such events.',
  ),
  SignKey: described(optional(signKey), 'Key that signs callbacks: letters and digits. Empty disables signing.'),
  SubAppId: subAppId,
});

export const applicationParams = object({ SubAppId: subAppId });

export const pullParams = object({ ExtInfo: extInfo, SubAppId: subAppId });

export const confirmParams = object({
  EventHandles: described(array(string(), { min: 1, max: BATCH }), 'Handles of the events to confirm.'),
  ExtInfo: extInfo,
  SubAppId: subAppId,
});
