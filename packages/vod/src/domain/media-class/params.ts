import { described } from '../../wire/params/kind.js';
import { integer } from '../../wire/params/number.js';
import { object } from '../../wire/params/object.js';
import { string } from '../../wire/params/string.js';
import { subAppId } from '../application/sub-app-id.js';
import { rootId } from './class-tree.js';

/** Maximum number of classes in an application, without the default class. */
export const classQuota = 500;

/** Maximum number of levels of classes. */
export const classLevels = 4;

const maxId = 2 ** 31 - 1;

const classId = described(integer({ min: 0, max: maxId, code: 'InvalidParameterValue.ClassId' }), 'ID of the class.');

const className = described(
  string({ min: 1, max: 64, code: 'InvalidParameterValue.ClassName' }),
  'Name of the class. Must be unique in its parent class.',
);

export const createParams = object({
  ParentId: described(
    integer({ min: 1, max: maxId, or: rootId, code: 'InvalidParameterValue.ParentId' }),
    'ID of the parent class. -1 for a class on the first level.',
  ),
  ClassName: className,
  SubAppId: subAppId,
});

export const modifyParams = object({ ClassId: classId, ClassName: className, SubAppId: subAppId });

export const deleteParams = object({ ClassId: classId, SubAppId: subAppId });

export const describeParams = object({ SubAppId: subAppId });
