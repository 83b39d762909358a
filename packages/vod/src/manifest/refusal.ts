import { type ApiError, apiError } from '../error/api-error.js';

/** @param what goes on after the name of the parameter: "is not an HLS playlist; …" */
export function refuseManifest(what: string): ApiError {
  return apiError('InvalidParameterValue.MediaManifestContent', `MediaManifestContent ${what}`);
}
