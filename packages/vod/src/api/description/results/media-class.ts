import { type Group, nothing } from '../group.js';
import { integer, list, record, text, typed } from '../schema.js';

const classId = integer('ID of the class.');

const mediaClass = record(
  {
    ClassId: classId,
    ParentId: integer('ID of the parent class. -1 for a class on the first level.'),
    Name: text('Name of the class.'),
    Level: integer('Level of the class. 0 is the first level.'),
    SubClassIdSet: list({ type: 'integer' }, 'IDs of the direct child classes.'),
    ClassName: text('Same as Name.'),
  },
  'MediaClassInfo',
);

const example = { ClassId: 7, ParentId: -1, Name: 'holidays', Level: 0, SubClassIdSet: [], ClassName: 'holidays' };

export const mediaClassGroup: Group = {
  name: 'Classes',
  description: 'Classes form a tree and organize media.',
  actions: {
    CreateClass: {
      result: record({ ClassId: classId }),
      example: { params: { ParentId: -1, ClassName: 'holidays' }, result: { ClassId: 7 } },
    },
    ModifyClass: { result: nothing, example: { params: { ClassId: 7, ClassName: 'journeys' }, result: {} } },
    DeleteClass: { result: nothing, example: { params: { ClassId: 7 }, result: {} } },
    DescribeAllClass: {
      result: record({ ClassInfoSet: list(typed(mediaClass), 'The classes, sorted by ID.') }),
      example: { params: {}, result: { ClassInfoSet: [example] } },
    },
  },
};
