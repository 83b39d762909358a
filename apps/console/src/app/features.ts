import { mediaRoutes } from '../features/media/routes.tsx';
import { signInRoutes } from '../features/sign-in/routes.tsx';

/** The pages that need a session. Each feature has one line here. */
export const pages = [...mediaRoutes] as const;

/** The pages that need none. */
export const publicPages = [...signInRoutes] as const;
