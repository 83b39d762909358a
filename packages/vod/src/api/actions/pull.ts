import { expiry } from '../../domain/media/expiry.js';
import { pullUploadParams } from '../../domain/task/pull-params.js';
import { checkedUrl } from '../../domain/task/source.js';
import { subTasksOf } from '../../domain/task/sub-tasks.js';
import type { NewTask } from '../../domain/task/task.js';
import { apiError } from '../../wire/error/api-error.js';
import { shown } from '../../wire/params/message.js';
import { type AnyAction, action } from '../action.js';
import type { Service } from '../service.js';

const pullUpload = action({
  name: 'PullUpload',
  summary:
    'Starts a task that downloads a file from a URL and adds it to the library. An event reports the result, and DescribeTaskDetail returns it.',
  params: pullUploadParams,
  async run(service, params) {
    const { MediaUrl, MediaType, CoverUrl, ClassId, ExpireTime } = params;
    const subAppId = await service.applications.resolve(params.SubAppId);
    checkedUrl(MediaUrl, 'MediaUrl', 'InvalidParameterValue.MediaUrl');
    if (CoverUrl !== '') checkedUrl(CoverUrl, 'CoverUrl', 'InvalidParameterValue.CoverUrl');
    if (MediaType.toLowerCase() === 'mpd') {
      const message = `MediaType must be the extension of a media file or m3u8, got ${shown(MediaType)}: DASH is not supported`;
      throw apiError('FailedOperation.MediaType', message);
    }
    if (ClassId !== 0 && !(await service.mediaClasses.tree(subAppId)).find(ClassId)) {
      throw apiError('InvalidParameterValue.ClassId', `Class ${ClassId} not found (ClassId)`);
    }
    const upload = {
      classId: ClassId,
      expireTime: (ExpireTime && expiry(ExpireTime)?.toISOString()) ?? null,
      sourceContext: params.SourceContext,
      subTasks: await subTasksOfFlow(service, subAppId, params.Procedure),
    };
    const source = { url: MediaUrl, name: params.MediaName, type: MediaType.toLowerCase(), coverUrl: CoverUrl, upload };
    const { TasksPriority: priority, SessionId: sessionId, SessionContext: sessionContext } = params;
    return { TaskId: await service.pullUploads.create({ subAppId, source, priority, sessionId, sessionContext }) };
  },
});

/** Throws ApiError InvalidParameterValue.Procedure. */
async function subTasksOfFlow({ procedures }: Service, subAppId: number, name: string): Promise<NewTask['subTasks']> {
  if (name === '') return [];
  const flow = await procedures.find(subAppId, name);
  if (flow) return subTasksOf(flow.parts.MediaProcessTask ?? {}, `Task flow ${shown(name)}`);
  const message = `Task flow ${shown(name)} not found (Procedure)`;
  throw apiError('InvalidParameterValue.Procedure', message);
}

export const pullActions: readonly AnyAction[] = [pullUpload];
