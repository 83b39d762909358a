import { ApiError } from '../../wire/error/api-error.js';

/** What is wrong with a manifest; of one that was not sent but fetched, other words are said. */
export class ManifestRefusal extends ApiError {
  /**
   * @param what goes on after the name of the parameter: "is not an HLS playlist; …"
   * @param discreet the same without addresses of the manifest, which may hold secrets
   */
  constructor(
    what: string,
    readonly discreet: string,
  ) {
    super('InvalidParameterValue.MediaManifestContent', `MediaManifestContent ${what}`);
  }
}

export function refuseManifest(what: string, discreet = what): ManifestRefusal {
  return new ManifestRefusal(what, discreet);
}
