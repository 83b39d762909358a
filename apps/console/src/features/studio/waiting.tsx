import { Skeleton } from '@mantine/core';
import classes from './studio-page.module.css';

/** Stands where viewer and settings will be. */
export function Waiting() {
  return (
    <div className={classes.columns}>
      <div className={classes.film}>
        <Skeleton className={classes.stage ?? ''} />
        <Skeleton width="auto" height={36} mt="sm" />
        <Skeleton width="auto" height={108} mt="sm" />
      </div>
      <Skeleton height={480} radius="lg" />
    </div>
  );
}
