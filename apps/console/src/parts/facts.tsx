import type { ReactNode } from 'react';
import classes from './facts.module.css';

/** A list of names and values, such as the metadata of a file. Entries without a value are left out. */
export function Facts({ entries }: { readonly entries: readonly (readonly [name: string, value: ReactNode])[] }) {
  const shown = entries.filter(([, value]) => value !== undefined && value !== '' && value !== null && value !== false);
  return (
    <dl className={classes.facts}>
      {shown.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
