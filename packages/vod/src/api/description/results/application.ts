import type { Group } from '../group.js';
import { always, emptyList, integer, list, oneOf, record, text, time, typed } from '../schema.js';

const id = integer('Id of the application.');

const subApp = record(
  {
    SubAppId: id,
    SubAppIdName: text('Name, once more.'),
    Name: text('Name, for people.'),
    Description: text('What it is for, for people.'),
    CreateTime: time('When it was made.'),
    Status: oneOf('Only applications that are `On` can be used.', 'On', 'Off', 'Destroying', 'Destroyed'),
    Mode: always('fileid', 'How media are found.'),
    StorageRegions: emptyList('Not of this service.'),
    Tags: emptyList('Not of this service.'),
  },
  'SubAppIdInfo',
);

const main = {
  ...{ SubAppId: 1500000000, SubAppIdName: 'main', Name: 'main', Description: '', CreateTime: '2026-01-05T08:00:00Z' },
  ...{ Status: 'On', Mode: 'fileid', StorageRegions: [], Tags: [] },
};

export const applicationGroup: Group = {
  name: 'Applications',
  description:
    'Each application has media, templates, flows, tasks and events of its own. Nearly every action takes SubAppId; without it, it is about the main application.',
  actions: {
    CreateSubAppId: {
      result: record({ SubAppId: id }),
      example: { params: { Name: 'staging' }, result: { SubAppId: 1600000001 } },
    },
    DescribeSubAppIds: {
      result: record({
        TotalCount: integer('How many there are in all pages.'),
        SubAppIdInfoSet: list(typed(subApp), 'The applications, the main one first.'),
      }),
      example: { params: { Limit: 1 }, result: { TotalCount: 2, SubAppIdInfoSet: [main] } },
    },
  },
};
