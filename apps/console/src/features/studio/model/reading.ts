import type { Settings } from './settings.ts';

/** How the file is read. Absent: the main video, at the frame rate that the file states. */
export interface Reading {
  /** Video stream: its index or language. */
  readonly Stream?: string | number;
  /** Frame rate of a raw stream, such as `25` or `30000/1001`. */
  readonly InputFps?: string | number;
}

/** How settings read the file. Undefined: as templates do. */
export function readingOf(settings: Settings): Reading | undefined {
  if (settings.kind === 'template') return undefined;
  const { Stream, InputFps } = settings.own.more as Reading;
  if (Stream === undefined && InputFps === undefined) return undefined;
  return { ...(Stream !== undefined && { Stream }), ...(InputFps !== undefined && { InputFps }) };
}
