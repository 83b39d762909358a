import type { AnyRoute } from './route.js';
import { aboutRoutes } from './routes/about.js';
import { deliveryRoutes } from './routes/deliveries.js';
import { eventRoutes } from './routes/events.js';
import { keyRoutes } from './routes/keys.js';
import { pictureRoutes } from './routes/picture.js';
import { sessionRoutes } from './routes/session.js';
import { taskRoutes } from './routes/task.js';
import { uploadRoutes } from './routes/uploads.js';
import { urlAnimationRoutes } from './routes/url-animation.js';
import { usageRoutes } from './routes/usage.js';

/** All routes under `/x/v1`, in the order of the reference. */
export const routes: readonly AnyRoute[] = [
  ...sessionRoutes,
  ...aboutRoutes,
  ...eventRoutes,
  ...uploadRoutes,
  ...deliveryRoutes,
  ...keyRoutes,
  ...usageRoutes,
  ...pictureRoutes,
  ...urlAnimationRoutes,
  ...taskRoutes,
];
