import { applicationParams, confirmParams, modifyConfigParams, pullParams } from '../../domain/event/params.js';
import { type ApiError, apiError } from '../../wire/error/api-error.js';
import { shown } from '../../wire/params/message.js';
import { type AnyAction, action } from '../action.js';

const modifyConfig = action({
  name: 'ModifyEventConfig',
  summary: 'Sets how the application is told of events, and of which ones, from now on. What is not given stays.',
  params: modifyConfigParams,
  async run({ applications, events }, { SubAppId, ...given }) {
    const subAppId = await applications.resolve(SubAppId);
    const { UploadMediaCompleteEventSwitch, DeleteMediaCompleteEventSwitch, PersistenceCompleteEventSwitch } = given;
    await events.configs.modify(subAppId, {
      ...(given.Mode !== undefined && { mode: given.Mode }),
      ...(given.NotificationUrl !== undefined && { notificationUrl: given.NotificationUrl }),
      ...(UploadMediaCompleteEventSwitch !== undefined && { uploadSwitch: UploadMediaCompleteEventSwitch }),
      ...(DeleteMediaCompleteEventSwitch !== undefined && { deleteSwitch: DeleteMediaCompleteEventSwitch }),
      ...(PersistenceCompleteEventSwitch !== undefined && { persistenceSwitch: PersistenceCompleteEventSwitch }),
      ...(given.SignKey !== undefined && { signKey: given.SignKey }),
    });
    return {};
  },
});

const describeConfig = action({
  name: 'DescribeEventConfig',
  summary: 'Tells how the application is told of events. The key that signs callbacks is not shown.',
  params: applicationParams,
  async run({ applications, events }, { SubAppId }) {
    const config = await events.configs.describe(await applications.resolve(SubAppId));
    return {
      Mode: config.mode,
      NotificationUrl: config.notificationUrl,
      UploadMediaCompleteEventSwitch: config.uploadSwitch ? 'ON' : 'OFF',
      DeleteMediaCompleteEventSwitch: config.deleteSwitch ? 'ON' : 'OFF',
      PersistenceCompleteEventSwitch: config.persistenceSwitch ? 'ON' : 'OFF',
    };
  },
});

const describeState = action({
  name: 'DescribeEventsState',
  summary: 'Counts the events that wait to be pulled.',
  params: applicationParams,
  async run({ applications, events }, { SubAppId }) {
    return { CountOfEventsToPull: await events.queue.count(await applications.resolve(SubAppId)) };
  },
});

const pull = action({
  name: 'PullEvents',
  summary:
    'Takes up to 16 events from the queue, and waits up to 5 s for the first. Those not confirmed within 30 s come again.',
  params: pullParams,
  async run({ applications, events }, { SubAppId }) {
    const pulled = await events.pull(await applications.resolve(SubAppId));
    return { EventSet: pulled.map(({ handle, content }) => ({ EventHandle: handle, ...content })) };
  },
});

const confirm = action({
  name: 'ConfirmEvents',
  summary: 'Takes events that were dealt with off the queue for good.',
  params: confirmParams,
  async run({ applications, events }, { EventHandles, SubAppId }) {
    const good = await events.queue.confirm(await applications.resolve(SubAppId), EventHandles);
    if (EventHandles.some((handle) => !good.has(handle))) throw unknown(EventHandles, good);
    return {};
  },
});

function unknown(handles: readonly string[], good: ReadonlySet<string>): ApiError {
  const named = handles.map((handle, index) => ({ handle, name: `EventHandles.${index}` }));
  const bad = named.filter(({ handle }) => !good.has(handle)).map(({ handle, name }) => `${name} is ${shown(handle)}`);
  const rest = named.filter(({ handle }) => good.has(handle)).map(({ name }) => name);
  const why = 'a handle must be of the last delivery, not yet confirmed and not older than 30 s';
  const confirmed = rest.length > 0 ? `; confirmed all the same: ${rest.join(', ')}` : '';
  return apiError('InvalidParameterValue', `${bad.join(', ')}; ${why}${confirmed}`);
}

export const eventActions: readonly AnyAction[] = [modifyConfig, describeConfig, describeState, pull, confirm];
