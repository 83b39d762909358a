import { Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './empty-state.module.css';

interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  /** What to do, in one or two sentences. */
  readonly children: ReactNode;
  /** The buttons that do it. */
  readonly actions?: ReactNode;
}

/** Stands where a list would be, and says what to do. */
export function EmptyState({ icon, title, children, actions }: EmptyStateProps) {
  return (
    <section className={classes.empty}>
      {icon !== undefined && (
        <div className={classes.icon} aria-hidden="true">
          {icon}
        </div>
      )}
      <Title order={2}>{title}</Title>
      <p className={classes.text}>{children}</p>
      {actions !== undefined && <div className={classes.actions}>{actions}</div>}
    </section>
  );
}
