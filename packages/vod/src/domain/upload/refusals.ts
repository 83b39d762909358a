import { type ApiError, apiError } from '../../wire/error/api-error.js';
import { shown } from '../../wire/params/message.js';

export function missingFlow(procedure: string): ApiError {
  const message = `Task flow ${shown(procedure)} not found (Procedure)`;
  return apiError('InvalidParameterValue.Procedure', message);
}

export function missingClass(classId: number): ApiError {
  return apiError('InvalidParameterValue.ClassId', `Class ${classId} not found (ClassId)`);
}

/** Throws ApiError InvalidParameterValue.MediaType for what names other files: an upload is one file. */
export function checkMediaType(name: string, type: string): void {
  if (!/^(m3u8?|mpd)$/i.test(type)) return;
  const message = `${name} is ${shown(type)}, a list of other files; upload one file that holds everything`;
  throw apiError('InvalidParameterValue.MediaType', message);
}
