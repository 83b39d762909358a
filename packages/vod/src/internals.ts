/** Names for the tests of other packages. Programs import only `@cliploop/vod`. */
export { API_VERSION, actions } from './api/actions.js';
export { ugcCodes } from './api/ugc/codes.js';
export { route } from './api/x/route.js';
export type { Grant, Grants } from './domain/cos/grant.js';
export { Objects, type UploadedObject, type UploadedObjects } from './domain/cos/objects.js';
export type { Animation } from './domain/media/animation.js';
export type { Media } from './domain/media/media.js';
export type { Parts } from './open.js';
export { openDatabase } from './store/database/database.js';
export { migrate } from './store/database/migrate.js';
export { migrations } from './store/database/migrations/index.js';
export { poolLimits } from './store/database/pools.js';
export { objectKey } from './store/storage/key.js';
export { integer } from './wire/params/number.js';
export { canonicalQuery, urlSignature } from './wire/signature/url.js';
export { MediaChild } from './work/media-process/media-child.js';
