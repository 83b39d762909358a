import { applicationParams, confirmParams, modifyConfigParams, pullParams } from '../../domain/event/params.js';
import { type ApiError, apiError } from '../../wire/error/api-error.js';
import { shown } from '../../wire/params/message.js';
import { type AnyAction, action } from '../action.js';

const modifyConfig = action({
  name: 'ModifyEventConfig',
  summary:
    'Changes how the application receives events, and which events it receives. Parameters that are not given stay unchanged.',
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
  summary: 'Returns the event configuration of the application. SignKey is not returned.',
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
  summary: 'Returns the number of events that can be pulled.',
  params: applicationParams,
  async run({ applications, events }, { SubAppId }) {
    return { CountOfEventsToPull: await events.queue.count(await applications.resolve(SubAppId)) };
  },
});

const pull = action({
  name: 'PullEvents',
  summary:
    'Pulls up to 16 events of up to 1 MiB from the queue. A larger event comes alone. Waits up to 5 s for the first event. Events that are not confirmed within 30 s can be pulled again.',
  params: pullParams,
  async run({ applications, events }, { SubAppId }) {
    const pulled = await events.pull(await applications.resolve(SubAppId));
    return { EventSet: pulled.map(({ handle, content }) => ({ EventHandle: handle, ...content })) };
  },
});

const confirm = action({
  name: 'ConfirmEvents',
  summary: 'Confirms pulled events, which removes them from the queue.',
  params: confirmParams,
  async run({ applications, events }, { EventHandles, SubAppId }) {
    const confirmed = await events.queue.confirm(await applications.resolve(SubAppId), EventHandles);
    if (EventHandles.some((handle) => !confirmed.has(handle))) throw invalidHandles(EventHandles, confirmed);
    return {};
  },
});

function invalidHandles(handles: readonly string[], confirmed: ReadonlySet<string>): ApiError {
  const named = handles.map((handle, index) => ({ handle, name: `EventHandles.${index}` }));
  const invalid = named.filter(({ handle }) => !confirmed.has(handle));
  const problems = invalid.map(({ handle, name }) => `${name} is ${shown(handle)}`).join(', ');
  const rule = 'a handle must be of the latest delivery, at most 30 s old and not confirmed before';
  const others = named.filter(({ handle }) => confirmed.has(handle)).map(({ name }) => name);
  const note = others.length > 0 ? `; the other events were confirmed: ${others.join(', ')}` : '';
  return apiError('InvalidParameterValue', `${problems}; ${rule}${note}`);
}

export const eventActions: readonly AnyAction[] = [modifyConfig, describeConfig, describeState, pull, confirm];
