import { flowsRoutes } from '../features/flows/routes.tsx';
import { mediaRoutes } from '../features/media/routes.tsx';
import { settingsRoutes } from '../features/settings/routes.tsx';
import { signInRoutes } from '../features/sign-in/routes.tsx';
import { studioRoutes } from '../features/studio/routes.tsx';
import { tasksRoutes } from '../features/tasks/routes.tsx';
import { templatesRoutes } from '../features/templates/routes.tsx';

/** The pages that need a session. Each feature has one line here. */
export const pages = [
  ...mediaRoutes,
  ...studioRoutes,
  ...tasksRoutes,
  ...templatesRoutes,
  ...flowsRoutes,
  ...settingsRoutes,
] as const;

/** The pages that need none. */
export const publicPages = [...signInRoutes] as const;
