import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { Suspense, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { PageSkeleton } from '../../../parts/page-skeleton.tsx';
import { sections } from '../sections.ts';
import classes from './settings-layout.module.css';

/** The links to the sections of the settings, and the section. */
export function SettingsLayout() {
  const { t } = useTranslation('settings');
  const nav = useRef<HTMLElement>(null);
  useCurrentInView(nav);
  return (
    <div className={classes.layout}>
      <nav ref={nav} aria-label={t('title')} className={classes.nav}>
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

/** Scrolls the row of links, which is wider than a phone, to the one of the section. */
function useCurrentInView(nav: React.RefObject<HTMLElement | null>): void {
  const { pathname } = useLocation();
  useEffect(() => {
    const links = [...(nav.current?.querySelectorAll('a') ?? [])];
    const current = links.find((link) => link.pathname.endsWith(pathname));
    const row = current?.closest('ul');
    if (current && row) row.scrollLeft = current.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
  }, [pathname, nav]);
}
