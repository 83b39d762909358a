import { readUrl } from '@cliploop/fetch';
import { array } from '../../wire/params/array.js';
import { described, type Kind, optional } from '../../wire/params/kind.js';
import { refusal } from '../../wire/params/message.js';
import { object } from '../../wire/params/object.js';
import { onOff, string } from '../../wire/params/string.js';
import { subAppId } from '../application/sub-app-id.js';
import { BATCH } from './queue.js';

/** What the contract declares for the configuration; for pulling it is InvalidParameterValue. */
const code = 'InvalidParameter';

/** May hold a password or a token, so messages do not show it. */
const urlText = string({ max: 2048, form: 'an http:// or https:// URL', code, secret: true });

const notificationUrl: Kind<string> = {
  ...urlText,
  read: (value, at) => {
    const text = urlText.read(value, at);
    const url = readUrl(text);
    if (text === '' || url?.protocol === 'http:' || url?.protocol === 'https:') return text;
    throw refusal(code, at.name, '(not shown)', urlText.rule);
  },
};

const signKey = string({ max: 32, pattern: /^[A-Za-z0-9]*$/, form: 'text of letters and digits', code, secret: true });

const extInfo = described(optional(string()), 'Reserved; ignored.');

export const modifyConfigParams = object({
  Mode: described(
    optional(string({ enum: ['PUSH', 'PULL'], code })),
    'How events come. `PUSH`: as callbacks to NotificationUrl. `PULL`: into a queue, for PullEvents. `PUSH` at first.',
  ),
  NotificationUrl: described(
    optional(notificationUrl),
    'Where callbacks go: an http:// or https:// URL. Empty: nowhere.',
  ),
  UploadMediaCompleteEventSwitch: described(
    optional(onOff({ code })),
    'Whether NewFileUpload is sent; `OFF` at first.',
  ),
  DeleteMediaCompleteEventSwitch: described(optional(onOff({ code })), 'Whether FileDeleted is sent; `OFF` at first.'),
  PersistenceCompleteEventSwitch: described(
    optional(onOff({ code })),
    'Whether PersistenceComplete would be sent; nothing sends it here. `OFF` at first.',
  ),
  SignKey: described(
    optional(signKey),
    'Key of letters and digits that callbacks are signed with. Empty: they are not signed.',
  ),
  SubAppId: subAppId,
});

export const applicationParams = object({ SubAppId: subAppId });

export const pullParams = object({ ExtInfo: extInfo, SubAppId: subAppId });

export const confirmParams = object({
  EventHandles: described(array(string(), { min: 1, max: BATCH }), 'EventHandle of each event that was dealt with.'),
  ExtInfo: extInfo,
  SubAppId: subAppId,
});
