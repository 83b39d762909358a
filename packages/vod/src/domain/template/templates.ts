import type { Selectable } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { TemplateTable } from '../../store/tables/template.js';
import { apiError } from '../../wire/error/api-error.js';
import { lockApplication } from '../application/lock.js';
import { templateQuota } from './params.js';
import { findPreset, presets } from './preset.js';
import type { AnimatedGraphicsTemplate, TemplateFields } from './template.js';

interface TemplateFilter {
  /** Absent or empty: all. */
  definitions?: readonly number[] | undefined;
  type?: 'Preset' | 'Custom' | undefined;
}

/** The animated-graphics templates of the applications. */
export class Templates {
  constructor(private readonly db: Database) {}

  /** @returns the definition of the new template. @throws ApiError LimitExceeded.TooMuchTemplate */
  async create(subAppId: number, fields: TemplateFields): Promise<number> {
    return this.db.transaction().execute(async (trx) => {
      await lockApplication(trx, subAppId);
      const { count } = await trx
        .selectFrom('template')
        .select((of) => of.fn.countAll<number>().as('count'))
        .where('sub_app_id', '=', subAppId)
        .executeTakeFirstOrThrow();
      if (count >= templateQuota) {
        const message = `An application can have at most ${templateQuota} templates; delete one before you create another`;
        throw apiError('LimitExceeded.TooMuchTemplate', message);
      }
      const { definition } = await trx
        .insertInto('template')
        .values({ sub_app_id: subAppId, ...columns(fields) })
        .returning('definition')
        .executeTakeFirstOrThrow();
      return definition;
    });
  }

  /**
   * Changes the given fields.
   * @param check gets the template as it would be after the change, and throws to refuse it
   * @throws ApiError ResourceNotFound.TemplateNotExist, InvalidParameterValue.ModifyDefaultTemplate
   */
  async modify(
    subAppId: number,
    definition: number,
    change: Partial<TemplateFields>,
    check: (merged: TemplateFields) => void,
  ): Promise<void> {
    if (findPreset(definition)) {
      const message = `Template ${definition} is a preset and cannot be changed (Definition); create a template instead`;
      throw apiError('InvalidParameterValue.ModifyDefaultTemplate', message);
    }
    await this.db.transaction().execute(async (trx) => {
      const row = await trx
        .selectFrom('template')
        .selectAll()
        .where('sub_app_id', '=', subAppId)
        .where('definition', '=', definition)
        .forUpdate()
        .executeTakeFirst();
      if (!row) throw notFound(definition);
      const merged = { ...fromRow(row), ...change };
      check(merged);
      await trx
        .updateTable('template')
        .set({ ...columns(merged), update_time: new Date() })
        .where('sub_app_id', '=', subAppId)
        .where('definition', '=', definition)
        .execute();
    });
  }

  /** @throws ApiError ResourceNotFound.TemplateNotExist, InvalidParameterValue.DeleteDefaultTemplate */
  async delete(subAppId: number, definition: number): Promise<void> {
    if (findPreset(definition)) {
      const message = `Template ${definition} is a preset and cannot be deleted (Definition)`;
      throw apiError('InvalidParameterValue.DeleteDefaultTemplate', message);
    }
    const { numDeletedRows } = await this.db
      .deleteFrom('template')
      .where('sub_app_id', '=', subAppId)
      .where('definition', '=', definition)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw notFound(definition);
  }

  /** Finds a preset or a template of the application. */
  async find(subAppId: number, definition: number): Promise<AnimatedGraphicsTemplate | undefined> {
    const [found] = await this.list(subAppId, { definitions: [definition] });
    return found;
  }

  /** Lists the presets first, then the templates of the application by definition. The quota keeps the list short. */
  async list(subAppId: number, { definitions, type }: TemplateFilter): Promise<AnimatedGraphicsTemplate[]> {
    const wanted = definitions && definitions.length > 0 ? definitions : undefined;
    const listedPresets =
      type === 'Custom' ? [] : presets.filter((preset) => wanted?.includes(preset.definition) ?? true);
    if (type === 'Preset') return listedPresets;
    let query = this.db.selectFrom('template').selectAll().where('sub_app_id', '=', subAppId).orderBy('definition');
    // PostgreSQL refuses to compare numbers beyond int4.
    if (wanted) query = query.where('definition', 'in', [0, ...wanted.filter((id) => Math.abs(id) < 2 ** 31)]);
    return [...listedPresets, ...(await query.execute()).map(fromRow)];
  }
}

function notFound(definition: number): Error {
  return apiError('ResourceNotFound.TemplateNotExist', `Template ${definition} not found (Definition)`);
}

type Columns = Omit<TemplateTable, 'sub_app_id' | 'definition' | 'create_time' | 'update_time'>;

function columns({ resolutionAdaptive, ...fields }: TemplateFields): Columns {
  const { name, comment, width, height, format, fps, quality } = fields;
  return { name, comment, width, height, resolution_adaptive: resolutionAdaptive, format, fps, quality };
}

function fromRow(row: Selectable<TemplateTable>): AnimatedGraphicsTemplate {
  return {
    definition: row.definition,
    preset: false,
    name: row.name,
    comment: row.comment,
    width: row.width,
    height: row.height,
    resolutionAdaptive: row.resolution_adaptive,
    format: row.format,
    fps: row.fps,
    quality: row.quality,
    createTime: row.create_time,
    updateTime: row.update_time,
  };
}
