import { type Group, nothing } from '../group.js';
import { integer, list, record, text, typed } from '../schema.js';

const classId = integer('Id of the class.');

const mediaClass = record(
  {
    ClassId: classId,
    ParentId: integer('Id of the class that it is inside; -1: the first level.'),
    Name: text('Name.'),
    Level: integer('0 is the first level.'),
    SubClassIdSet: list({ type: 'integer' }, 'Ids of the classes directly inside.'),
    ClassName: text('Name, once more.'),
  },
  'MediaClassInfo',
);

const example = { ClassId: 7, ParentId: -1, Name: 'holidays', Level: 0, SubClassIdSet: [], ClassName: 'holidays' };

export const mediaClassGroup: Group = {
  name: 'Classes',
  description: 'A tree of classes to put media in order.',
  actions: {
    CreateClass: {
      result: record({ ClassId: classId }),
      example: { params: { ParentId: -1, ClassName: 'holidays' }, result: { ClassId: 7 } },
    },
    ModifyClass: { result: nothing, example: { params: { ClassId: 7, ClassName: 'journeys' }, result: {} } },
    DeleteClass: { result: nothing, example: { params: { ClassId: 7 }, result: {} } },
    DescribeAllClass: {
      result: record({ ClassInfoSet: list(typed(mediaClass), 'The classes, by id.') }),
      example: { params: {}, result: { ClassInfoSet: [example] } },
    },
  },
};
