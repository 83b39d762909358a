import { Link, Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { PageSkeleton } from '../../../parts/page-skeleton.tsx';
import { sections } from '../sections.ts';
import classes from './settings-layout.module.css';

/** The links to the sections of the settings, and the section. */
export function SettingsLayout() {
  const { t } = useTranslation('settings');
  return (
    <div className={classes.layout}>
      <nav aria-label={t('title')} className={classes.nav}>
        <p className={classes.title}>{t('title')}</p>
        <ul>
          {sections.map(({ name, to, Icon }) => (
            <li key={name}>
              <Link to={to} className={classes.link ?? ''}>
                <Icon size={16} strokeWidth={1.75} aria-hidden />
                {t(`section.${name}`)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className={classes.section}>
        <Suspense fallback={<PageSkeleton />}>
          <Outlet />
        </Suspense>
      </div>
    </div>
  );
}
