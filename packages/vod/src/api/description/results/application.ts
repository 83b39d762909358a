import type { Group } from '../group.js';
import { always, emptyList, integer, list, oneOf, record, text, time, typed } from '../schema.js';

const id = integer('ID of the application.');

const subApp = record(
  {
    SubAppId: id,
    SubAppIdName: text('Same as Name.'),
    Name: text('Name of the application.'),
    Description: text('Description of the application.'),
    CreateTime: time('Time of creation.'),
    Status: oneOf(
      'Status of the application. Only applications with status `On` can be used.',
      'On',
      'Off',
      'Destroying',
      'Destroyed',
    ),
    Mode: always('fileid', 'Media are identified by FileId.'),
    StorageRegions: emptyList('Not supported.'),
    Tags: emptyList('Not supported.'),
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
    'Each application has its own media, templates, task flows, tasks and events. Most actions have the parameter SubAppId; without it, they use the main application.',
  actions: {
    CreateSubAppId: {
      result: record({ SubAppId: id }),
      example: { params: { Name: 'staging' }, result: { SubAppId: 1600000001 } },
    },
    DescribeSubAppIds: {
      result: record({
        TotalCount: integer('Total number of matching applications, on all pages.'),
        SubAppIdInfoSet: list(typed(subApp), 'The applications of the page, the main application first.'),
      }),
      example: { params: { Limit: 1 }, result: { TotalCount: 2, SubAppIdInfoSet: [main] } },
    },
  },
};
