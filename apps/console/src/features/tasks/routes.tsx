import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { loadTexts } from '../../i18n/index.ts';
import { appRoute } from '../../shell/routes.tsx';
import { tasksSearch } from './tasks-search.ts';

export const tasksRoute = createRoute({
  path: '/tasks',
  getParentRoute: () => appRoute,
  validateSearch: tasksSearch,
  loader: () => loadTexts('tasks'),
  component: lazyRouteComponent(() => import('./list/tasks-page.tsx'), 'TasksPage'),
});

export const taskRoute = createRoute({
  path: '/tasks/$taskId',
  getParentRoute: () => appRoute,
  loader: () => loadTexts('tasks'),
  component: lazyRouteComponent(() => import('./details/task-page.tsx'), 'TaskPage'),
});

export const tasksRoutes = [tasksRoute, taskRoute] as const;
