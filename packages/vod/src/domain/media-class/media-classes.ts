import type { Transaction } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { Tables } from '../../store/tables/index.js';
import { apiError } from '../../wire/error/api-error.js';
import { shown } from '../../wire/params/message.js';
import { lockApplication } from '../application/lock.js';
import { type ClassPath, ClassTree, defaultClass, rootId } from './class-tree.js';
import { classLevels, classQuota } from './params.js';

/** The classes of media: a tree in each application. The quota keeps it small enough to be read as a whole. */
export class MediaClasses {
  constructor(private readonly db: Database) {}

  async tree(subAppId: number): Promise<ClassTree> {
    return readTree(this.db, subAppId);
  }

  /** ClassId, ClassName and ClassPath of a media. For a class that was deleted, they are those of the default class. */
  async classPath(subAppId: number, classId: number): Promise<ClassPath> {
    return (await this.tree(subAppId)).path(classId);
  }

  /** These classes and all their subclasses, each once. */
  async withSubclasses(subAppId: number, classIds: readonly number[]): Promise<number[]> {
    return (await this.tree(subAppId)).withSubclasses(classIds);
  }

  /**
   * @param parentId -1: the first level
   * @returns the id of the new class
   * @throws ApiError FailedOperation.ParentIdNoFound, .ClassLevelLimitExceeded, .ClassNameDuplicate, .SubclassLimitExceeded
   */
  async create(subAppId: number, parentId: number, name: string): Promise<number> {
    return this.change(subAppId, async (trx, tree) => {
      if (parentId !== rootId && !tree.find(parentId)) {
        throw apiError('FailedOperation.ParentIdNoFound', `Class ${parentId} not found (ParentId)`);
      }
      if (tree.level(parentId) + 1 >= classLevels) {
        const message = `Class ${parentId} is on level ${tree.level(parentId)}, the deepest one, and cannot have subclasses (ParentId)`;
        throw apiError('FailedOperation.ClassLevelLimitExceeded', message);
      }
      checkName(tree, parentId, name);
      const count = tree.classes.length - 1;
      if (count >= classQuota) {
        const message = `An application can have at most ${classQuota} classes; delete one before you create another`;
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

  /** @throws ApiError InvalidParameterValue.ClassId, FailedOperation.ClassNameDuplicate */
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

  /** @throws ApiError InvalidParameterValue.ClassId, UnsupportedOperation.ClassNotEmpty */
  async delete(subAppId: number, classId: number): Promise<void> {
    await this.change(subAppId, async (trx, tree) => {
      checkOwn(tree, classId, 'deleted');
      const subclasses = tree.subclasses(classId).map((inner) => inner.classId);
      if (subclasses.length > 0) {
        const message = `Class ${classId} has subclasses (ClassId): ${listed(subclasses)}; delete them first`;
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
        const message = `Class ${classId} has media (ClassId), for example ${media.file_id}; move or delete them first`;
        throw apiError('UnsupportedOperation.ClassNotEmpty', message);
      }
      await trx.deleteFrom('media_class').where('sub_app_id', '=', subAppId).where('class_id', '=', classId).execute();
    });
  }

  /** Changes of one application run one after another, so that each sees the current tree. */
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
  const same = tree.subclasses(parentId).find((of) => of.name === name && of.classId !== except);
  if (!same) return;
  const message = `Class ${same.classId} with the same parent is already named ${shown(name)} (ClassName)`;
  throw apiError('FailedOperation.ClassNameDuplicate', message);
}

function checkOwn(tree: ClassTree, classId: number, verb: string): { parentId: number } {
  const code = 'InvalidParameterValue.ClassId';
  if (classId === defaultClass.classId) {
    throw apiError(code, `Class ${classId} is the default class and cannot be ${verb} (ClassId)`);
  }
  const found = tree.find(classId);
  if (!found) throw apiError(code, `Class ${classId} not found (ClassId)`);
  return found;
}

/** At most five ids: there may be hundreds. */
function listed(ids: readonly number[]): string {
  return ids.length > 5 ? `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more` : ids.join(', ');
}
