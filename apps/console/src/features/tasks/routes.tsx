import { createRoute } from '@tanstack/react-router';
import { lazyPage } from '../../parts/lazy-page.ts';
import { appRoute } from '../../shell/routes.tsx';
import { tasksSearch } from './tasks-search.ts';

export const tasksRoute = createRoute({
  path: '/tasks',
  getParentRoute: () => appRoute,
  validateSearch: tasksSearch,
  component: lazyPage('tasks', () => import('./list/tasks-page.tsx'), 'TasksPage'),
});

export const taskRoute = createRoute({
  path: '/tasks/$taskId',
  getParentRoute: () => appRoute,
  component: lazyPage('tasks', () => import('./details/task-page.tsx'), 'TaskPage'),
});

export const tasksRoutes = [tasksRoute, taskRoute] as const;
