import { MAX_OF_MEDIA as animationLimit } from '../../domain/media/animations.js';
import type { MediaChange } from '../../domain/media/change.js';
import { checkKeyFrameEdits, checkTagEdits } from '../../domain/media/edits.js';
import { expiry } from '../../domain/media/expiry.js';
import { decodeCover } from '../../domain/media/image.js';
import type { Media } from '../../domain/media/media.js';
import { wireMedia } from '../../domain/media/media-info.js';
import { deleteParams, describeParams, type ModifyParams, modifyParams } from '../../domain/media/params.js';
import { queryOf, searchParams } from '../../domain/media/search-params.js';
import { apiError } from '../../wire/error/api-error.js';
import { type AnyAction, action } from '../action.js';
import { listOf } from '../list-size.js';
import type { Service } from '../service.js';

const describe = action({
  name: 'DescribeMediaInfos',
  summary: `Returns the metadata and the animations of up to 20 media: of each, at most ${animationLimit} animations, the newest.`,
  params: describeParams,
  async run(service, { FileIds, Filters, SubAppId }) {
    const subAppId = await service.applications.resolve(SubAppId);
    const media = await service.media.list(subAppId, FileIds);
    const found = new Set(media.map(({ fileId }) => fileId));
    return {
      MediaInfoSet: await infos(service, subAppId, media, Filters),
      NotExistFileIdSet: [...new Set(FileIds)].filter((fileId) => !found.has(fileId)),
    };
  },
});

const search = action({
  name: 'SearchMedia',
  summary:
    'Searches for media. A media must match every given parameter; it matches an array if it matches one of its elements.',
  params: searchParams,
  async run(service, params) {
    const subAppId = await service.applications.resolve(params.SubAppId);
    const query = queryOf(params);
    if (!query) return { TotalCount: 0, MediaInfoSet: [] };
    const { ClassIds } = params;
    const classIds = ClassIds && (await service.mediaClasses.withSubclasses(subAppId, ClassIds));
    const { total, media } = await service.media.search(subAppId, { ...query, classIds });
    return { TotalCount: total, MediaInfoSet: await infos(service, subAppId, media, params.Filters) };
  },
});

const modify = action({
  name: 'ModifyMediaInfo',
  summary:
    'Changes the given fields of a media: name, description, class, expiry time, cover, tags and key frame descriptions.',
  params: modifyParams,
  async run({ applications, media, mediaClasses }, params) {
    const subAppId = await applications.resolve(params.SubAppId);
    const change = changeOf(params);
    const { classId } = change;
    if (classId !== undefined && !(await mediaClasses.tree(subAppId)).find(classId)) {
      throw apiError('InvalidParameterValue.ClassId', `Class ${classId} not found (ClassId)`);
    }
    const { coverKey } = await media.change(subAppId, params.FileId, change);
    return change.cover && coverKey !== null ? { CoverUrl: media.urlOf(coverKey) } : {};
  },
});

const remove = action({
  name: 'DeleteMedia',
  summary: 'Deletes a media and its animations, or only its original file.',
  params: deleteParams,
  async run({ applications, media }, { FileId, DeleteParts, SubAppId }) {
    await media.delete(await applications.resolve(SubAppId), FileId, DeleteParts);
    return {};
  },
});

async function infos(
  { media: library, mediaClasses }: Service,
  subAppId: number,
  media: readonly Media[],
  filters: readonly string[] | undefined,
): Promise<object[]> {
  const { urlOf } = library;
  const classes = await mediaClasses.tree(subAppId);
  const wanted = !filters?.length || filters.includes('animatedGraphicsInfo');
  const animations = await library.animations(wanted ? media.map(({ fileId }) => fileId) : []);
  const wire = (one: Media): object => {
    const context = { animations: animations.get(one.fileId) ?? [], classPath: classes.path(one.classId), urlOf };
    return wireMedia(one, context, filters);
  };
  return listOf(media, wire, 'ask for fewer media, or for fewer parts of them (Filters)');
}

/** @throws ApiError for conflicting parameters and for subtitles, which are not supported */
function changeOf(params: ModifyParams): MediaChange {
  checkNoSubtitles(params);
  const tags = { clear: params.ClearTags === 1, remove: params.DeleteTags ?? [], add: params.AddTags ?? [] };
  checkTagEdits(tags);
  const keyFrames = {
    clear: params.ClearKeyFrameDescs === 1,
    remove: params.DeleteKeyFrameDescs ?? [],
    add: params.AddKeyFrameDescs ?? [],
  };
  checkKeyFrameEdits(keyFrames);
  return {
    name: params.Name,
    description: params.Description,
    classId: params.ClassId,
    expireTime: params.ExpireTime && expiry(params.ExpireTime),
    cover: params.CoverData === undefined ? undefined : decodeCover(params.CoverData),
    tags,
    keyFrames,
  };
}

function checkNoSubtitles({ AddSubtitles, DeleteSubtitleIds, ClearSubtitles }: ModifyParams): void {
  const given = [
    ...(AddSubtitles?.length ? ['AddSubtitles'] : []),
    ...(DeleteSubtitleIds?.length ? ['DeleteSubtitleIds'] : []),
    ...(ClearSubtitles === 1 ? ['ClearSubtitles'] : []),
  ];
  if (given.length === 0) return;
  throw apiError('UnsupportedOperation', `${given[0]} is not supported, because this service does not store subtitles`);
}

export const mediaActions: readonly AnyAction[] = [describe, search, modify, remove];
