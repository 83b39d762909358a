import { ApiError } from '../../wire/error/api-error.js';

/** What is wrong with a manifest, for the request that sent it or for the task that downloaded it. */
export class ManifestError extends ApiError {
  /**
   * @param what follows the name of the parameter in the message: "is not an HLS playlist; …"
   * @param withoutUris the same without URIs of the manifest, which may contain secrets
   */
  constructor(
    what: string,
    readonly withoutUris: string,
  ) {
    super('InvalidParameterValue.MediaManifestContent', `MediaManifestContent ${what}`);
  }
}

export function manifestError(what: string, withoutUris = what): ManifestError {
  return new ManifestError(what, withoutUris);
}
