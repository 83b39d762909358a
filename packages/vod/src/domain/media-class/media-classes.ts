import type { Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Tables } from '../../store/tables/index.js';
import { apiError } from '../../wire/error/api-error.js';
import { shown } from '../../wire/params/message.js';
import { lockApplication } from '../application/lock.js';
import { type ClassPath, ClassTree, defaultClass, rootId } from './class-tree.js';
import { classLevels, classQuota } from './params.js';

/** The classes of media, a tree in each application. Few enough to be read whole: the quota sees to that. */
export class MediaClasses {
  constructor(private readonly db: Database) {}

  async tree(subAppId: number): Promise<ClassTree> {
    return readTree(this.db, subAppId);
  }

  /** ClassId, ClassName and ClassPath of a media; the default class for one that was deleted. */
  async classPath(subAppId: number, classId: number): Promise<ClassPath> {
    return (await this.tree(subAppId)).path(classId);
  }

  /** These classes and all that is inside them, each once. */
  async withSubclasses(subAppId: number, classIds: readonly number[]): Promise<number[]> {
    return (await this.tree(subAppId)).withSubclasses(classIds);
  }

  /**
   * @param parentId -1 is the first level
   * @returns its id
   * @throws ApiError FailedOperation.ParentIdNoFound, .ClassLevelLimitExceeded, .ClassNameDuplicate, .SubclassLimitExceeded
   */
  async create(subAppId: number, parentId: number, name: string): Promise<number> {
    return this.change(subAppId, async (trx, tree) => {
      if (parentId !== rootId && !tree.find(parentId)) {
        throw apiError('FailedOperation.ParentIdNoFound', `Class ${parentId} not found (ParentId)`);
      }
      if (tree.level(parentId) + 1 >= classLevels) {
        const message = `ParentId is ${parentId}, a class of level ${tree.level(parentId)}; nothing can be inside it`;
        throw apiError('FailedOperation.ClassLevelLimitExceeded', message);
      }
      checkName(tree, parentId, name);
      const count = tree.classes.length - 1;
      if (count >= classQuota) {
        const message = `There are ${count} classes, and ${classQuota} are the most; delete one that is not needed`;
        throw apiError('FailedOperation.SubclassLimitExceeded', message);
      }
      const { class_id } = await trx
        .insertInto('media_class')
        .values({ sub_app_id: subAppId, parent_id: parentId, name })
        .returning('class_id')
        .executeTakeFirstOrThrow();
      return class_id;
    });
  }

  /** Throws ApiError InvalidParameterValue.ClassId, FailedOperation.ClassNameDuplicate. */
  async rename(subAppId: number, classId: number, name: string): Promise<void> {
    await this.change(subAppId, async (trx, tree) => {
      checkName(tree, checkOwn(tree, classId, 'renamed').parentId, name, classId);
      await trx
        .updateTable('media_class')
        .set({ name })
        .where('sub_app_id', '=', subAppId)
        .where('class_id', '=', classId)
        .execute();
    });
  }

  /** Throws ApiError InvalidParameterValue.ClassId, UnsupportedOperation.ClassNotEmpty. */
  async delete(subAppId: number, classId: number): Promise<void> {
    await this.change(subAppId, async (trx, tree) => {
      checkOwn(tree, classId, 'deleted');
      const inside = tree.inside(classId).map((inner) => inner.classId);
      if (inside.length > 0) {
        const message = `ClassId is ${classId}, and it has classes inside: ${listed(inside)}; delete these first`;
        throw apiError('UnsupportedOperation.ClassNotEmpty', message);
      }
      const media = await trx
        .selectFrom('media')
        .select('file_id')
        .where('sub_app_id', '=', subAppId)
        .where('class_id', '=', classId)
        .limit(1)
        .executeTakeFirst();
      if (media) {
        const message = `ClassId is ${classId}, and it has media, ${media.file_id} for one; move or delete them first`;
        throw apiError('UnsupportedOperation.ClassNotEmpty', message);
      }
      await trx.deleteFrom('media_class').where('sub_app_id', '=', subAppId).where('class_id', '=', classId).execute();
    });
  }

  /** Changes of one application come one after the other, so that each sees the tree as it is. */
  private async change<T>(
    subAppId: number,
    work: (trx: Transaction<Tables>, tree: ClassTree) => Promise<T>,
  ): Promise<T> {
    return this.db.transaction().execute(async (trx) => {
      await lockApplication(trx, subAppId);
      return work(trx, await readTree(trx, subAppId));
    });
  }
}

export async function readTree(db: Database, subAppId: number): Promise<ClassTree> {
  const rows = await db
    .selectFrom('media_class')
    .select(['class_id as classId', 'parent_id as parentId', 'name'])
    .where('sub_app_id', '=', subAppId)
    .execute();
  return new ClassTree(rows);
}

function checkName(tree: ClassTree, parentId: number, name: string, except?: number): void {
  const same = tree.inside(parentId).find((of) => of.name === name && of.classId !== except);
  if (!same) return;
  const message = `ClassName is ${shown(name)}, and class ${same.classId} in the same place has this name already`;
  throw apiError('FailedOperation.ClassNameDuplicate', message);
}

function checkOwn(tree: ClassTree, classId: number, verb: string): { parentId: number } {
  const code = 'InvalidParameterValue.ClassId';
  if (classId === defaultClass.classId) {
    throw apiError(code, `ClassId is ${classId}, the default class; it cannot be ${verb}`);
  }
  const found = tree.find(classId);
  if (!found) throw apiError(code, `Class ${classId} not found (ClassId)`);
  return found;
}

/** The first of many; there may be hundreds. */
function listed(ids: readonly number[]): string {
  return ids.length > 5 ? `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more` : ids.join(', ');
}
