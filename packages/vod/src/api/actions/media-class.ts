import { wireClass } from '../../domain/media-class/class-tree.js';
import { createParams, deleteParams, describeParams, modifyParams } from '../../domain/media-class/params.js';
import { type AnyAction, action } from '../action.js';

const create = action({
  name: 'CreateClass',
  summary: 'Creates a class for media. Classes can be nested up to four levels deep.',
  params: createParams,
  async run({ applications, mediaClasses }, { ParentId, ClassName, SubAppId }) {
    return { ClassId: await mediaClasses.create(await applications.resolve(SubAppId), ParentId, ClassName) };
  },
});

const modify = action({
  name: 'ModifyClass',
  summary: 'Renames a class.',
  params: modifyParams,
  async run({ applications, mediaClasses }, { ClassId, ClassName, SubAppId }) {
    await mediaClasses.rename(await applications.resolve(SubAppId), ClassId, ClassName);
    return {};
  },
});

const remove = action({
  name: 'DeleteClass',
  summary: 'Deletes a class. The class must not contain media or other classes.',
  params: deleteParams,
  async run({ applications, mediaClasses }, { ClassId, SubAppId }) {
    await mediaClasses.delete(await applications.resolve(SubAppId), ClassId);
    return {};
  },
});

const describe = action({
  name: 'DescribeAllClass',
  summary: 'Lists all classes, the default class first.',
  params: describeParams,
  async run({ applications, mediaClasses }, { SubAppId }) {
    const tree = await mediaClasses.tree(await applications.resolve(SubAppId));
    return { ClassInfoSet: tree.classes.map((one) => wireClass(tree, one)) };
  },
});

export const mediaClassActions: readonly AnyAction[] = [create, modify, remove, describe];
