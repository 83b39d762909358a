import { described } from '../../wire/params/kind.js';
import { integer } from '../../wire/params/number.js';
import { object } from '../../wire/params/object.js';
import { string } from '../../wire/params/string.js';
import { subAppId } from '../application/sub-app-id.js';
import { rootId } from './class-tree.js';

/** Classes in one application, at most; the default one does not count. */
export const classQuota = 500;

/** Levels of classes, at most. */
export const classLevels = 4;

const largest = 2 ** 31 - 1;

const classId = described(integer({ min: 0, max: largest, code: 'InvalidParameterValue.ClassId' }), 'Id of the class.');

const className = described(
  string({ min: 1, max: 64, code: 'InvalidParameterValue.ClassName' }),
  'Name of the class, unlike that of any other in the same place.',
);

export const createParams = object({
  ParentId: described(
    integer({ min: 1, max: largest, or: rootId, code: 'InvalidParameterValue.ParentId' }),
    'Id of the class that the new one is inside; -1: the first level.',
  ),
  ClassName: className,
  SubAppId: subAppId,
});

export const modifyParams = object({ ClassId: classId, ClassName: className, SubAppId: subAppId });

export const deleteParams = object({ ClassId: classId, SubAppId: subAppId });

export const describeParams = object({ SubAppId: subAppId });
