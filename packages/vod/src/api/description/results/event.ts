import { type Group, nothing } from '../group.js';
import { integer, list, oneOf, record, text, typed } from '../schema.js';
import { pulledEvent } from './event-types.js';

const onOff = (type: string) => oneOf(`Whether ${type} events are sent.`, 'ON', 'OFF');
const handle = '7-0d5c9b0e-7a51-4d0c-9a43-2f3a3a6a5f11';
const deleted = {
  EventType: 'FileDeleted',
  FileDeleteEvent: {
    FileIdSet: ['5285890784246869930'],
    FileDeleteResultInfo: [{ FileId: '5285890784246869930', DeleteParts: [] }],
  },
};

export const eventGroup: Group = {
  name: 'Events',
  description:
    'Events report that a task has ended or that media were added or deleted. An application receives them as callbacks (`PUSH`) or pulls them from a queue (`PULL`).',
  actions: {
    ModifyEventConfig: {
      result: nothing,
      example: { params: { Mode: 'PUSH', NotificationUrl: 'https://example.com/vod-events' }, result: {} },
    },
    DescribeEventConfig: {
      result: record({
        Mode: oneOf('How the application receives events: as callbacks or from the queue.', 'PUSH', 'PULL'),
        NotificationUrl: text('URL of callbacks. Empty if there are no callbacks.'),
        UploadMediaCompleteEventSwitch: onOff('NewFileUpload'),
        DeleteMediaCompleteEventSwitch: onOff('FileDeleted'),
        PersistenceCompleteEventSwitch: onOff('PersistenceComplete'),
      }),
      example: {
        params: {},
        result: {
          ...{ Mode: 'PUSH', NotificationUrl: 'https://example.com/vod-events', UploadMediaCompleteEventSwitch: 'OFF' },
          ...{ DeleteMediaCompleteEventSwitch: 'ON', PersistenceCompleteEventSwitch: 'OFF' },
        },
      },
    },
    DescribeEventsState: {
      result: record({ CountOfEventsToPull: integer('Number of events that can be pulled now.') }),
      example: { params: {}, result: { CountOfEventsToPull: 3 } },
    },
    PullEvents: {
      result: record({
        EventSet: list(typed(pulledEvent), 'The events, the oldest first. Empty if there are no events.'),
      }),
      example: { params: {}, result: { EventSet: [{ EventHandle: handle, ...deleted }] } },
    },
    ConfirmEvents: { result: nothing, example: { params: { EventHandles: [handle] }, result: {} } },
  },
};
