import type { Group } from './group.js';
import { applicationGroup } from './results/application.js';
import { eventGroup } from './results/event.js';
import { mediaGroup } from './results/media.js';
import { mediaClassGroup } from './results/media-class.js';
import { procedureGroup } from './results/procedure.js';
import { taskGroup } from './results/task.js';
import { templateGroup } from './results/template.js';
import { uploadGroup } from './results/upload.js';

/** All groups, in the order of the reference. */
export const groups: readonly Group[] = [
  templateGroup,
  taskGroup,
  procedureGroup,
  uploadGroup,
  mediaGroup,
  mediaClassGroup,
  eventGroup,
  applicationGroup,
];
