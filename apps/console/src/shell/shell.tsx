import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { Suspense, useDeferredValue, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { sessionGate } from '../api/session-gate.ts';
import { ConfirmProvider } from '../parts/confirm.tsx';
import { PageSkeleton } from '../parts/page-skeleton.tsx';
import { SignInAgain } from '../session/sign-in-again.tsx';
import { AccountMenu } from './account-menu.tsx';
import { ApplicationSwitch } from './application-switch.tsx';
import { Logo } from './logo.tsx';
import { Navigation } from './navigation.tsx';
import classes from './shell.module.css';
import { Uploads } from './uploads.tsx';

/** What surrounds every page: skip link, navigation, application, account. */
export function Shell() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { href } = useLocation();
  const main = useRef<HTMLElement>(null);
  // The first page is rendered after the shell is shown, and in steps.
  const showsPage = useDeferredValue(true, false);
  useFocusOnPageChange(main);

  async function leave() {
    sessionGate.giveUp();
    await navigate({ to: '/sign-in', search: { to: href } });
  }

  return (
    <ConfirmProvider>
      <div className={classes.shell}>
        <a href="#main" className={classes.skip}>
          {t('skip')}
        </a>
        <nav aria-label={t('nav.label')} className={classes.side}>
          <Logo />
          <div className={classes.application}>
            <ApplicationSwitch />
          </div>
          <div className={classes.navigation}>
            <Navigation />
          </div>
          <div className={classes.account}>
            <AccountMenu />
          </div>
        </nav>
        <main id="main" ref={main} tabIndex={-1} className={classes.main}>
          <Suspense>{showsPage ? <Outlet /> : <PageSkeleton />}</Suspense>
        </main>
      </div>
      <Uploads />
      <SignInAgain onLeave={leave} />
    </ConfirmProvider>
  );
}

/** Moves the focus to a new page, so that screen readers read it and Tab begins there. */
function useFocusOnPageChange(main: React.RefObject<HTMLElement | null>): void {
  const { pathname } = useLocation();
  const last = useRef(pathname);
  useEffect(() => {
    if (last.current === pathname) return;
    last.current = pathname;
    main.current?.focus({ preventScroll: true });
  }, [pathname, main]);
}
