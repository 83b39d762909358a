import { Link, useRouter } from '@tanstack/react-router';
import { Clapperboard, Film, LayoutTemplate, ListChecks, Settings, Workflow } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import classes from './navigation.module.css';

const entries = [
  { to: '/media', label: 'nav.media', Icon: Film },
  { to: '/create', label: 'nav.create', Icon: Clapperboard },
  { to: '/templates', label: 'nav.templates', Icon: LayoutTemplate },
  { to: '/flows', label: 'nav.flows', Icon: Workflow },
  { to: '/tasks', label: 'nav.tasks', Icon: ListChecks },
  { to: '/settings', label: 'nav.settings', Icon: Settings },
] as const;

/** Whether the console has a page, for links between features. */
export function useHasPage(path: string): boolean {
  return Object.hasOwn(useRouter().routesByPath, path);
}

/** The links to the pages: a column, on phones a bar at the bottom. */
export function Navigation() {
  const { t } = useTranslation();
  const { routesByPath } = useRouter();
  const shown = entries.filter(({ to }) => Object.hasOwn(routesByPath, to));
  return (
    <ul className={classes.nav}>
      {shown.map(({ to, label, Icon }) => (
        <li key={to}>
          <Link to={to as '/media'} className={classes.link ?? ''} preload="intent">
            <Icon size={18} strokeWidth={1.75} aria-hidden />
            <span>{t(label)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
