import { wireClass } from '../../domain/media-class/class-tree.js';
import { createParams, deleteParams, describeParams, modifyParams } from '../../domain/media-class/params.js';
import { type AnyAction, action } from '../action.js';

const create = action({
  name: 'CreateClass',
  summary: 'Makes a class for media, at most four levels deep.',
  params: createParams,
  async run({ applications, mediaClasses }, { ParentId, ClassName, SubAppId }) {
    return { ClassId: await mediaClasses.create(await applications.resolve(SubAppId), ParentId, ClassName) };
  },
});

const modify = action({
  name: 'ModifyClass',
  summary: 'Gives a class another name.',
  params: modifyParams,
  async run({ applications, mediaClasses }, { ClassId, ClassName, SubAppId }) {
    await mediaClasses.rename(await applications.resolve(SubAppId), ClassId, ClassName);
    return {};
  },
});

const remove = action({
  name: 'DeleteClass',
  summary: 'Deletes a class that has neither classes nor media inside.',
  params: deleteParams,
  async run({ applications, mediaClasses }, { ClassId, SubAppId }) {
    await mediaClasses.delete(await applications.resolve(SubAppId), ClassId);
    return {};
  },
});

const describe = action({
  name: 'DescribeAllClass',
  summary: 'Lists all classes, the default one first.',
  params: describeParams,
  async run({ applications, mediaClasses }, { SubAppId }) {
    const tree = await mediaClasses.tree(await applications.resolve(SubAppId));
    return { ClassInfoSet: tree.classes.map((of) => wireClass(tree, of)) };
  },
});

export const mediaClassActions: readonly AnyAction[] = [create, modify, remove, describe];
