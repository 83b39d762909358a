import type { Selectable } from 'kysely';
import type { Database } from '../../store/database/database.js';
import type { TemplateTable } from '../../store/tables/template.js';
import { apiError } from '../../wire/error/api-error.js';
import { lockApplication } from '../application/lock.js';
import { templateQuota } from './params.js';
import { findPreset, presets } from './preset.js';
import type { AnimatedGraphicsTemplate, TemplateFields } from './template.js';

export interface TemplateFilter {
  /** None or empty: all. */
  definitions?: readonly number[] | undefined;
  type?: 'Preset' | 'Custom' | undefined;
}

/** The animated-graphics templates of the applications. */
export class Templates {
  constructor(private readonly db: Database) {}

  /** @returns its definition. Throws ApiError LimitExceeded.TooMuchTemplate. */
  async create(subAppId: number, fields: TemplateFields): Promise<number> {
    return this.db.transaction().execute(async (trx) => {
      // Those that are created at the same time count each other.
      await lockApplication(trx, subAppId);
      const { count } = await trx
        .selectFrom('template')
        .select((of) => of.fn.countAll<number>().as('count'))
        .where('sub_app_id', '=', subAppId)
        .executeTakeFirstOrThrow();
      if (count >= templateQuota) {
        const message = `There are ${count} templates, and ${templateQuota} are the most; delete one that is not needed`;
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
   * Changes what is given.
   * @param check sees the whole template as it would become, and throws to refuse it
   * @throws ApiError ResourceNotFound.TemplateNotExist, InvalidParameterValue.ModifyDefaultTemplate
   */
  async modify(
    subAppId: number,
    definition: number,
    change: Partial<TemplateFields>,
    check: (merged: TemplateFields) => void,
  ): Promise<void> {
    if (findPreset(definition)) {
      const message = `Definition is ${definition}, a preset; presets cannot be changed, create a template instead`;
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
      if (!row) throw missing(definition);
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

  /** Throws ApiError ResourceNotFound.TemplateNotExist, InvalidParameterValue.DeleteDefaultTemplate. */
  async delete(subAppId: number, definition: number): Promise<void> {
    if (findPreset(definition)) {
      const message = `Definition is ${definition}, a preset; presets cannot be deleted`;
      throw apiError('InvalidParameterValue.DeleteDefaultTemplate', message);
    }
    const { numDeletedRows } = await this.db
      .deleteFrom('template')
      .where('sub_app_id', '=', subAppId)
      .where('definition', '=', definition)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw missing(definition);
  }

  /** The preset or the application's own template. */
  async find(subAppId: number, definition: number): Promise<AnimatedGraphicsTemplate | undefined> {
    const [found] = await this.list(subAppId, { definitions: [definition] });
    return found;
  }

  /** Presets first, then by definition. Few enough to be listed whole: the quota sees to that. */
  async list(subAppId: number, { definitions, type }: TemplateFilter): Promise<AnimatedGraphicsTemplate[]> {
    const wanted = definitions && definitions.length > 0 ? definitions : undefined;
    const common = type === 'Custom' ? [] : presets.filter((preset) => wanted?.includes(preset.definition) ?? true);
    if (type === 'Preset') return common;
    let query = this.db.selectFrom('template').selectAll().where('sub_app_id', '=', subAppId).orderBy('definition');
    // Beyond int4 PostgreSQL would not even compare.
    if (wanted) query = query.where('definition', 'in', [0, ...wanted.filter((id) => Math.abs(id) < 2 ** 31)]);
    return [...common, ...(await query.execute()).map(fromRow)];
  }
}

function missing(definition: number): Error {
  const message = `Template ${definition} not found (Definition)`;
  return apiError('ResourceNotFound.TemplateNotExist', message);
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
