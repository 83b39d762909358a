import { contentParams, deleteParams, describeParams } from '../../domain/procedure/params.js';
import { wireProcedure } from '../../domain/procedure/procedure.js';
import { type AnyAction, action } from '../action.js';
import { listOf } from '../list-size.js';

const create = action({
  name: 'CreateProcedureTemplate',
  summary: 'Creates a task flow: named processing instructions that tasks can refer to.',
  params: contentParams,
  async run({ applications, procedures }, { Name, Comment, SubAppId, ...parts }) {
    await procedures.create(await applications.resolve(SubAppId), Name, { comment: Comment, parts });
    return {};
  },
});

const reset = action({
  name: 'ResetProcedureTemplate',
  summary: 'Replaces the content of a task flow.',
  params: contentParams,
  async run({ applications, procedures }, { Name, Comment, SubAppId, ...parts }) {
    await procedures.reset(await applications.resolve(SubAppId), Name, { comment: Comment, parts });
    return {};
  },
});

const remove = action({
  name: 'DeleteProcedureTemplate',
  summary: 'Deletes a task flow. Tasks that it started continue.',
  params: deleteParams,
  async run({ applications, procedures }, { Name, SubAppId }) {
    await procedures.delete(await applications.resolve(SubAppId), Name);
    return {};
  },
});

const describe = action({
  name: 'DescribeProcedureTemplates',
  summary: 'Lists task flows, the oldest first.',
  params: describeParams,
  async run({ applications, procedures }, { Names, Type, Offset, Limit, SortBy, SubAppId }) {
    const subAppId = await applications.resolve(SubAppId);
    // There are no preset task flows.
    if (Type === 'Preset') return { TotalCount: 0, ProcedureTemplateSet: [] };
    const order = SortBy?.[0]?.Order.toLowerCase() === 'desc' ? 'desc' : 'asc';
    const { total, page } = await procedures.list(subAppId, { names: Names, offset: Offset, limit: Limit, order });
    return { TotalCount: total, ProcedureTemplateSet: listOf(page, wireProcedure, 'ask for fewer task flows (Limit)') };
  },
});

export const procedureActions: readonly AnyAction[] = [create, reset, remove, describe];
