import { Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import classes from './page.module.css';

/** Sets the title of the tab. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · cliploop`;
  }, [title]);
}

interface PageProps {
  /** Also the title of the tab. */
  readonly title: string;
  /** One sentence below the title, for pages that need it. */
  readonly description?: ReactNode;
  /** Before the title, such as a link back to a list. */
  readonly before?: ReactNode;
  /** Buttons of the page; the last one is the main action. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page: its title, its actions and its content. */
export function Page({ title, description, before, actions, children }: PageProps) {
  usePageTitle(title);
  return (
    <div className={classes.page}>
      <header className={classes.header}>
        <div className={classes.heading}>
          {before}
          <Title order={1} className={classes.title}>
            {title}
          </Title>
          {description !== undefined && <p className={classes.description}>{description}</p>}
        </div>
        {actions !== undefined && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
