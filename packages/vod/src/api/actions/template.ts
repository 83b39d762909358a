import { createParams, deleteParams, describeParams, modifyParams } from '../../domain/template/params.js';
import { checkWebpSize, type TemplateFields, wireTemplate } from '../../domain/template/template.js';
import { apiError } from '../../wire/error/api-error.js';
import { type AnyAction, action } from '../action.js';

const create = action({
  name: 'CreateAnimatedGraphicsTemplate',
  summary: 'Creates a template, which defines the format, size, frame rate and quality of animations.',
  params: createParams,
  async run({ applications, templates }, params) {
    const subAppId = await applications.resolve(params.SubAppId);
    const { Width, Height } = params;
    if (params.Format === 'webp' && Width === undefined && Height === undefined) {
      const message = 'Width and Height are missing; a custom WebP template needs at least one of them';
      throw apiError('InvalidParameterValue.FormatWebpLackWidthAndHeight', message);
    }
    const fields: TemplateFields = {
      name: params.Name,
      comment: params.Comment,
      width: Width ?? 0,
      height: Height ?? 0,
      resolutionAdaptive: params.ResolutionAdaptive,
      format: params.Format,
      fps: params.Fps,
      quality: params.Quality,
    };
    checkWebpSize(fields);
    return { Definition: await templates.create(subAppId, fields) };
  },
});

const modify = action({
  name: 'ModifyAnimatedGraphicsTemplate',
  summary: 'Changes the given fields of a template.',
  params: modifyParams,
  async run({ applications, templates }, { Definition, SubAppId, ...given }) {
    const subAppId = await applications.resolve(SubAppId);
    const change = {
      ...(given.Name !== undefined && { name: given.Name }),
      ...(given.Comment !== undefined && { comment: given.Comment }),
      ...(given.Width !== undefined && { width: given.Width }),
      ...(given.Height !== undefined && { height: given.Height }),
      ...(given.ResolutionAdaptive !== undefined && { resolutionAdaptive: given.ResolutionAdaptive }),
      ...(given.Format !== undefined && { format: given.Format }),
      ...(given.Fps !== undefined && { fps: given.Fps }),
      ...(given.Quality !== undefined && { quality: given.Quality }),
    };
    await templates.modify(subAppId, Definition, change, checkWebpSize);
    return {};
  },
});

const remove = action({
  name: 'DeleteAnimatedGraphicsTemplate',
  summary: 'Deletes a template. Waiting tasks that use it will fail.',
  params: deleteParams,
  async run({ applications, templates }, { Definition, SubAppId }) {
    await templates.delete(await applications.resolve(SubAppId), Definition);
    return {};
  },
});

const describe = action({
  name: 'DescribeAnimatedGraphicsTemplates',
  summary: 'Lists templates, the presets first.',
  params: describeParams,
  async run({ applications, templates }, { Definitions, Type, Offset, Limit, SubAppId }) {
    const subAppId = await applications.resolve(SubAppId);
    const all = await templates.list(subAppId, { definitions: Definitions, type: Type });
    return {
      TotalCount: all.length,
      AnimatedGraphicsTemplateSet: all.slice(Offset, Offset + Limit).map(wireTemplate),
    };
  },
});

export const templateActions: readonly AnyAction[] = [create, modify, remove, describe];
