import type { JsonObject } from '../../store/tables/column.js';
import { animatedGraphics } from '../../wire/contract/sub-task-kinds.js';
import { checkTaskBytes } from '../procedure/media-process-task.js';
import type { AnimationParams } from '../settings/params.js';
import { storeSettings } from '../settings/stored.js';
import type { NewSubTask } from './task.js';

/**
 * The sub-tasks for animations with templates or settings.
 * @param name of the parameter, for messages
 * @throws ApiError InvalidParameterValue when they are too large
 */
export function animationSubTasks(animations: readonly AnimationParams[], name: string): NewSubTask[] {
  checkTaskBytes(animations, name);
  return animations.map(({ Definition = 0, Settings, StartTimeOffset = 0, EndTimeOffset = 0 }) => {
    const input: JsonObject = { Definition, StartTimeOffset, EndTimeOffset };
    return { kind: animatedGraphics, input, ...(Settings && { settings: storeSettings(Settings) }) };
  });
}
