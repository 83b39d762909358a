import { ApiError } from '../../../api/api-error.ts';
import { call } from '../../../api/call.ts';
import type { Application } from '../../../shell/application.ts';
import type { Segment } from '../model/segment.ts';
import { isEqual, type OwnSettings, type Settings, sizedFor, type Template } from '../model/settings.ts';

/** Marks templates that the page makes for own settings, because tasks of the API name a template. */
export const MADE_HERE = 'Made by the console for own settings.';

/** Templates of the page that are kept, so that the latest tasks can be run again. */
const KEPT = 4;
/** A template may be deleted when no task waits for it any more, ms. */
const OLD = 3_600_000;

interface Start {
  readonly application: Application;
  readonly fileId: string;
  readonly settings: Settings;
  readonly segment: Segment;
  readonly sourceWidth: number;
}

/** Starts the task that makes an animation. @returns its TaskId @throws ApiError */
export async function startTask({ application, fileId, settings, segment, sourceWidth }: Start): Promise<string> {
  const Definition =
    settings.kind === 'template'
      ? settings.definition
      : await definitionFor(application, sizedFor(settings.own, sourceWidth));
  const AnimatedGraphicTaskSet = [{ Definition, ...segment }];
  const { TaskId } = await call('ProcessMedia', {
    ...application,
    FileId: fileId,
    MediaProcessTask: { AnimatedGraphicTaskSet },
  });
  return TaskId;
}

/** A template with these settings: one that exists, or a new one. */
async function definitionFor(application: Application, own: OwnSettings): Promise<number> {
  const { AnimatedGraphicsTemplateSet: all } = await call('DescribeAnimatedGraphicsTemplates', {
    ...application,
    Limit: 100,
  });
  const existing = all.find((template) => isEqual(template, own));
  if (existing) return existing.Definition;
  const mine = all
    .filter(({ Comment, Type }) => Type === 'Custom' && Comment === MADE_HERE)
    .sort((a, b) => a.CreateTime.localeCompare(b.CreateTime));
  if (mine.length >= KEPT) await deleteOldest(application, mine);
  try {
    return await create(application, own);
  } catch (error) {
    if (!(error instanceof ApiError && error.code.startsWith('LimitExceeded'))) throw error;
    if (!(await deleteOldest(application, mine))) throw error;
    return await create(application, own);
  }
}

async function create(application: Application, own: OwnSettings): Promise<number> {
  const { format, width, height, fps, quality } = own;
  const Name = `${format.toUpperCase()} ${width || height}, ${fps} fps, ${quality}`;
  const size = { Width: width, Height: height, ResolutionAdaptive: 'close' } as const;
  const params = { Name, Comment: MADE_HERE, Format: format, ...size, Fps: fps, Quality: quality };
  return (await call('CreateAnimatedGraphicsTemplate', { ...application, ...params })).Definition;
}

/** Deletes the oldest template of the page if no task can need it any more. @returns whether it was deleted */
async function deleteOldest(application: Application, [oldest]: readonly Template[]): Promise<boolean> {
  if (!oldest || Date.now() - Date.parse(oldest.CreateTime) < OLD) return false;
  try {
    await call('DeleteAnimatedGraphicsTemplate', { ...application, Definition: oldest.Definition });
    return true;
  } catch {
    return false;
  }
}
