import { type ApiError, apiError } from '../../wire/error/api-error.js';
import { shown } from '../../wire/params/message.js';

export function procedureNotFound(procedure: string): ApiError {
  const message = `Task flow ${shown(procedure)} not found (Procedure)`;
  return apiError('InvalidParameterValue.Procedure', message);
}

export function classNotFound(classId: number): ApiError {
  return apiError('InvalidParameterValue.ClassId', `Class ${classId} not found (ClassId)`);
}

/** Refuses playlists, because an upload is one file. Throws ApiError InvalidParameterValue.MediaType. */
export function checkMediaType(name: string, type: string): void {
  if (!/^(m3u8?|mpd)$/i.test(type)) return;
  const message = `${name} is ${shown(type)}, a playlist; upload one file with the whole video`;
  throw apiError('InvalidParameterValue.MediaType', message);
}
